import { faults } from '../../fixtures/servers/faults.js';
import { loggedIn } from './scene.js';

describe('F02: when a refusal reaches me late', () => {
  it('F02: my request is sent again with the token that another request has renewed meanwhile', async () => {
    const { api, session, authorizationServer, apiServer, finish } = await loggedIn({ deadAtServer: true });
    const heldBack = faults.holdAnswer();
    apiServer.nextWhen(({ request }) => request.path === '/a', heldBack);
    const a = api.get('/a');
    await heldBack.until();
    expect((await api.get('/b')).status).toBe(200);
    expect(authorizationServer.tokenRequests).toHaveLength(1);

    heldBack.release();
    expect((await a).status).toBe(200);
    const stored = await session.token();
    expect(apiServer.requestsTo('/a').map(({ status }) => status)).toEqual([401, 200]);
    expect(apiServer.requestsTo('/a').at(-1)?.credential?.token).toBe(stored?.access_token);
    expect(authorizationServer.tokenRequests).toHaveLength(1);
    await finish();
  });
});
