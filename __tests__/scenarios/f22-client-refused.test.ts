import { faults } from '../../fixtures/servers/faults.js';
import { loggedIn } from './scene.js';

const headers = { 'WWW-Authenticate': 'Bearer error="invalid_client"' };

describe('F22: when the token endpoint does not know my client', () => {
  it.each([
    { token: 'has expired', options: { expired: true } },
    { token: 'is dead at the server', options: { deadAtServer: true } },
  ])(
    'F22: ten requests say so after one call, and work once the server is mended; my token $token',
    async ({ options }) => {
      const { api, session, servers, finish } = await loggedIn(options);
      const { authorizationServer } = servers;
      const before = await session.token();
      authorizationServer.always(faults.oauthError('invalid_client', { status: 401, headers, description: 'Who?' }));
      const errors = await Promise.all(
        Array.from({ length: 10 }, () => api.get('/me').catch((error: unknown) => error)),
      );
      const words = {
        error: 'invalid_client',
        error_description: 'Who?',
        message: expect.stringContaining('invalid_client'),
      };
      const typed = { code: 'ERR_OAUTH_TOKEN_ENDPOINT', status: 401, ...words };
      expect(errors).toMatchObject(errors.map(() => typed));
      expect(authorizationServer.tokenRequests).toHaveLength(1);
      expect(await session.token()).toEqual(before);

      authorizationServer.mend();
      expect((await api.get('/me')).status).toBe(200);
      expect(authorizationServer.tokenRequests).toHaveLength(2);
      await finish();
    },
  );
});
