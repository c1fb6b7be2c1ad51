import axios from 'axios';
import {
  attach,
  authorizationCode,
  bearer,
  ConfigurationError,
  OAuth2Session,
  type OAuth2SessionOptions,
} from '../../lib/index.js';

const good = { provider: { tokenEndpoint: 'https://as.example/token' }, clientId: 'me' };
const made = (options: object) => () => new OAuth2Session(options as OAuth2SessionOptions);

describe('a session that cannot work fails when it is made, and names the option', () => {
  it.each<[string, object, string]>([
    ['no provider', { clientId: 'me' }, 'provider'],
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
    ['an unknown way to refresh', { ...good, refresh: 'auto' }, 'refresh'],
    ['a grant that needs a person as the standing one', { ...good, grant: authorizationCode({ code: 'x' }) }, 'grant'],
  ])('%s', (_what, options, option) => {
    expect(made(options)).toThrow(ConfigurationError);
    expect(made(options)).toThrow(expect.objectContaining({ option }));
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
  });

  it('takes an empty client secret as a secret', () => {
    expect(made({ ...good, clientSecret: '' })).not.toThrow();
  });

  it('does not let the instance of the token calls carry the tokens', () => {
    const instance = axios.create({ baseURL: 'https://api.example' });
    const session = new OAuth2Session({ ...good, axios: instance });
    expect(() => session.attach(instance)).toThrow(expect.objectContaining({ option: 'axios' }));
  });

  it('refuses tokens that no header can carry, before they are stored (9110-5.5-a)', async () => {
    const session = new OAuth2Session(good);
    await expect(session.setToken({ access_token: 'a\r\nX: y' })).rejects.toMatchObject({ option: 'access_token' });
    await expect(session.setToken({} as never)).rejects.toMatchObject({ option: 'access_token' });
    expect(await session.token()).toBeUndefined();
  });

  it('refuses what is no source of bearer tokens', () => {
    expect(() => bearer(undefined as never)).toThrow(expect.objectContaining({ option: 'token' }));
    expect(() => bearer({} as never)).toThrow(expect.objectContaining({ option: 'renew' }));
    expect(() => bearer({ renew: () => Promise.reject(new Error()), stor: 1 } as never)).toThrow(
      expect.objectContaining({ option: 'stor' }),
    );
  });

  it('refuses to attach where the credential could go anywhere', () => {
    expect(() => attach(axios.create(), bearer('t'))).toThrow(expect.objectContaining({ option: 'origins' }));
  });
});
