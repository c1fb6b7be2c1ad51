import axios from 'axios';
import MockAdapter from 'axios-mock-adapter';
import {
  authorizationCode,
  clientCredentials,
  deviceAuthorization,
  jwtBearer,
  OAuth2Session,
  password,
  tokenExchange,
  type Grant,
} from '../lib/index.js';
import { oauth1, OAuth1Session } from '../lib/oauth1/index.js';

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
    ['subject_token', () => fetched(tokenExchange({ subjectToken: () => half }))],
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
