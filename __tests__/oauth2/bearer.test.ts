import axios from 'axios';
import MockAdapter from 'axios-mock-adapter';
import {
  attach,
  bearer,
  InvalidGrantError,
  isOAuthError,
  MemoryTokenStore,
  type BearerRenewal,
} from '../../lib/index.js';

const baseURL = 'https://api.example';

/** An API that takes one token and refuses all others, and counts what it is sent. */
function apiThatTakes(good: () => string) {
  const api = axios.create({ baseURL });
  const mock = new MockAdapter(api);
  mock
    .onAny('/me')
    .reply((config) => (config.headers?.['Authorization'] === `Bearer ${good()}` ? [200, { ok: true }] : [401]));
  return { api, sent: () => mock.history.map(({ headers }) => headers?.['Authorization']) };
}

function renewing(renew: BearerRenewal['renew'], more: Partial<BearerRenewal> = {}) {
  const { api, sent } = apiThatTakes(() => 'two');
  const auth = bearer({ renew, ...more });
  attach(api, auth);
  return { api, auth, sent };
}

describe('bearer(token)', () => {
  it('sends the token', async () => {
    const { api, sent } = apiThatTakes(() => 'one');
    attach(api, bearer('one'));
    await api.get('/me');
    expect(sent()).toEqual(['Bearer one']);
  });

  it('tells why a refusal is final', async () => {
    const { api } = apiThatTakes(() => 'other');
    attach(api, bearer('one'));
    await expect(api.get('/me')).rejects.toMatchObject({
      response: { status: 401 },
      cause: { code: 'ERR_OAUTH_TOKEN_REFUSED' },
    });
  });

  it.each([{ account: 'ben' }, { acount: 'ben' }])('is not sent for %j: it is the token of all', async (oauth) => {
    const { api, sent } = apiThatTakes(() => 'two');
    attach(api, bearer('two'));
    await expect(api.get('/me', { oauth })).rejects.toMatchObject({
      code: 'ERR_OAUTH_CONFIGURATION',
      option: `oauth.${String(Object.keys(oauth)[0])}`,
    });
    expect(sent()).toEqual([]);
  });

  it('refuses a token that no header can carry', async () => {
    const { api, sent } = apiThatTakes(() => 'one');
    attach(api, bearer('a\nb'));
    await expect(api.get('/me')).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: 'token' });
    expect(sent()).toEqual([]);
  });
});

describe('bearer(function)', () => {
  it('asks the function for each request, now or later', async () => {
    let n = 0;
    const { api, sent } = apiThatTakes(() => `t${String(n)}`);
    attach(
      api,
      bearer(() => Promise.resolve(`t${String(++n)}`)),
    );
    await api.get('/me');
    await api.get('/me');
    expect(sent()).toEqual(['Bearer t1', 'Bearer t2']);
  });

  it('asks once more after a refusal, and replays if there is another token', async () => {
    const tokens = ['old', 'new', 'new'];
    const { api, sent } = apiThatTakes(() => 'new');
    attach(
      api,
      bearer(() => tokens.shift() ?? ''),
    );
    await expect(api.get('/me')).resolves.toMatchObject({ status: 200 });
    expect(sent()).toEqual(['Bearer old', 'Bearer new']);
  });
});

describe('bearer({ renew })', () => {
  it('gets the first token by renewing from nothing', async () => {
    const renew = jest.fn(() => Promise.resolve({ access_token: 'two' }));
    const { api, sent } = renewing(renew);
    await Promise.all([api.get('/me'), api.get('/me')]);
    expect(renew.mock.calls).toEqual([[undefined, { account: undefined }]]);
    expect(sent()).toEqual(['Bearer two', 'Bearer two']);
  });

  it('renews once for many refused requests and replays them, as axios-auth-refresh does', async () => {
    const renew = jest.fn(() => Promise.resolve({ access_token: 'two', refresh_token: 'r2' }));
    const { api, auth } = renewing(renew);
    await auth.setToken({ access_token: 'one', refresh_token: 'r1' });
    const answers = await Promise.all(Array.from({ length: 30 }, () => api.get('/me')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(renew).toHaveBeenCalledTimes(1);
    const current: unknown = expect.objectContaining({ access_token: 'one', refresh_token: 'r1' });
    expect(renew).toHaveBeenCalledWith(current, { account: undefined });
    expect(await auth.token()).toMatchObject({ access_token: 'two', refresh_token: 'r2' });
  });

  it('tells the renewal whose token it is to renew', async () => {
    const accounts: (string | undefined)[] = [];
    const { api, auth, sent } = renewing(async (_current, { account }) => {
      accounts.push(account);
      return { access_token: `of-${account ?? 'nobody'}` };
    });
    for (const account of ['ann', 'bob']) await api.get('/me', { oauth: { account } }).catch(() => undefined);
    await api.get('/me').catch(() => undefined);
    expect(new Set(accounts)).toEqual(new Set(['ann', 'bob', undefined]));
    expect(new Set(sent())).toEqual(new Set(['Bearer of-ann', 'Bearer of-bob', 'Bearer of-nobody']));
    expect(await auth.account('ann').token()).toMatchObject({ access_token: 'of-ann' });
  });

  it('keeps the tokens of its accounts apart: logged in, read and forgotten one by one', async () => {
    const { auth } = renewing(() => Promise.reject(new Error('not asked for')));
    await auth.account('ann').setToken({ access_token: 'of-ann' });
    await auth.setToken({ access_token: 'of-nobody' });
    await auth.account('bob').forget();
    expect(await auth.account('ann').token()).toMatchObject({ access_token: 'of-ann' });
    expect(await auth.account('bob').token()).toBeUndefined();
    await auth.account('ann').forget();
    expect(await auth.account('ann').token()).toBeUndefined();
    expect(await auth.token()).toMatchObject({ access_token: 'of-nobody' });
    expect(() => auth.account('')).toThrow('account');
  });

  it('renews an expired token before it is sent', async () => {
    const { api, auth, sent } = renewing(() => Promise.resolve({ access_token: 'two', expires_in: 60 }));
    await auth.setToken({ access_token: 'one', expiresAt: Date.now() - 1 });
    await api.get('/me');
    expect(sent()).toEqual(['Bearer two']);
  });

  it('shares a renewal with every scheme on the same store and key', async () => {
    const store = new MemoryTokenStore();
    const renew = jest.fn(() => Promise.resolve({ access_token: 'two' }));
    const [one, two] = [renewing(renew, { store, key: 'k' }), renewing(renew, { store, key: 'k' })];
    await Promise.all([one.api.get('/me'), two.api.get('/me')]);
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it.each([400, 401, 403])('takes %d for a refresh token as final: one call, and an event', async (status) => {
    const endpoint = axios.create({ baseURL });
    const mock = new MockAdapter(endpoint).onPost('/refresh').reply(status, { error: 'expired' });
    const { api, auth } = renewing(async () => (await endpoint.post('/refresh', { refreshToken: 's3cret' })).data);
    const reauthorize = jest.fn();
    auth.on('reauthorize', reauthorize);
    await auth.setToken({ access_token: 'one', refresh_token: 's3cret' });
    for (let n = 0; n < 3; n++) await expect(api.get('/me')).rejects.toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT' });
    expect(mock.history).toHaveLength(1);
    expect(reauthorize).toHaveBeenCalledTimes(1);
  });

  it('tries again for the next request when the refusal was not for a refresh token', async () => {
    const endpoint = axios.create({ baseURL });
    new MockAdapter(endpoint)
      .onPost('/installation')
      .replyOnce(401)
      .onPost('/installation')
      .reply(200, { access_token: 'two' });
    const { api } = renewing(async () => (await endpoint.post('/installation')).data);
    await expect(api.get('/me')).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_ENDPOINT', status: 401 });
    await expect(api.get('/me')).resolves.toMatchObject({ status: 200 });
  });

  it.each([408, 429, 503])('leaves an endpoint that answers %d alone as long as it asks for', async (status) => {
    const endpoint = axios.create({ baseURL });
    const mock = new MockAdapter(endpoint).onPost('/refresh').reply(status, '', { 'Retry-After': '60' });
    const { api, auth } = renewing(async () => (await endpoint.post('/refresh')).data);
    await auth.setToken({ access_token: 'one', refresh_token: 'r1' });
    const busy = { code: 'ERR_OAUTH_TOKEN_ENDPOINT_BUSY', status, retryAfterMs: 60_000 };
    for (let n = 0; n < 2; n++) await expect(api.get('/me')).rejects.toMatchObject(busy);
    expect(mock.history).toHaveLength(1);
    expect(await auth.token()).toMatchObject({ access_token: 'one', refresh_token: 'r1' });
  });

  it('hands on an error of another session, which says by itself what to do', async () => {
    const own = new InvalidGrantError('vault');
    const renew = jest.fn(() => Promise.reject(own));
    const { api, auth } = renewing(renew);
    await auth.setToken({ access_token: 'one', refresh_token: 'r1' });
    await expect(api.get('/me')).rejects.toBe(own);
    await expect(api.get('/me')).rejects.toHaveProperty('code', 'ERR_OAUTH_INVALID_GRANT');
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it('is tried again once the session that it asks is logged in again', async () => {
    const renew = jest.fn(() => Promise.resolve({ access_token: 'two' }));
    renew.mockRejectedValueOnce(new InvalidGrantError('vault'));
    const { api, auth } = renewing(renew);
    await auth.setToken({ access_token: 'one' }); // without a grant of its own
    await expect(api.get('/me')).rejects.toHaveProperty('code', 'ERR_OAUTH_INVALID_GRANT');
    await expect(api.get('/me')).resolves.toMatchObject({ status: 200 });
  });

  it('keeps your own error as the cause', async () => {
    const own = new Error('vault is sealed');
    const { api } = renewing(() => Promise.reject(own));
    const error = await api.get('/me').catch((refusal: unknown) => refusal);
    expect(isOAuthError(error) && error.code).toBe('ERR_OAUTH_HOOK');
    expect(error).toMatchObject({ hook: 'renew', cause: own });
  });

  it.each([undefined, {}, { access_token: '' }, { access_token: 'a\r\nb' }])(
    'refuses %p as a token and keeps the old one',
    async (given) => {
      const { api, auth } = renewing(() => Promise.resolve(given as never));
      await auth.setToken({ access_token: 'one', refresh_token: 'r1' });
      await expect(api.get('/me')).rejects.toMatchObject({ option: 'access_token' });
      expect(await auth.token()).toMatchObject({ access_token: 'one', refresh_token: 'r1' });
    },
  );

  it('forgets the token at a log-out', async () => {
    const { auth } = renewing(() => Promise.resolve({ access_token: 'two' }));
    await auth.setToken({ access_token: 'one' });
    await auth.forget();
    expect(await auth.token()).toBeUndefined();
  });

  it('keeps the refresh token when the endpoint gives no new one, also said as undefined', async () => {
    const renew = jest.fn(() => Promise.resolve({ access_token: 'two', refresh_token: undefined } as never));
    const { api, auth } = renewing(renew);
    await auth.setToken({ access_token: 'one', refresh_token: 'r1' });
    await api.get('/me');
    expect(await auth.token()).toMatchObject({ access_token: 'two', refresh_token: 'r1', token_type: 'Bearer' });
  });

  it('takes null from a store for nothing', async () => {
    const store = { get: () => null as never, set: () => undefined, delete: () => undefined };
    const { api, sent } = renewing(() => Promise.resolve({ access_token: 'two' }), { store });
    await api.get('/me');
    expect(sent()).toEqual(['Bearer two']);
  });

  it.each([{ account: undefined }, { account: '' }, { acount: 'ann' }, 'ann', true])(
    'does not take %j for the default account',
    async (oauth) => {
      const { api, sent } = renewing(() => Promise.resolve({ access_token: 'two' }));
      await expect(api.get('/me', { oauth: oauth as never })).rejects.toMatchObject({
        code: 'ERR_OAUTH_CONFIGURATION',
      });
      expect(sent()).toEqual([]);
    },
  );
});
