import axios from 'axios';
import {
  attach,
  authorizationCode,
  bearer,
  clientCredentials,
  ConfigurationError,
  MemoryTokenStore,
  OAuth2Session,
  type OAuth2SessionOptions,
  type RenewingBearer,
  type Token,
  type TokenStore,
} from '../../lib/index.js';

const good = { provider: { tokenEndpoint: 'https://as.example/token' }, clientId: 'me' };
const made = (options: object) => () => new OAuth2Session(options as OAuth2SessionOptions);

describe('a session that cannot work fails when it is made, and names the option', () => {
  it.each<[string, object, string]>([
    ['no provider', { clientId: 'me' }, 'provider'],
    ['openIdConnect: true', { ...good, openIdConnect: true }, 'openIdConnect'],
    ['a response mode of null', { ...good, responseMode: null }, 'responseMode'],
    ['a response mode that verifies nothing', { ...good, responseMode: { mode: 'jwt' } }, 'responseMode'],
    ['no token endpoint', { ...good, provider: {} }, 'provider.tokenEndpoint'],
    ['a token endpoint that is no URL', { ...good, provider: { tokenEndpoint: '/token' } }, 'provider.tokenEndpoint'],
    [
      'a token endpoint over http (6749-3.1-d)',
      { ...good, provider: { tokenEndpoint: 'http://as.example/token' } },
      'provider.tokenEndpoint',
    ],
    [
      'a token endpoint over ftp',
      { ...good, provider: { tokenEndpoint: 'ftp://as.example/' } },
      'provider.tokenEndpoint',
    ],
    [
      'an authorization endpoint with a fragment (6749-3.1-a)',
      { ...good, provider: { ...good.provider, authorizationEndpoint: 'https://as.example/a#b' } },
      'provider.authorizationEndpoint',
    ],
    ['no client id', { provider: good.provider }, 'clientId'],
    ['an empty client id', { ...good, clientId: '' }, 'clientId'],
    ['a typo', { ...good, clientSecrett: 'x' }, 'clientSecrett'],
    [
      'a typo in the provider',
      { ...good, provider: { ...good.provider, tokenEndpiont: 'x' } },
      'provider.tokenEndpiont',
    ],
    ['a typo in a hook', { ...good, hooks: { accessTokenReqest: () => ({}) } }, 'hooks.accessTokenReqest'],
    ['client_secret_post without a secret', { ...good, clientAuthentication: 'client_secret_post' }, 'clientSecret'],
    [
      'an unknown client authentication',
      { ...good, clientSecret: 'x', clientAuthentication: 'magic' },
      'clientAuthentication',
    ],
    ['a relative redirect URI (6749-3.1.2-a)', { ...good, redirectUri: '/callback' }, 'redirectUri'],
    [
      'a redirect URI with a fragment (6749-3.1.2-a)',
      { ...good, redirectUri: 'https://app.example/#x' },
      'redirectUri',
    ],
    ['a negative leeway', { ...good, leewaySeconds: -1 }, 'leewaySeconds'],
    ['a budget that is no number', { ...good, renewalBudgetMs: '5' }, 'renewalBudgetMs'],
    ['a time limit of nothing', { ...good, tokenTimeoutMs: 0 }, 'tokenTimeoutMs'],
    ['a budget of nothing', { ...good, renewalBudgetMs: 0 }, 'renewalBudgetMs'],
    ['an unknown way to refresh', { ...good, refresh: 'auto' }, 'refresh'],
    ['a store without its verbs', { ...good, store: {} }, 'store'],
    ['a store that has get only', { ...good, store: { get: () => undefined } }, 'store'],
    ['a store that is null', { ...good, store: null }, 'store'],
    [
      'a store whose lock is no function',
      { ...good, store: Object.assign(new MemoryTokenStore(), { withLock: true }) },
      'store',
    ],
    ['an axios that is none', { ...good, axios: {} }, 'axios'],
    [
      'a password in the token endpoint',
      { ...good, provider: { tokenEndpoint: 'https://me:s3cret@as.example/token' } },
      'provider.tokenEndpoint',
    ],
    [
      'a user in the authorization endpoint',
      { ...good, provider: { ...good.provider, authorizationEndpoint: 'https://me@as.example/authorize' } },
      'provider.authorizationEndpoint',
    ],
    ['an account that is no text', { ...good, account: 7 }, 'account'],
    [
      'a grant beside a redirect URI',
      { ...good, clientSecret: 's', redirectUri: 'https://app.example/cb', grant: clientCredentials() },
      'grant',
    ],
    ['a PKCE method that there is not', { ...good, provider: { ...good.provider, pkce: 'S512' } }, 'provider.pkce'],
    ['a grant that needs a person as the standing one', { ...good, grant: authorizationCode({ code: 'x' }) }, 'grant'],
  ])('%s', (_what, options, option) => {
    expect(made(options)).toThrow(ConfigurationError);
    expect(made(options)).toThrow(expect.objectContaining({ option }));
  });

  it.each([undefined, null, 'me', 7])('options that are %j', (options) => {
    expect(made(options as never)).toThrow(expect.objectContaining({ code: 'ERR_OAUTH_CONFIGURATION' }));
    if (options === undefined) return;
    expect(() => clientCredentials(options as never)).toThrow(ConfigurationError);
    expect(() => authorizationCode(options as never)).toThrow(ConfigurationError);
  });

  it('refuses a grant that is none', async () => {
    const session = new OAuth2Session(good);
    for (const grant of [undefined, null, 'client_credentials', {}, { authorizationResponse: '?code=x' }]) {
      await expect(session.fetchToken(grant as never)).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION' });
    }
    await expect(session.fetchToken({ pending: { state: 'x' } } as never)).rejects.toMatchObject({
      option: 'authorizationResponse',
    });
  });

  it('knows its events', () => {
    const sources: Pick<RenewingBearer, 'on'>[] = [
      new OAuth2Session(good),
      bearer({ renew: () => Promise.reject(new Error()) }),
    ];
    for (const source of sources) {
      expect(() => source.on('tokenUpdate' as 'tokenUpdated', () => undefined)).toThrow(
        expect.objectContaining({ option: 'on.tokenUpdate', message: expect.stringContaining('tokenUpdated,') }),
      );
      expect(() => source.on('tokenUpdated', undefined as never)).toThrow(
        expect.objectContaining({ option: 'on.tokenUpdated' }),
      );
    }
  });

  it('says what is wrong with an axios whose interceptor hands on the data only', async () => {
    const instance = axios.create({
      adapter: async (config) => ({ config, status: 200, statusText: '', headers: {}, data: '{"access_token":"at"}' }),
    });
    instance.interceptors.response.use(({ data }) => data);
    const session = new OAuth2Session({ ...good, clientSecret: 'hush', axios: instance });
    await expect(session.fetchToken(clientCredentials())).rejects.toMatchObject({
      option: 'axios',
      message: expect.stringContaining('interceptor'),
    });
  });

  it('rejects, and never throws at once, when the token cannot be read', async () => {
    const broken = { get: () => { throw new Error('disk'); }, set: () => undefined, delete: () => undefined }; // prettier-ignore
    const renew = () => Promise.reject(new Error());
    for (const source of [new OAuth2Session({ ...good, store: broken }), bearer({ renew, store: broken })]) {
      let reading: unknown;
      expect(() => (reading = source.token())).not.toThrow();
      await expect(reading).rejects.toMatchObject({ code: 'ERR_OAUTH_STORE' });
    }
  });

  it('never shows the value of an option', () => {
    expect(made({ ...good, clientSecret: 's3cret', clientAuthentication: 's3cret' })).toThrow(/^((?!s3cret).)*$/s);
  });

  it('lists the options that there are', () => {
    expect(made({ ...good, leeway: 5 })).toThrow(/leewaySeconds/);
  });

  it.each(['http://localhost:1/token', 'http://127.0.0.1/token', 'http://[::1]:8080/token'])(
    'takes %s, which is this machine',
    (tokenEndpoint) => {
      expect(made({ ...good, provider: { tokenEndpoint } })).not.toThrow();
    },
  );

  it('takes plain http beyond loopback only when asked to', () => {
    const provider = { tokenEndpoint: 'http://as.internal/token' };
    expect(made({ ...good, provider, allowInsecureRequests: true })).not.toThrow();
    const issuer = { issuer: 'http://as.internal' };
    expect(made({ ...good, provider: issuer, allowInsecureRequests: true })).not.toThrow();
    expect(made({ ...good, provider: issuer })).toThrow(expect.objectContaining({ option: 'provider.issuer' }));
  });

  it('takes an empty client secret as a secret', () => {
    expect(made({ ...good, clientSecret: '' })).not.toThrow();
  });

  it('does not let the instance of the token calls carry the tokens', () => {
    const instance = axios.create({ baseURL: 'https://api.example' });
    const session = new OAuth2Session({ ...good, clientSecret: 'hush', axios: instance });
    expect(() => session.attach(instance)).toThrow(expect.objectContaining({ option: 'axios' }));
  });

  it('refuses tokens that no header can carry, before they are stored (9110-5.5-a)', async () => {
    const session = new OAuth2Session(good);
    await expect(session.setToken({ access_token: 'a\r\nX: y' })).rejects.toMatchObject({ option: 'access_token' });
    await expect(session.setToken({} as never)).rejects.toMatchObject({ option: 'access_token' });
    expect(await session.token()).toBeUndefined();
  });

  it.each<[string, object, string]>([
    ['an expiry in the spelling of others', { expires_at: 1_800_000_000 }, 'expires_at'],
    ['an expiry as text', { expiresAt: '2030-01-01T00:00:00Z' }, 'expiresAt'],
    ['an expiry that is no number', { expiresAt: NaN }, 'expiresAt'],
    ['a lifetime in words', { expires_in: '1h' }, 'expires_in'],
  ])('refuses a token with %s, which would be used for ever', async (_what, expiry, option) => {
    const session = new OAuth2Session(good);
    const given = { access_token: 'at', ...expiry };
    await expect(session.setToken(given)).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option });
    expect(await session.token()).toBeUndefined();
  });

  it('takes a lifetime as text, an expiry of null as none, and what a record of its own has besides', async () => {
    const session = new OAuth2Session(good);
    await session.setToken({ access_token: 'at', expires_in: '60' as never });
    const { expiresAt = 0, issuedAt = 0 } = (await session.token()) ?? {};
    expect(expiresAt - issuedAt).toBe(60_000);
    await session.setToken({ access_token: 'at', expiresAt: null } as never);
    expect(await session.token()).not.toHaveProperty('expiresAt');
    await session.setToken({ access_token: 'at', expiresAt: 5, expires_at: 5 } as never);
    expect(await session.token()).toMatchObject({ expiresAt: 5 });
  });

  it('keeps a token that never expires in a store that writes JSON, which has no Infinity', async () => {
    const texts = new Map<string, string>();
    const store: TokenStore = {
      get: (key) => JSON.parse(texts.get(key) ?? 'null') as Token,
      set: (key, token) => void texts.set(key, JSON.stringify(token)),
      delete: (key) => void texts.delete(key),
    };
    const session = new OAuth2Session({ ...good, store });
    await session.setToken({ access_token: 'at', expiresAt: Infinity });
    expect((await session.token())?.expiresAt).toBeGreaterThan(Date.now());
  });

  it('refuses what is no source of bearer tokens', () => {
    expect(() => bearer(undefined as never)).toThrow(expect.objectContaining({ option: 'token' }));
    expect(() => bearer({} as never)).toThrow(expect.objectContaining({ option: 'renew' }));
    expect(() => bearer({ renew: () => Promise.reject(new Error()), stor: 1 } as never)).toThrow(
      expect.objectContaining({ option: 'stor' }),
    );
    expect(() => bearer({ renew: () => Promise.reject(new Error()), store: {} } as never)).toThrow(
      expect.objectContaining({ option: 'store' }),
    );
  });

  it('refuses to attach where the credential could go anywhere', () => {
    expect(() => attach(axios.create(), bearer('t'))).toThrow(expect.objectContaining({ option: 'origins' }));
  });

  it.each<[string, object, string]>([
    ['a name that there is not', { origin: 'https://api.example' }, 'origin'],
    ['one text', { origins: 'https://api.example' }, 'origins'],
    ['what is no text', { origins: [new URL('https://api.example')] }, 'origins'],
    ['null', { origins: null }, 'origins'],
  ])('refuses to attach with origins as %s', (_what, options, option) => {
    const api = axios.create({ baseURL: 'https://api.example' });
    for (const attached of [
      () => attach(api, bearer('t'), options),
      () => new OAuth2Session(good).attach(api, options),
    ]) {
      expect(attached).toThrow(expect.objectContaining({ code: 'ERR_OAUTH_CONFIGURATION', option }));
      expect(attached).toThrow(/origins/);
    }
  });
});
