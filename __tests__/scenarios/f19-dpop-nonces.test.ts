import { loggedIn } from './scene.js';

// Each answer of either server brings a new nonce, and only the very last one is good.
const servers = { server: { dpopNonces: 1 }, apiServer: { dpopNonces: 1 } };
const adapters = ['http', 'fetch'];

describe('F19: when both servers want DPoP nonces and change them with every answer', () => {
  it.each(adapters)(
    'F19: my 12 requests succeed with 2 refreshes and no proof used twice, by %s (9449-8.2-a, 9449-4.1-a)',
    async (adapter) => {
      const { api, apiServer, authorizationServer, finish } = await loggedIn({
        ...servers,
        dpop: true,
        expired: true,
        config: { adapter },
      });
      const statuses: number[] = [];
      for (let request = 0; request < 12; request++) {
        if (request === 4) apiServer.nonces.expire(); // out of band
        if (request === 6) authorizationServer.nonces.expire();
        if (request === 8) authorizationServer.expireAccessTokens();
        statuses.push((await api.get('/me')).status);
      }
      expect(statuses).toEqual(Array.from({ length: 12 }, () => 200));
      expect(authorizationServer.rotations).toBe(2);
      expect(authorizationServer.dpop.usedTwice).toEqual([]);
      // Nothing is asked for twice but for a nonce: at the start, and after each that was lost; and once for the dead token.
      expect(authorizationServer.tokenRequests.map(({ outcome }) => outcome)).toEqual([
        '400 use_dpop_nonce',
        '200',
        '400 use_dpop_nonce',
        '200',
      ]);
      expect(apiServer.requests.filter(({ accepted }) => !accepted).map(({ reason }) => reason)).toEqual([
        'proof',
        'proof',
        'expired',
      ]);
      await finish();
    },
  );
});
