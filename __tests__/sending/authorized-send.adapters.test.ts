import axios from 'axios';
import type { AxiosAdapter, AxiosInstance, InternalAxiosRequestConfig } from 'axios';
import { bearer, CredentialWithheldError, MemoryTokenStore } from '../../lib/index.js';
import { axiosRejection, startEngineScene } from '../../fixtures/engine-scene.js';
import type { EngineScene } from '../../fixtures/engine-scene.js';

let scene: EngineScene;
beforeEach(async () => {
  scene = await startEngineScene();
});
afterEach(async () => {
  expect(await scene.finish()).toEqual([]);
});

/** The two tokens that a replayed request showed, once each. */
function expectReplayed(): void {
  expect(scene.statuses).toEqual([401, 200]);
  expect(new Set(scene.shown).size).toBe(2);
  expect(scene.authorizationServer.tokenRequests).toHaveLength(1);
}

describe.each(['http', 'fetch'] as const)('the %s adapter', (adapter) => {
  it('carries a fresh token, with no further request', async () => {
    const { client, token } = await scene.client({ config: { adapter } });
    const { data } = await client.get('/echo', { params: { q: 'a b' } });
    expect(data).toMatchObject({ account: 'ann', url: '/echo?q=a+b' });
    expect(scene.shown).toEqual([`Bearer ${token.access_token}`]);
    expect(scene.authorizationServer.tokenRequests).toHaveLength(0);
  });

  it('sends a refused request once more with the renewed token', async () => {
    const { client, session } = await scene.client({ refused: true, config: { adapter } });
    const { data } = await client.post('/echo', { a: 1 }, { params: { q: 'a b' } });
    expect(data).toMatchObject({ method: 'POST', url: '/echo?q=a+b', body: Buffer.from('{"a":1}').toString('base64') });
    expectReplayed();
    expect(scene.shown[1]).toBe(`Bearer ${(await session.token())?.access_token}`);
  });

  it.each([
    ['accepts 401', (status: number) => status < 500],
    ['is null', null],
    ['is the usual one', undefined],
  ])('replays when validateStatus %s', async (_how, validateStatus) => {
    const { client } = await scene.client({ refused: true, config: { adapter } });
    const { status, data } = await client.get('/me', validateStatus === undefined ? {} : { validateStatus });
    expect({ status, ok: data.ok }).toEqual({ status: 200, ok: true });
    expectReplayed();
  });

  it.each([[(status: number) => status < 500], [null]])(
    'resolves a final 401 when validateStatus wants so',
    async (validateStatus) => {
      const { client } = await scene.client({ refused: true, config: { adapter }, settings: { refresh: 'manual' } });
      const response = await client.get('/me', { validateStatus });
      expect(response.status).toBe(401);
      expect(response.data).toMatchObject({ error: 'invalid_token' });
      expect(response.config.headers.get('Authorization')).toBeUndefined();
    },
  );

  it('replays at most once', async () => {
    const { client } = await scene.client({ refused: true, config: { adapter } });
    scene.authorizationServer.settings.lifetimeSeconds = 0; // born dead
    const error = await axiosRejection(client.get('/me'));
    expect(error.response?.status).toBe(401);
    expect(scene.statuses).toEqual([401, 401]);
    expect(scene.authorizationServer.tokenRequests).toHaveLength(1);
  });

  it.each([true, false])(
    'replays with legacyInterceptorReqResOrdering: %s',
    async (legacyInterceptorReqResOrdering) => {
      const { client } = await scene.client({
        refused: true,
        config: { adapter, transitional: { legacyInterceptorReqResOrdering } },
      });
      const order: string[] = [];
      for (const name of ['first', 'second']) client.interceptors.request.use((config) => (order.push(name), config));
      await client.get('/me');
      expectReplayed();
      expect(order).toEqual(legacyInterceptorReqResOrdering ? ['second', 'first'] : ['first', 'second']);
    },
  );

  it('tells why there was no credential, when an origin that has none refuses', async () => {
    const other = await scene.secondApi();
    const { client } = await scene.client({ config: { adapter } });
    const error = await axiosRejection(client.get(`${other.origin}/me`));
    expect(error.cause).toBeInstanceOf(CredentialWithheldError);
    expect(error.cause).toMatchObject({ origin: other.origin });
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });
});

describe('config.adapter', () => {
  const counting = (): { adapter: AxiosAdapter; seen: InternalAxiosRequestConfig[] } => {
    const seen: InternalAxiosRequestConfig[] = [];
    const http = axios.getAdapter('http');
    return { seen, adapter: (config) => (seen.push(config), http(config)) };
  };

  it('may be a function, per instance and per request', async () => {
    const ofInstance = counting();
    const ofRequest = counting();
    const { client } = await scene.client({ refused: true, config: { adapter: ofInstance.adapter } });
    await client.get('/me');
    await client.get('/me', { adapter: ofRequest.adapter });
    expect([ofInstance.seen.length, ofRequest.seen.length]).toEqual([2, 1]);
    expect(scene.statuses).toEqual([401, 200, 200]);
  });

  it('is the user’s own again on responses and errors', async () => {
    const { adapter, seen } = counting();
    const { client } = await scene.client({ config: { adapter } });
    expect((await client.get('/me')).config.adapter).toBe(adapter);
    expect((await axiosRejection(client.get('/me', { baseURL: 'http://127.0.0.1:1' }))).config?.adapter).toBe(adapter);
    expect(seen.map((config) => config.adapter)).toEqual([adapter, adapter]);
  });

  it('sees all members of the config, those by symbol too', async () => {
    const { adapter, seen } = counting();
    const own = Symbol('own');
    const { client } = await scene.client({ config: { adapter } });
    client.interceptors.request.use((config) => Object.assign(config, { [own]: 1, other: 2 }));
    await client.get('/me');
    expect(seen).toEqual([expect.objectContaining({ [own]: 1, other: 2 })]);
  });

  it('is entered inside the call when the token is fresh: nothing is waited for', async () => {
    const { adapter, seen } = counting();
    const { client } = await scene.client({ config: { adapter } });
    const request = client.get('/me');
    expect(seen).toHaveLength(1);
    await request;
  });

  it('may be a list of names', async () => {
    const { client } = await scene.client({ refused: true, config: { adapter: ['xhr', 'fetch'] } });
    expect((await client.get('/me')).config.adapter).toEqual(['xhr', 'fetch']);
    expectReplayed();
  });

  it('of an unknown name gives the error that axios gives', async () => {
    const { client } = await scene.client({ config: { adapter: 'carrier pigeon' } });
    const ours = await axiosRejection(client.get('/me'));
    const theirs = await axiosRejection(scene.plain({ adapter: 'carrier pigeon' }).get('/me'));
    expect([ours.message, ours.code]).toEqual([theirs.message, theirs.code]);
  });
});

describe('several instances', () => {
  it('with sessions of one store renew once for all', async () => {
    const store = new MemoryTokenStore();
    const { session } = await scene.loggedIn({ store, refused: true });
    const others = [scene.session({ store }), scene.session({ store })];
    const clients = [session, ...others].map((one) => scene.attach(one));
    const all = clients.flatMap((client) => Array.from({ length: 5 }, () => client.get('/me')));
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual(Array(15).fill(200));
    expect(scene.authorizationServer.tokenRequests).toHaveLength(1);
  });

  it('may share one session', async () => {
    const { session } = await scene.loggedIn({ refused: true });
    const clients = [scene.attach(session), scene.attach(session, scene.plain({ adapter: 'fetch' }))];
    await Promise.all(clients.map((client) => client.get('/me')));
    expect(scene.authorizationServer.tokenRequests).toHaveLength(1);
  });
});

describe('the account of a request', () => {
  const accountOf = async (client: AxiosInstance, oauth?: { account?: string } | false): Promise<unknown> =>
    (await client.get('/echo', oauth === undefined ? {} : { oauth })).data.account;

  it('is chosen by oauth.account, from the same store', async () => {
    const { client, session } = await scene.client();
    await session.account('bob').setToken(scene.authorizationServer.issue({ account: 'bob' }));
    expect([await accountOf(client, { account: 'bob' }), await accountOf(client, {}), await accountOf(client)]).toEqual(
      ['bob', 'ann', 'ann'],
    );
  });

  it('renews alone', async () => {
    const { client, session, token } = await scene.client();
    await session.account('bob').setToken(scene.authorizationServer.issue({ account: 'bob', expired: true }));
    expect(await accountOf(client, { account: 'bob' })).toBe('bob');
    expect((await session.token())?.access_token).toBe(token.access_token);
  });

  it('without a token is an error that names it, and nothing is sent', async () => {
    const { client } = await scene.client();
    await expect(client.get('/me', { oauth: { account: 'eve' } })).rejects.toMatchObject({
      code: 'ERR_OAUTH_TOKEN_MISSING',
      account: 'eve',
    });
    expect(scene.api.requests).toHaveLength(0);
  });

  it('is nobody with oauth: false, whatever the instance says', async () => {
    const { client } = await scene.client({ config: { oauth: { account: 'ann' } } });
    const error = await axiosRejection(client.get('/me', { oauth: false }));
    expect(scene.shown).toEqual([undefined]);
    expect(error.cause).toBeUndefined();
    await client.get('/public', { oauth: false });
    expect(scene.api.publicWithCredential).toEqual([]);
  });

  it('is nobody by default on an instance with oauth: false', async () => {
    const { client } = await scene.client({ config: { oauth: false } });
    await client.get('/public');
    expect(await accountOf(client, {})).toBe('ann');
    expect(scene.shown[0]).toBeUndefined();
  });
});

describe('bearer() with a function', () => {
  it('is asked again after a refusal, and only a new token is sent once more', async () => {
    const { access_token: dead } = scene.authorizationServer.issue({ expired: true });
    const { access_token: live } = scene.authorizationServer.issue();
    const tokens = [dead, live, live];
    const client = scene.attach(bearer(async () => tokens.shift() ?? dead));
    expect((await client.get('/me')).status).toBe(200);
    const stubborn = scene.attach(bearer(() => dead));
    await axiosRejection(stubborn.get('/me'));
    expect(scene.shown).toEqual([dead, live, dead].map((token) => `Bearer ${token}`));
  });
});
