import { faults } from '../../fixtures/servers/faults.js';
import { loggedIn } from './scene.js';

const refusal = {
  response: { status: 401 },
  cause: { code: 'ERR_OAUTH_TOKEN_REFUSED', error: 'invalid_token' },
};

describe('F21: when the API refuses every token for ever', () => {
  it('F21: each of my 20 requests gets its 401 after one replay, and there is one refresh', async () => {
    const { api, servers, finish } = await loggedIn();
    const { authorizationServer, api: apiServer } = servers;
    apiServer.always(faults.refuse());
    const failed = (): Promise<unknown> => api.get('/me').catch((error: unknown) => error);

    const errors = await Promise.all(Array.from({ length: 20 }, failed));
    expect(errors).toMatchObject(Array.from({ length: 20 }, () => refusal));
    expect(apiServer.requests.length).toBeLessThanOrEqual(40);
    expect(authorizationServer.tokenRequests).toHaveLength(1);

    for (let later = 1; later <= 3; later++) {
      apiServer.forget();
      expect(await failed()).toMatchObject(refusal);
      expect(apiServer.requests.length).toBeLessThanOrEqual(2);
      expect(authorizationServer.tokenRequests.length).toBeLessThanOrEqual(1 + later);
    }
    await finish();
  });
});
