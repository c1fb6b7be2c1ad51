import axios from 'axios';
import { OAuth2Session, clientCredentials, type Grant, type OAuth2SessionOptions } from '../../../lib/index.js';

const provider = {
  authorizationEndpoint: 'https://as.example/authorize',
  tokenEndpoint: 'https://as.example/token',
};
const person = { provider, clientId: 'me', redirectUri: 'https://app.example/callback' };

/** The scope that an authorization request asks for. */
async function asked(options: object): Promise<string | null> {
  const session = new OAuth2Session({ ...person, ...options });
  const { url } = await session.authorizationUrl();
  return new URL(url).searchParams.get('scope');
}

/** The scope that a token request asks for, as it leaves. */
async function askedByGrant(grant: Grant<true>): Promise<string | null> {
  let body = '';
  const instance = axios.create({
    adapter: async (config) => {
      body = String(config.data);
      return { config, status: 200, statusText: '', headers: {}, data: '{"access_token":"at"}', request: {} };
    },
  });
  await new OAuth2Session({ provider, clientId: 'me', clientSecret: 'hush', grant, axios: instance }).fetchToken(grant);
  return new URLSearchParams(body).get('scope');
}

describe('a scope', () => {
  it.each<[string, unknown]>([
    ['a list', ['read', 'write']],
    ['one text, as the RFC writes it (RFC 6749 §3.3)', 'read write'],
    ['one text with more spaces than needed', ' read  write '],
  ])('is %s', async (_how, scope) => {
    expect(await asked({ scope })).toBe('read write');
    expect(await askedByGrant(clientCredentials({ scope: scope as string }))).toBe('read write');
    expect(
      await askedByGrant({ ...clientCredentials(), scope: scope as string }), // a grant of one's own
    ).toBe('read write');
  });

  it.each<[string, unknown]>([
    ['nothing at all', undefined],
    ['an empty list', []],
    ['an empty text', ''],
  ])('of %s is not sent', async (_what, scope) => {
    expect(await asked(scope === undefined ? {} : { scope })).toBeNull();
    expect(await askedByGrant(clientCredentials(scope === undefined ? {} : { scope: scope as string }))).toBeNull();
  });

  it('is joined as the provider wants it', async () => {
    expect(await asked({ scope: 'read write', provider: { ...provider, scopeSeparator: ',' } })).toBe('read,write');
    expect(await asked({ scope: 'read,write', provider: { ...provider, scopeSeparator: ',' } })).toBe('read,write');
  });

  it.each([5, null, {}, [5], [''], [['read']]])('is not %j', (scope) => {
    const made = () => new OAuth2Session({ ...person, scope } as unknown as OAuth2SessionOptions);
    expect(made).toThrow(expect.objectContaining({ code: 'ERR_OAUTH_CONFIGURATION', option: 'scope' }));
    expect(() => clientCredentials({ scope } as never)).toThrow(expect.objectContaining({ option: 'scope' }));
  });

  it('in another form is the same token in the store', async () => {
    const keys: string[] = [];
    const store = { get: (key: string) => void keys.push(key), set: () => undefined, delete: () => undefined };
    for (const scope of [['a', 'b'], 'b a']) {
      await new OAuth2Session({ provider, clientId: 'me', grant: clientCredentials({ scope }), store }).token();
    }
    expect(new Set(keys).size).toBe(1);
  });
});
