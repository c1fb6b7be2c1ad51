import { faults } from '../../fixtures/servers/faults.js';
import { settlesWithin } from '../../fixtures/settles-within.js';
import { loggedIn } from './scene.js';

const five = [1, 2, 3, 4, 5];

describe('F18: when two of my accounts share one client', () => {
  it("F18: bob's requests are answered as bob's while ann's refresh hangs, and ann's as ann's when it is done", async () => {
    const { api, session, servers, issue, finish } = await loggedIn({ expired: true });
    const { authorizationServer } = servers;
    for (const account of ['ann', 'bob']) {
      await session.account(account).setToken(issue({ account, expired: true }));
    }
    const held = faults.hold();
    authorizationServer.nextWhen(({ account }) => account === 'ann', held);
    const ask = async (account: string): Promise<unknown> =>
      (await api.get('/me', { oauth: { account } })).data.account;

    const anns = Promise.all(five.map(() => ask('ann')));
    await held.until();
    const bobs = Promise.all(five.map(() => ask('bob')));
    expect(await settlesWithin(2000, bobs)).toBe(true);
    expect(await bobs).toEqual(five.map(() => 'bob'));
    expect(held.waiting).toBe(1);

    held.release();
    expect(await anns).toEqual(five.map(() => 'ann'));
    expect(authorizationServer.tokenRequests.map(({ account }) => account)).toEqual(['ann', 'bob']);
    await finish();
  });
});
