import { randomBytes } from 'node:crypto';
import axios from 'axios';
import { logInWithoutABrowser } from '../../fixtures/browser.js';
import { parseJws, thumbprintOf, importJwk } from '../../fixtures/servers/compact-jws.js';
import { oidcClient, startOidcServer, type OidcServer } from '../../fixtures/servers/oidc-server.js';
import { clientCredentials, dpop, OAuth2Session, type OAuth2SessionSettings } from '../../lib/index.js';

const { redirectUri } = oidcClient;
let server: OidcServer;

beforeAll(async () => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined); // oidc-provider warns of its quick start keys
  jest.spyOn(console, 'info').mockImplementation(() => undefined);
  server = await startOidcServer(600, {
    features: { dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true } },
  });
});
afterAll(() => server.close());
beforeEach(() => {
  server.tokenRequests.length = server.proofs.length = 0;
});

function person(settings: OAuth2SessionSettings = {}): OAuth2Session {
  const provider = {
    issuer: server.issuer,
    authorizationEndpoint: `${server.issuer}/auth`,
    tokenEndpoint: `${server.issuer}/token`,
  };
  const scope = ['openid', 'offline_access'];
  return new OAuth2Session({ provider, ...oidcClient, scope, dpop: dpop(), ...settings });
}

async function loggedIn(session = person()): Promise<OAuth2Session> {
  const { url, pending } = await session.authorizationUrl({ prompt: 'consent' });
  const authorizationResponse = await logInWithoutABrowser(url, redirectUri);
  const kept = JSON.parse(JSON.stringify(pending)) as typeof pending; // as in a web session
  await session.fetchToken({ authorizationResponse, pending: kept });
  return session;
}

const claimsOf = (proof: string) => parseJws(proof)?.payload ?? {};
const thumbprint = (proof: string): string | undefined => {
  const key = importJwk(parseJws(proof)?.header['jwk']);
  return key && thumbprintOf(key);
};

describe('against oidc-provider, which wants DPoP nonces', () => {
  it('a person logs in, and the API answers: the code survives the demand for a nonce (9449-8-a, 9449-5-a)', async () => {
    const session = await loggedIn();
    const api = session.attach(axios.create({ baseURL: server.issuer }));
    expect((await api.get('/me', { params: { a: 'b' } })).data).toEqual({ sub: 'ann' });
    expect(await session.token()).toMatchObject({ token_type: 'DPoP', dpopKey: { kty: 'EC', crv: 'P-256' } });
    expect(server.tokenRequests).toEqual(['authorization_code', 'authorization_code']);
    expect(new Set(server.proofs.map(thumbprint)).size).toBe(1);
    expect(new Set(server.proofs.map((proof) => claimsOf(proof)['jti'])).size).toBe(server.proofs.length);
  });

  it('the code is bound to the key that the authorization request named (9449-10-a)', async () => {
    const session = person();
    const { url, pending } = await session.authorizationUrl({ prompt: 'consent' });
    expect(new URL(url).searchParams.get('dpop_jkt')).toMatch(/^[\w-]{43}$/);
    const authorizationResponse = await logInWithoutABrowser(url, redirectUri);
    const another = (await person().authorizationUrl()).pending.dpopKey;
    const stolen = { ...pending, ...(another ? { dpopKey: another } : {}) };
    await expect(session.fetchToken({ authorizationResponse, pending: stolen })).rejects.toMatchObject({
      code: 'ERR_OAUTH_INVALID_GRANT',
    });
  });

  it('a refresh is bound to the same key, and so is the new token (9449-5-a, 9700-2.2-a)', async () => {
    const session = await loggedIn();
    const before = await session.token();
    const after = await session.refreshToken();
    expect(after.access_token).not.toBe(before?.access_token);
    expect(after.dpopKey).toEqual(before?.dpopKey);
    const api = session.attach(axios.create({ baseURL: server.issuer }));
    expect((await api.get('/me')).status).toBe(200);
    expect(new Set(server.proofs.map(thumbprint)).size).toBe(1);
  });

  it('a hundred requests with a dead token are one refresh and a hundred answers', async () => {
    const session = await loggedIn();
    const before = await session.token();
    await (await server.provider.AccessToken.find(before?.access_token ?? ''))?.destroy();
    server.tokenRequests.length = 0;
    const api = session.attach(axios.create({ baseURL: server.issuer }));
    const answers = await Promise.all(Array.from({ length: 100 }, () => api.get('/me')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(server.tokenRequests).toEqual(['refresh_token']);
  });

  it('a machine gets its token by client credentials, and each of its tokens is bound to one key', async () => {
    const { clientId, clientSecret } = oidcClient;
    const provider = { tokenEndpoint: `${server.issuer}/token` };
    const session = new OAuth2Session({ provider, clientId, clientSecret, grant: clientCredentials(), dpop: dpop() });
    const first = await session.fetchToken(clientCredentials());
    const second = await session.refreshToken();
    expect(second).toMatchObject({ token_type: 'DPoP', dpopKey: first.dpopKey });
  });

  it.each<[string, EcKeyGenParams]>([
    ['ES256', { name: 'ECDSA', namedCurve: 'P-256' }],
    ['EdDSA', { name: 'Ed25519', namedCurve: '' }],
  ])('a %s key pair of my own is used, and never leaves its place', async (alg, algorithm) => {
    const keyPair = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
    const session = await loggedIn(person({ dpop: dpop({ keyPair }) }));
    expect(await session.token()).not.toHaveProperty('dpopKey');
    const again = person({ dpop: dpop({ keyPair }) });
    await again.setToken({ ...(await session.token()), access_token: (await session.token())?.access_token ?? '' });
    const api = again.attach(axios.create({ baseURL: server.issuer }));
    expect((await api.get('/me')).data).toEqual({ sub: 'ann' });
    expect(new Set(server.proofs.map((proof) => parseJws(proof)?.header['alg']))).toEqual(new Set([alg]));
  });
});
