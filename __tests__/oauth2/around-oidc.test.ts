import axios from 'axios';
import { decodeJwt } from 'jose';
import { logInWithoutABrowser } from '../../fixtures/browser.js';
import { rejection } from '../../fixtures/engine-scene.js';
import {
  oidcClient,
  postLogoutRedirectUri,
  startOidcServer,
  type OidcServer,
} from '../../fixtures/servers/oidc-server.js';
import { logoutUrl, OAuth2Session, openIdConnect, type OpenIdConnectOptions } from '../../lib/index.js';

let server: OidcServer;
beforeAll(async () => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined); // oidc-provider warns of its quick start keys
  jest.spyOn(console, 'info').mockImplementation(() => undefined);
  server = await startOidcServer(600);
});
afterAll(() => server.close());

/** Somebody who logged in, at a session that knows the issuer only. */
async function loggedIn(options: OpenIdConnectOptions = {}): Promise<OAuth2Session> {
  const session = new OAuth2Session({
    provider: { issuer: server.issuer },
    ...oidcClient,
    scope: ['offline_access'],
    openIdConnect: openIdConnect(options),
  });
  const { url, pending } = await session.authorizationUrl({ prompt: 'consent' });
  await session.fetchToken({ authorizationResponse: await logInWithoutABrowser(url, oidcClient.redirectUri), pending });
  return session;
}

describe('against oidc-provider', () => {
  it('oidc-3.1.3.7-b: an ID token of a login is checked with the keys of the issuer', async () => {
    const { id_token: idToken = '', scope } = (await (await loggedIn({ maxAgeSeconds: 600 })).token()) ?? {};
    expect(decodeJwt(idToken)).toMatchObject({ iss: server.issuer, sub: 'ann', auth_time: expect.any(Number) });
    expect(scope).toBe('openid offline_access');
  });

  it('oidc-12.2-a: an ID token of a refresh is checked, and is of the same person', async () => {
    const session = await loggedIn();
    const before = await session.token();
    const after = await session.refreshToken();
    expect(after.access_token).not.toBe(before?.access_token);
    expect(decodeJwt(after.id_token ?? '')).toMatchObject({ sub: 'ann' });
  });

  it('oidc-5.3.2-a: userinfo is that of the ID token', async () => {
    expect(await (await loggedIn()).userInfo()).toEqual({ sub: 'ann' });
  });

  it('7009-2.2-a: a revoked refresh token is one no more, at the server too', async () => {
    const session = await loggedIn();
    const before = (await session.token()) ?? { access_token: '' };
    await session.revokeToken();
    expect(await session.token()).toBeUndefined();
    await session.setToken(before);
    expect(await rejection(session.refreshToken())).toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT' });
  });

  it('7009-2.2-a: revoking what the server does not know is done', async () => {
    const session = await loggedIn();
    await session.setToken({ access_token: 'never-heard-of' });
    await expect(session.revokeToken()).resolves.toBeUndefined();
  });

  it('7009-2.1-b: a revoked access token takes the refresh token with it here: one try, then a new login', async () => {
    const session = await loggedIn();
    await session.revokeToken('access_token');
    server.tokenRequests.length = 0;
    expect(await rejection(session.userInfo())).toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT' });
    expect(await rejection(session.userInfo())).toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT' });
    expect(server.tokenRequests).toEqual(['refresh_token']);
  });

  it('7662-2.1-a: a token is introspected before and after its revocation', async () => {
    const session = await loggedIn();
    const token = (await session.token()) ?? { access_token: '' };
    expect(await session.introspectToken()).toMatchObject({ active: true, sub: 'ann', client_id: 'app:one' });
    expect(await session.introspectToken('refresh_token')).toMatchObject({ active: true });
    await session.revokeToken();
    await session.setToken(token);
    expect(await session.introspectToken('refresh_token')).toEqual({ active: false });
  });

  it('rotation with reuse detection: one of two that hold the same refresh token ends in a new login', async () => {
    const session = await loggedIn();
    const stolen = (await session.token()) ?? { access_token: '' };
    await session.refreshToken();
    const thief = new OAuth2Session({ provider: { issuer: server.issuer }, ...oidcClient });
    await thief.setToken(stolen);
    expect(await rejection(thief.refreshToken())).toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT' });
    expect(await rejection(session.refreshToken())).toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT' });
    expect(await rejection(session.userInfo())).toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT' });
  });

  it('a log-out URL is accepted by the provider', async () => {
    const session = await loggedIn();
    const url = await logoutUrl(session, { postLogoutRedirectUri, state: 'after', uiLocales: 'de en' });
    const page = await axios.get(url);
    expect(page.status).toBe(200);
    expect(page.data).toContain('/session/end/confirm');
    const wrong = await logoutUrl(session, { postLogoutRedirectUri: 'https://evil.example/' });
    expect((await axios.get(wrong, { validateStatus: () => true })).status).toBe(400);
  });
});

describe('a log-out URL', () => {
  const provider = { tokenEndpoint: 'https://as.example/token', endSessionEndpoint: 'https://as.example/out?tenant=1' };

  it('keeps the query of the endpoint, and says who leaves', async () => {
    const session = new OAuth2Session({ provider, clientId: 'me' });
    await session.setToken({ access_token: 'a', id_token: 'e30.e30.x' });
    const { searchParams } = new URL(await logoutUrl(session, { state: 's' }));
    expect(Object.fromEntries(searchParams)).toEqual({
      tenant: '1',
      id_token_hint: 'e30.e30.x',
      client_id: 'me',
      state: 's',
    });
  });

  it('is there without a login, too, and of providers that have none an error', async () => {
    expect(await logoutUrl(new OAuth2Session({ provider, clientId: 'me' }))).toBe(
      'https://as.example/out?tenant=1&client_id=me',
    );
    const other = new OAuth2Session({ provider: { tokenEndpoint: provider.tokenEndpoint }, clientId: 'me' });
    expect(await rejection(logoutUrl(other))).toMatchObject({ option: 'provider.endSessionEndpoint' });
    expect(await rejection(logoutUrl(other, { redirectUri: 'x' } as object))).toMatchObject({ option: 'redirectUri' });
  });
});
