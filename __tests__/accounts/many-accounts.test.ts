import axios, { AxiosHeaders } from 'axios';
import { faults } from '../../fixtures/servers/faults.js';
import { MemoryTokenStore, OAuth2Session } from '../../lib/index.js';
import { mostKnown } from '../../lib/renewal/last-known.js';
import { shareOf } from '../../lib/renewal/share.js';
import { loggedIn } from '../scenarios/scene.js';

const accounts = (count: number) => Array.from({ length: count }, (_, nth) => `account ${nth}`);

describe('many accounts on one store', () => {
  it('renew each for itself: none waits for one whose renewal hangs, and each gets its own token', async () => {
    const { api, session, servers, issue, finish } = await loggedIn();
    const { authorizationServer } = servers;
    const names = accounts(60);
    for (const name of names) await session.account(name).setToken(issue({ account: name, expired: true }));
    const held = faults.hold();
    authorizationServer.nextWhen(({ account }) => account === names[0], held);
    const ask = async (account: string): Promise<unknown> =>
      (await api.get('/me', { oauth: { account } })).data.account;

    const first = ask('account 0');
    await held.until();
    const others = names.slice(1);
    expect(await Promise.all(others.map(ask))).toEqual(others);
    expect(held.waiting).toBe(1);
    held.release();
    expect(await first).toBe('account 0');
    expect(authorizationServer.tokenRequests).toHaveLength(names.length);
    await finish();
  });

  it('leave nothing behind in this process but their records, and a bounded number of last known ones', async () => {
    const store = new MemoryTokenStore();
    const session = new OAuth2Session({
      provider: { tokenEndpoint: 'https://as.example/token' },
      clientId: 'app',
      store,
    });
    const api = axios.create({
      baseURL: 'https://api.example',
      adapter: async (config) => ({ data: '', status: 200, statusText: 'OK', headers: new AxiosHeaders(), config }),
    });
    session.attach(api);
    const names = accounts(mostKnown + 500);
    for (const name of names) await session.account(name).setToken({ access_token: name.replace(' ', '-') });
    for (const account of names.slice(-500)) await api.get('/me', { oauth: { account } });
    const share = shareOf(store);
    expect([share.states.size, share.lastKnown.size]).toEqual([0, mostKnown]);
    for await (const account of session.accounts()) await session.account(account).forget();
    expect([...store.keys()]).toEqual([]);
    expect(share.states.size).toBe(0);
    session.detach(api);
  });
});
