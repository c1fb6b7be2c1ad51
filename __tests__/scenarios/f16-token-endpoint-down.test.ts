import { faults } from '../../fixtures/servers/faults.js';
import { loggedIn } from './scene.js';

const lifetimeSeconds = 60;
const passedMs = 50_000; // of its last quarter, 10 s are left

afterEach(() => {
  jest.restoreAllMocks();
});

describe('F16: while the token endpoint is down', () => {
  it('F16: my requests go on as long as my token is good, and do not hammer it', async () => {
    const { api, authorizationServer, finish } = await loggedIn({ server: { lifetimeSeconds } });
    const rightNow = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => rightNow() + passedMs);
    authorizationServer.clock.advance(passedMs);
    authorizationServer.always(faults.status(503));
    const slow: number[] = [];
    for (let request = 0; request < 20; request++) {
      const begun = performance.now();
      expect((await api.get('/me?delay=60')).status).toBe(200);
      if (performance.now() - begun >= 1000) slow.push(request);
    }
    expect(slow).toEqual([]);
    expect(authorizationServer.tokenRequests.length).toBeGreaterThanOrEqual(1);
    expect(authorizationServer.tokenRequests.length).toBeLessThanOrEqual(10);
    await finish();
  });
});
