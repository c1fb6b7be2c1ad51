import axios from 'axios';
import MockAdapter from 'axios-mock-adapter';
import {
  attach,
  authorizationCode,
  backchannelAuthentication,
  bearer,
  clientCredentials,
  deviceAuthorization,
  dpop,
  grant,
  jwtBearer,
  MemoryTokenStore,
  OAuth2Session,
  openIdConnect,
  password,
  tokenExchange,
  type Grant,
} from '../lib/index.js';
import { oauth1, OAuth1Session } from '../lib/oauth1/index.js';
import { encrypted } from '../lib/stores/encrypted.js';
import { FileTokenStore } from '../lib/stores/file.js';
import { IndexedDbTokenStore } from '../lib/stores/indexed-db.js';
import { KeyvTokenStore } from '../lib/stores/keyv.js';
import { WebStorageTokenStore } from '../lib/stores/web-storage.js';
import { trace } from '../lib/trace/index.js';

/** A promise in any case. */
const settled = async (work: () => unknown): Promise<unknown> => work();

const half = '\uD83D';
const provider = {
  tokenEndpoint: 'https://as.example/token',
  authorizationEndpoint: 'https://as.example/authorize',
  deviceAuthorizationEndpoint: 'https://as.example/device',
};
const client = { provider, clientId: 'me', clientSecret: 'hush', redirectUri: 'https://app.example/callback' };
const service = {
  provider: {
    temporaryCredentialsEndpoint: 'https://photos.example/initiate',
    authorizationEndpoint: 'https://photos.example/authorize',
    tokenEndpoint: 'https://photos.example/token',
  },
  clientKey: 'ck',
  clientSecret: 's3cret',
};

const session = (options: object = {}) => new OAuth2Session({ ...client, ...options });
const photos = (options: object = {}) => new OAuth1Session({ ...service, ...options });
const fetched = (grant: Grant) => session({ axios: unreachable() }).fetchToken(grant);

/** Nothing of these may be sent. */
function unreachable() {
  const instance = axios.create();
  new MockAdapter(instance).onAny().reply(() => {
    throw new Error('It was sent.');
  });
  return instance;
}

// Sent, it would be another character than what the server knows; in a header or a key it is a URIError.
describe('half a character (a lone surrogate) is refused by the name of what has it', () => {
  it.each<[option: string, work: () => unknown]>([
    ['clientId', () => session({ clientId: half })],
    ['clientSecret', () => session({ clientSecret: half })],
    ['redirectUri', () => session({ redirectUri: `https://app.example/${half}` })],
    ['account', () => session({ account: half })],
    ['account', () => session().account(half)],
    ['scope', () => session({ scope: half }).authorizationUrl()],
    ['scope', () => session({ scope: ['read', half] }).authorizationUrl()],
    ['resource', () => session({ resource: [`https://api.example/${half}`] })],
    ['provider.tokenEndpoint', () => session({ provider: { tokenEndpoint: `https://as.example/${half}` } })],
    ['provider.issuer', () => session({ provider: { issuer: `https://as.example/${half}` } })],
    ['audience', () => session({ tokenRequest: { parameters: { audience: half } } })],
    [
      'device_id',
      () =>
        session({ tokenRequest: { parameters: { device_id: half } } }).fetchToken(
          password({ username: 'a', password: 'b' }),
        ),
    ],
    ['username', () => fetched(password({ username: half, password: 'x' }))],
    ['password', () => fetched(password({ username: 'ann', password: half }))],
    ['code', () => fetched(authorizationCode({ code: half }))],
    ['scope', () => fetched(clientCredentials({ scope: [half] }))],
    ['audience', () => fetched(clientCredentials({ audience: ['one', half] }))],
    ['assertion', () => fetched(jwtBearer({ assertion: () => half }))],
    ['subjectToken', () => fetched(tokenExchange({ subjectToken: () => half }))],
    ['audience', () => fetched({ ...clientCredentials(), target: { audience: half } })],
    [
      'audience',
      () => session({ redirectUri: undefined, grant: { ...clientCredentials(), target: { audience: half } } }),
    ],
    ['scope', () => session({ redirectUri: undefined, grant: { ...clientCredentials(), scope: [half] } })],
    [
      'device_id',
      () => session().fetchToken(password({ username: 'a', password: 'b' }), { parameters: { device_id: half } }),
    ],
    ['login_hint', () => session().authorizationUrl({ login_hint: half })],
    ['state', () => session().authorizationUrl({ state: half })],
    ['prompt', () => session().authorizationUrl({ prompt: half })],
    ['client_hint', () => deviceAuthorization(session(), { parameters: { client_hint: half } })],
    ['clientKey', () => oauth1({ clientKey: half, clientSecret: 's' })],
    ['clientSecret', () => oauth1({ clientKey: 'k', clientSecret: half })],
    ['token', () => oauth1({ clientKey: 'k', clientSecret: 's', token: half })],
    ['tokenSecret', () => oauth1({ clientKey: 'k', clientSecret: 's', token: 't', tokenSecret: half })],
    ['verifier', () => oauth1({ clientKey: 'k', clientSecret: 's', verifier: half })],
    ['realm', () => oauth1({ clientKey: 'k', clientSecret: 's', realm: half })],
    ['clientKey', () => photos({ clientKey: half })],
    ['callbackUri', () => photos({ callbackUri: `https://app.example/${half}` })],
    ['provider.tokenEndpoint', () => photos({ provider: { name: half } })],
    ['requestParameters.hint', () => photos().authorizationUrl({ requestParameters: { hint: half } })],
    ['authorizationParameters.hint', () => photos().authorizationUrl({ authorizationParameters: { hint: half } })],
    ['verifier', () => photos().fetchToken({ verifier: half, pending: { oauth_token: 't', oauth_token_secret: '' } })],
  ])('%s', async (option, work) => {
    await expect(settled(work)).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option });
  });
});

const api = () => axios.create({ baseURL: 'https://api.example' });
const never = undefined as never;
const fails = () => Promise.reject(new Error('not called'));

describe('what is no such thing is refused by its name, and not taken for something else', () => {
  it.each<[option: string, what: string, work: () => unknown]>([
    // Text of an environment, which is true whatever it says.
    ['allowInsecureRequests', "'false'", () => session({ allowInsecureRequests: 'false' })],
    ['allowInsecureRequests', "'false'", () => photos({ allowInsecureRequests: 'false' })],
    ['allowInsecureRequests', "'false'", () => attach(api(), bearer('t'), { allowInsecureRequests: 'false' as never })],
    ['dpop.acceptBearer', "'false'", () => dpop({ acceptBearer: 'false' as never })],
    ['dpop', 'null', () => session({ dpop: null })],
    ['dpop', 'a function that was not called', () => session({ dpop })],
    // Silently none of it was sent.
    [
      'tokenRequest.parameters',
      'URLSearchParams',
      () => session({ tokenRequest: { parameters: new URLSearchParams('a=b') } }),
    ],
    ['tokenRequest.headers', 'Headers', () => session({ tokenRequest: { headers: new Headers({ a: 'b' }) } })],
    [
      'parameters',
      'URLSearchParams',
      () =>
        session().fetchToken(password({ username: 'a', password: 'b' }), {
          parameters: new URLSearchParams('a=b') as never,
        }),
    ],
    [
      'parameters',
      'text',
      () => session().fetchToken(password({ username: 'a', password: 'b' }), { parameters: 'a=b' as never }),
    ],
    [
      'headers',
      'null',
      () => session().fetchToken(password({ username: 'a', password: 'b' }), { headers: null as never }),
    ],
    ['parameters', 'a Map', () => deviceAuthorization(session(), { parameters: new Map([['a', 'b']]) as never })],
    ['parameters', 'URLSearchParams', () => grant('x', new URLSearchParams('a=b') as never)],
    ['grant.parameters', 'text', () => fetched(grant('x', () => 'a=b' as never))],
    ['parameters', 'null', () => session().authorizationUrl(null as never)],
    ['parameters', 'URLSearchParams', () => session().authorizationUrl(new URLSearchParams('prompt=none') as never)],
    ['prompt', 'null', () => session().authorizationUrl({ prompt: null as never })],
    ['requestParameters', 'null', () => photos().authorizationUrl({ requestParameters: null as never })],
    ['authorizationParameters', 'text', () => photos().authorizationUrl({ authorizationParameters: 'a=b' as never })],
    ['assertion', 'nothing', () => fetched(jwtBearer({ assertion: () => never }))],
    ['subjectToken', 'nothing', () => fetched(tokenExchange({ subjectToken: () => never }))],
    ['subjectToken', 'a promise', () => fetched(tokenExchange({ subjectToken: Promise.resolve('x') as never }))],
    ['requestObject', 'nothing', () => session({ requestObject: () => undefined }).authorizationUrl()],
    [
      'provider.clientAuthentication',
      'one that there is not',
      () => session({ provider: { ...provider, clientAuthentication: 'private_key_jwt' } }),
    ],
    [
      'provider.basicEncoding',
      'one that there is not',
      () => session({ provider: { ...provider, basicEncoding: 'RAW' } }),
    ],
    ['provider.scopeSeparator', 'a number', () => session({ provider: { ...provider, scopeSeparator: 7 } })],
    ['key', 'null', () => bearer({ renew: fails, key: null as never })],
    ['scope', 'a list', () => session().setToken({ access_token: 'a', scope: ['read'] as never })],
    [
      'signal',
      'its controller',
      () =>
        session().fetchToken(password({ username: 'a', password: 'b' }), { signal: new AbortController() as never }),
    ],
    ['signal', 'its controller', () => deviceAuthorization(session(), { signal: new AbortController() as never })],
    ['session', 'its options', () => deviceAuthorization(client as never)],
    ['session', 'of OAuth 1', () => backchannelAuthentication(photos() as never, { loginHint: 'ann' })],
    ['session', 'nothing', () => trace(never)],
    [
      'acrValues',
      'one text',
      () => backchannelAuthentication(session(), { loginHint: 'ann', acrValues: 'phr' as never }),
    ],
    ['openIdConnect.algorithms', 'one text', () => openIdConnect({ algorithms: 'RS256' as never })],
    ['lockLife', 'a typo', () => new FileTokenStore('tokens', { lockLife: 5 } as never)],
    ['options', 'null', () => new FileTokenStore('tokens', null as never)],
    ['prefx', 'a typo', () => new WebStorageTokenStore({ getItem: fails } as never, { prefx: 'a' } as never)],
    ['prefix', 'a number', () => new WebStorageTokenStore({ getItem: fails } as never, { prefix: 7 } as never)],
    ['storage', 'a prefix', () => new WebStorageTokenStore('app' as never)],
    ['name', 'an object', () => new IndexedDbTokenStore({ name: 'x' } as never)],
    ['keyv', 'nothing', () => new KeyvTokenStore(never)],
    ['keyv', 'its options', () => new KeyvTokenStore({ namespace: 'x' } as never)],
    ['store', 'nothing', () => encrypted(never, [{ id: 'a', key: new Uint8Array(32) }])],
    ['keys', 'one key', () => encrypted(new MemoryTokenStore(), { id: 'a', key: new Uint8Array(32) } as never)],
    ['keys', 'nothing', () => encrypted(new MemoryTokenStore(), never)],
  ])('%s: %s', async (option, _what, work) => {
    await expect(settled(work)).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option });
  });
});
