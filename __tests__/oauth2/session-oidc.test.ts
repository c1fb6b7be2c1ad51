import axios from 'axios';
import { clientCredentials, MemoryTokenStore, OAuth2Session } from '../../lib/index.js';
import { logInWithoutABrowser } from '../../fixtures/browser.js';
import { oidcClient, startOidcServer, type OidcServer } from '../../fixtures/servers/oidc-server.js';

const { redirectUri } = oidcClient;
let server: OidcServer;

beforeAll(async () => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined); // oidc-provider warns of its quick start keys
  jest.spyOn(console, 'info').mockImplementation(() => undefined);
  server = await startOidcServer(600);
});
afterAll(() => server.close());
beforeEach(() => {
  server.tokenRequests.length = 0;
});

function person(store = new MemoryTokenStore()): OAuth2Session {
  const provider = {
    issuer: server.issuer,
    authorizationEndpoint: `${server.issuer}/auth`,
    tokenEndpoint: `${server.issuer}/token`,
  };
  return new OAuth2Session({ provider, ...oidcClient, scope: ['openid', 'offline_access'], store });
}

async function loggedIn(session: OAuth2Session): Promise<OAuth2Session> {
  const { url, pending } = await session.authorizationUrl({ prompt: 'consent' });
  await session.fetchToken({ authorizationResponse: await logInWithoutABrowser(url, redirectUri), pending });
  return session;
}

describe('against oidc-provider', () => {
  it('a person logs in by code with PKCE, and the API answers', async () => {
    const session = await loggedIn(person());
    const api = session.attach(axios.create({ baseURL: server.issuer }));
    expect((await api.get('/me')).data).toEqual({ sub: 'ann' });
    expect(await session.token()).toMatchObject({ token_type: 'Bearer', scope: 'openid offline_access' });
  });

  it('a pending login travels as JSON, as in a web session', async () => {
    const session = person();
    const { url, pending } = await session.authorizationUrl({ prompt: 'consent' });
    const authorizationResponse = await logInWithoutABrowser(url, redirectUri);
    const kept = JSON.parse(JSON.stringify(pending));
    await expect(session.fetchToken({ authorizationResponse, pending: kept })).resolves.toHaveProperty('access_token');
  });

  it('client id and secret with reserved characters are form-encoded for Basic (6749-2.3.1-a)', async () => {
    await expect(loggedIn(person())).resolves.toBeInstanceOf(OAuth2Session);
  });

  it('a hundred requests with a dead token are one refresh and a hundred answers, with rotation (9700-2.2-a)', async () => {
    const session = await loggedIn(person());
    const before = await session.token();
    await (await server.provider.AccessToken.find(before?.access_token ?? ''))?.destroy();
    const api = session.attach(axios.create({ baseURL: server.issuer }));
    const answers = await Promise.all(Array.from({ length: 100 }, () => api.get('/me')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(server.tokenRequests).toEqual(['authorization_code', 'refresh_token']);
    expect((await session.token())?.refresh_token).not.toBe(before?.refresh_token);
  });

  it('a refresh by hand gives a new token and keeps the scope', async () => {
    const session = await loggedIn(person());
    const before = await session.token();
    const after = await session.refreshToken();
    expect(after.access_token).not.toBe(before?.access_token);
    expect(after.scope).toBe(before?.scope);
  });

  it('a revoked refresh token is a typed error with the words of the server, and one call', async () => {
    const session = await loggedIn(person());
    const token = await session.token();
    await (await server.provider.RefreshToken.find(token?.refresh_token ?? ''))?.destroy();
    await expect(session.refreshToken()).rejects.toMatchObject({
      code: 'ERR_OAUTH_INVALID_GRANT',
      error_description: 'grant request is invalid',
    });
    await expect(session.refreshToken()).rejects.toMatchObject({
      code: 'ERR_OAUTH_INVALID_GRANT',
      error_description: 'grant request is invalid',
    });
    expect(server.tokenRequests).toEqual(['authorization_code', 'refresh_token']);
  });

  it('a code is traded once: the second use of a callback sends nothing (6749-4.1.2-a)', async () => {
    const session = person();
    const { url, pending } = await session.authorizationUrl({ prompt: 'consent' });
    const authorizationResponse = await logInWithoutABrowser(url, redirectUri);
    await session.fetchToken({ authorizationResponse, pending });
    await expect(session.fetchToken({ authorizationResponse, pending })).rejects.toMatchObject({ parameter: 'state' });
    expect(server.tokenRequests).toEqual(['authorization_code']);
  });

  it('a machine gets its token by client credentials at its first request, and again when it is dead', async () => {
    const { clientId, clientSecret } = oidcClient;
    const provider = { tokenEndpoint: `${server.issuer}/token` };
    const session = new OAuth2Session({ provider, clientId, clientSecret, grant: clientCredentials() });
    const first = (await session.fetchToken(clientCredentials())).access_token;
    expect((await session.refreshToken()).access_token).not.toBe(first);
    expect(server.tokenRequests).toEqual(['client_credentials', 'client_credentials']);
  });
});
