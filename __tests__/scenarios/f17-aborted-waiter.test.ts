import { abortListeners } from '../../fixtures/leftovers.js';
import { faults } from '../../fixtures/servers/faults.js';
import { settlesWithin } from '../../fixtures/settles-within.js';
import { loggedIn } from './scene.js';

describe('F17: when I abort the request that started a refresh', () => {
  it('F17: it ends at once, and the three that wait for the same refresh succeed', async () => {
    const { api, servers, finish } = await loggedIn({ expired: true });
    const held = faults.holdAnswer();
    servers.authorizationServer.next(held);
    const controller = new AbortController();
    const first = api.get('/me', { signal: controller.signal }).catch((error: unknown) => error);
    const others = [1, 2, 3].map((number) => api.get(`/me/${number}`));
    await held.until();

    controller.abort();
    expect(await settlesWithin(250, first)).toBe(true);
    expect(await first).toMatchObject({ name: 'CanceledError', code: 'ERR_CANCELED' });
    expect(servers.authorizationServer.refreshesInFlight).toBe(1);

    held.release();
    const answers = await Promise.all(others);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(servers.authorizationServer.tokenRequests).toHaveLength(1);
    expect(servers.api.requestsTo('/me')).toEqual([]);
    expect(abortListeners(controller.signal)).toBe(0);
    await finish();
  });
});
