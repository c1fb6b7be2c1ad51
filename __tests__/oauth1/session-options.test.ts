import axios from 'axios';
import { apiOf, closeServers, failureOf, startService } from '../../fixtures/oauth1/session-scene.js';
import { keys } from '../../fixtures/oauth1/vectors.js';
import { MemoryTokenStore, OAuth2Session, type OAuth1Token } from '../../lib/index.js';
import { OAuth1Session, type OAuth1SessionOptions } from '../../lib/oauth1/index.js';

afterEach(async () => {
  expect(await closeServers()).toEqual([]);
});

const endpoints = {
  temporaryCredentialsEndpoint: 'https://photos.example/initiate',
  authorizationEndpoint: 'https://photos.example/authorize',
  tokenEndpoint: 'https://photos.example/token',
};
const good = { provider: endpoints, clientKey: 'ck', clientSecret: 's3cret' };
const privateKey = keys.rsa2048.private_pkcs8;

const made = (options: unknown): unknown => {
  try {
    return new OAuth1Session(options as OAuth1SessionOptions);
  } catch (error) {
    return error;
  }
};
const withProvider = (members: object, options: object = {}) => ({
  ...good,
  ...options,
  provider: { ...endpoints, ...members },
});

describe('options that cannot be right are refused at construction', () => {
  it.each<[option: string, options: unknown]>([
    ['options', undefined],
    ['store', { ...good, store: {} }],
    ['axios', { ...good, axios: {} }],
    ['account', { ...good, account: '' }],
    ['tokenTimeoutMs', { ...good, tokenTimeoutMs: 0 }],
    ['provider', { clientKey: 'ck', clientSecret: 's' }],
    ['provider.tokenEndpoint', { ...good, provider: {} }],
    ['provider.requestTokenUrl', withProvider({ requestTokenUrl: 'https://a.example' })],
    ['provider.method', withProvider({ method: 'PUT' })],
    ['provider.tokenEndpoint', withProvider({ tokenEndpoint: 'nowhere' })],
    ['provider.authorizationEndpoint', withProvider({ authorizationEndpoint: 'https://a.example/#x' })],
    ['clientKey', { ...good, clientKey: undefined }],
    ['clientSecret', { ...good, clientSecret: undefined }],
    ['clientSecrt', { ...good, clientSecrt: 'x' }],
    ['callbackUri', { ...good, callbackUri: '/callback' }],
    ['callbackUri', { ...good, callbackUri: 7 }],
    ['refresh', { ...good, refresh: 'never' }],
    ['leewaySeconds', { ...good, leewaySeconds: -1 }],
    ['placement', withProvider({ placement: 'cookie' })],
    ['signatureMethod', withProvider({ signatureMethod: 'MD5' })],
    ['privateKey', { ...withProvider({ signatureMethod: 'RSA-SHA1' }), clientSecret: undefined }],
    ['clientSecret', withProvider({ signatureMethod: 'RSA-SHA1' }, { privateKey })],
  ])('%s: %j', (option, options) => {
    const error = made(options);
    expect(error).toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option });
    expect(JSON.stringify(error)).not.toContain('s3cret');
  });

  it.each(Object.keys(endpoints))('5849-2-a: oauth_* in the query of %s', (name) => {
    expect(made(withProvider({ [name]: 'https://photos.example/?oauth_token=x' }))).toMatchObject({
      option: `provider.${name}`,
    });
  });

  it.each(Object.keys(endpoints))('5849-2-b: %s over http, unless on loopback or opted out', (name) => {
    const plain = withProvider({ [name]: 'http://photos.example/' });
    expect(made(plain)).toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: `provider.${name}` });
    expect(made({ ...plain, allowInsecureRequests: true })).toBeInstanceOf(OAuth1Session);
    expect(made(withProvider({ [name]: 'http://127.0.0.1:8080/' }))).toBeInstanceOf(OAuth1Session);
  });

  it('5849-3.4.4-a: PLAINTEXT over http, opt-out or not', () => {
    const plain = withProvider({ tokenEndpoint: 'http://photos.example/' }, { allowInsecureRequests: true });
    expect(made({ ...plain, signatureMethod: 'PLAINTEXT' })).toMatchObject({ option: 'signatureMethod' });
  });
});

describe('a session', () => {
  it('takes how to sign from the provider, and its own options win', async () => {
    const { server, session } = await startService({
      provider: { signatureMethod: 'HMAC-SHA256', realm: 'theirs', version: false },
      realm: 'ours',
    });
    await session.setToken(server.issue());
    await apiOf(server, session).get('/me');
    const { realm, parameters } = server.requests[0]?.verdict ?? {};
    expect([realm, parameters?.get('oauth_signature_method'), parameters?.has('oauth_version')]).toEqual([
      'ours',
      'HMAC-SHA256',
      false,
    ]);
  });

  it.each([
    [['authorizationEndpoint'], 'provider.authorizationEndpoint'],
    [['temporaryCredentialsEndpoint'], 'provider.temporaryCredentialsEndpoint'],
  ])('without %j cannot log in, and says so', async (missing, option) => {
    const provider = Object.fromEntries(Object.entries(endpoints).filter(([name]) => !missing.includes(name)));
    await expect(new OAuth1Session({ ...good, provider }).authorizationUrl()).rejects.toMatchObject({ option });
  });

  it('needs no endpoints for tokens that you hold, but a name', async () => {
    const session = new OAuth1Session({ ...good, provider: { name: 'Photos' } });
    await session.setToken({ oauth_token: 't', oauth_token_secret: 's' });
    expect((await session.sign({ method: 'GET', url: 'https://a.example/' })).headers['Authorization']).toContain(
      'oauth_token="t"',
    );
    const pending = { oauth_token: 'x', oauth_token_secret: '' };
    await expect(session.fetchToken({ verifier: 'v', pending })).rejects.toMatchObject({
      option: 'provider.tokenEndpoint',
    });
  });

  it('without a token says so, and sends nothing', async () => {
    const { server, session } = await startService();
    const api = apiOf(server, session);
    expect(await failureOf(api.get('/me'))).toMatchObject({ code: 'ERR_OAUTH_TOKEN_MISSING', account: 'default' });
    await session.setToken(server.issue());
    expect((await api.get('/me')).status).toBe(200);
    await session.forget();
    expect(await failureOf(api.get('/me'))).toMatchObject({ code: 'ERR_OAUTH_TOKEN_MISSING' });
    expect(await failureOf(session.sign({ method: 'GET', url: server.origin }))).toMatchObject({
      code: 'ERR_OAUTH_TOKEN_MISSING',
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['oauth_token', undefined],
    ['oauth_token', { oauth_token_secret: 's' }],
    ['oauth_token_secret', { oauth_token: 't' }],
    ['expiresAt', { oauth_token: 't', oauth_token_secret: 's', expiresAt: '2030-01-01' }],
    ['expiresAt', { oauth_token: 't', oauth_token_secret: 's', expiresAt: NaN }],
  ])('refuses a token whose %s is missing, or of another kind', async (option, token) => {
    await expect(new OAuth1Session(good).setToken(token as never)).rejects.toMatchObject({ option });
  });

  it('signs for many accounts on one instance', async () => {
    const { server, session } = await startService({ account: 'ann' });
    await session.setToken(server.issue({ account: 'ann' }));
    await session.account('ben').setToken(server.issue({ account: 'ben' }));
    const api = apiOf(server, session);
    const accounts = [undefined, { account: 'ben' }, { account: 'ann' }];
    const answers = await Promise.all(accounts.map((oauth) => api.get('/me', oauth ? { oauth } : {})));
    expect(answers.map(({ data }) => data.account)).toEqual(['ann', 'ben', 'ann']);
    expect(await failureOf(api.get('/me', { oauth: { account: '' } }))).toMatchObject({ option: 'oauth.account' });
    expect(await failureOf(api.get('/me', { oauth: { account: 'eve' } }))).toMatchObject({ account: 'eve' });
  });

  it('names the account in a refusal', async () => {
    const { server, session } = await startService({ account: 'ann' });
    await session.setToken({ oauth_token: 'unknown', oauth_token_secret: '' });
    expect(await failureOf(apiOf(server, session).get('/me'))).toMatchObject({
      cause: { code: 'ERR_OAUTH_TOKEN_REFUSED', account: 'ann', error: 'token_rejected' },
    });
  });

  it('attaches once, and detaches what another facade of the account attached', async () => {
    const { server, session } = await startService();
    await session.account('ann').setToken(server.issue());
    const api = apiOf(server, session.account('ann'));
    session.account('ann').attach(api);
    expect((await api.get('/me')).status).toBe(200);
    session.account('ann').detach(api);
    expect(await failureOf(api.get('/me'))).toMatchObject({ response: { status: 401 } });
  });

  it('keeps its tokens apart from those of OAuth 2, of other clients and of other services on one store', async () => {
    const store = new MemoryTokenStore();
    const session = new OAuth1Session({ ...good, store });
    await session.setToken({ oauth_token: 't', oauth_token_secret: 's' });
    const others = [
      new OAuth1Session({ ...good, store, clientKey: 'other' }),
      new OAuth1Session({ ...withProvider({ tokenEndpoint: 'https://other.example/' }), store }),
      new OAuth2Session({ provider: { tokenEndpoint: endpoints.tokenEndpoint }, clientId: 'ck', store }),
    ];
    expect(await Promise.all(others.map(async (other) => other.token()))).toEqual([undefined, undefined, undefined]);
    expect(await new OAuth1Session({ ...good, store }).token()).toMatchObject({ oauth_token: 't' });
  });

  it('says so when the store has another kind of record for it', async () => {
    const store = { get: () => ({ access_token: 'a', token_type: 'Bearer', revision: '1' }), set: () => undefined, delete: () => undefined }; // prettier-ignore
    await expect(new OAuth1Session({ ...good, store }).token()).rejects.toMatchObject({ code: 'ERR_OAUTH_STORE' });
  });

  it('keeps the change feed of the store open while it is attached, and no longer', async () => {
    const memory = new MemoryTokenStore();
    const feeds = { open: 0, opened: 0 };
    const store = {
      get: async (key: string) => memory.get(key),
      set: async (key: string, token: OAuth1Token) => memory.set(key, token),
      delete: async (key: string) => memory.delete(key),
      subscribe: () => {
        feeds.open++;
        feeds.opened++;
        return () => void feeds.open--;
      },
    };
    const { server, session } = await startService({ store });
    await session.setToken(server.issue());
    const api = apiOf(server, session);
    await api.get('/me');
    expect(feeds).toEqual({ open: 1, opened: 1 });
    session.detach(api);
    expect(feeds).toEqual({ open: 0, opened: 1 });
  });

  it('goes to its own origin only', async () => {
    const [{ server, session }, other] = [await startService(), await startService()];
    await session.setToken(server.issue());
    const error = await failureOf(apiOf(server, session).get(`${other.server.origin}/me`));
    expect(error).toMatchObject({ cause: { code: 'ERR_OAUTH_CREDENTIAL_WITHHELD' } });
    expect(other.server.requests[0]?.headers.authorization).toBeUndefined();
    expect(axios.defaults.headers['Authorization']).toBeUndefined();
  });
});
