import { concurrently, failureOf, loggedIn, type LoggedIn } from './scene.js';
import type { AuthorizationServer } from '../../fixtures/servers/authorization-server.js';

const invalidGrant = {
  code: 'ERR_OAUTH_INVALID_GRANT',
  error: 'invalid_grant',
  error_description: 'The refresh token was revoked.',
  message: expect.stringMatching(/log in again.*invalid_grant.*The refresh token was revoked\./),
};

async function logIn(session: LoggedIn['session'], authorizationServer: AuthorizationServer): Promise<void> {
  const { url, pending } = await session.authorizationUrl();
  await session.fetchToken({ authorizationResponse: await authorizationServer.login(url), pending });
}

describe('F03: when the server says that my grant is over', () => {
  it.each([
    { token: 'has expired', beginning: { expired: true }, apiCalls: 0 },
    // Believed fresh, it is tried each time: a grant that is over does not take the access token with it everywhere.
    { token: 'is dead at the server', beginning: { deadAtServer: true }, apiCalls: 1 },
  ])(
    'F03: 50 requests say so after one call, until I log in again; my token $token',
    async ({ beginning, apiCalls }) => {
      const { api, session, authorizationServer, apiServer, finish } = await loggedIn(beginning);
      const reauthorize = jest.fn();
      session.on('reauthorize', reauthorize);
      authorizationServer.killFamily((await session.token())?.refresh_token ?? '');

      const errors = await concurrently(50, () => failureOf(api.get('/me')));
      for (const error of errors) expect(error).toMatchObject(invalidGrant);
      expect(authorizationServer.tokenRequests).toHaveLength(1);
      expect(reauthorize).toHaveBeenCalledTimes(1);

      apiServer.forget();
      expect(await failureOf(api.get('/me'))).toMatchObject(invalidGrant);
      expect(authorizationServer.tokenRequests).toHaveLength(1);
      expect(apiServer.requests).toHaveLength(apiCalls);

      await logIn(session, authorizationServer);
      expect((await api.get('/me')).status).toBe(200);
      expect(authorizationServer.tokenRequests.map(({ grantType }) => grantType)).toEqual([
        'refresh_token',
        'authorization_code',
      ]);
      await finish();
    },
  );
});
