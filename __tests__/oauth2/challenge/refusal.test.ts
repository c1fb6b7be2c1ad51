import axios, { type AxiosInstance } from 'axios';
import { axiosRejection, rejection } from '../../../fixtures/engine-scene.js';
import { json } from '../../../fixtures/servers/answer.js';
import { startDocumentServer, type DocumentServer } from '../../../fixtures/servers/document-server.js';
import { OAuth2Session } from '../../../lib/index.js';

let server: DocumentServer;
beforeEach(async () => {
  server = await startDocumentServer();
  server.answer('/token', { access_token: 'renewed' });
});
afterEach(() => server.close());

async function loggedIn(): Promise<{ api: AxiosInstance; session: OAuth2Session }> {
  const session = new OAuth2Session({ provider: { tokenEndpoint: `${server.origin}/token` }, clientId: 'me' });
  await session.setToken({ access_token: 'first', refresh_token: 'refresh' });
  return { session, api: session.attach(axios.create({ baseURL: server.origin })) };
}

/** The API refuses every token with these words. */
function refuse(status: number, challenge?: string): void {
  server.answer('/me', () => json(status, {}, challenge === undefined ? {} : { 'WWW-Authenticate': challenge }));
}

const renewals = () => server.paths.filter((path) => path === '/token').length;
const sends = () => server.paths.filter((path) => path === '/me').length;

describe('6750-3-a, 6750-3-b: what the API answers decides what is done', () => {
  it.each([
    [401, 'Bearer error="invalid_token"', 1, 'ERR_OAUTH_TOKEN_REFUSED'],
    [401, undefined, 1, 'ERR_OAUTH_TOKEN_REFUSED'],
    [401, 'Bearer', 1, 'ERR_OAUTH_TOKEN_REFUSED'],
    [401, 'Bearer realm="api"', 1, 'ERR_OAUTH_TOKEN_REFUSED'],
    [401, 'Basic realm="api"', 1, 'ERR_OAUTH_TOKEN_REFUSED'],
    [401, 'Bearer error="something_new"', 1, 'ERR_OAUTH_TOKEN_REFUSED'],
    [401, 'Bearer error="invalid_request"', 0, 'ERR_OAUTH_TOKEN_REFUSED'],
    [400, 'Bearer error="invalid_request"', 0, undefined],
    [400, 'Bearer error="invalid_token"', 0, undefined],
    [403, 'Bearer error="insufficient_scope"', 0, 'ERR_OAUTH_INSUFFICIENT_SCOPE'],
    [401, 'Bearer error="insufficient_scope"', 0, 'ERR_OAUTH_INSUFFICIENT_SCOPE'],
    [403, 'Bearer error="invalid_token"', 0, undefined],
    [403, undefined, 0, undefined],
    [401, 'Bearer error="insufficient_user_authentication"', 0, 'ERR_OAUTH_INSUFFICIENT_USER_AUTHENTICATION'],
    [404, undefined, 0, undefined],
  ])('%s with %j: %i renewals, and the cause %s', async (status, challenge, count, code) => {
    refuse(status, challenge);
    const { api } = await loggedIn();
    const error = await axiosRejection(api.get('/me'));
    expect(error.response?.status).toBe(status);
    expect((error.cause as { code?: string } | undefined)?.code).toBe(code);
    expect([renewals(), sends()]).toEqual([count, count + 1]);
  });

  it('9110-11.7-a: 407 is about the proxy, and renews nothing', async () => {
    server.answer('/me', () => json(407, {}, { 'Proxy-Authenticate': 'Bearer error="invalid_token"' }));
    const { api } = await loggedIn();
    expect(await axiosRejection(api.get('/me'))).not.toHaveProperty('cause.code');
    expect([renewals(), sends()]).toEqual([0, 1]);
  });

  it('9110-15.5.2-a: a second 401 goes to the caller', async () => {
    refuse(401);
    const { api } = await loggedIn();
    expect((await axiosRejection(api.get('/me'))).response?.status).toBe(401);
    expect([renewals(), sends()]).toEqual([1, 2]);
  });
});

describe('a missing scope', () => {
  it('6750-3-a: is told with the scope that the API wants', async () => {
    refuse(403, 'Bearer realm="x", error="insufficient_scope", error_description="more", scope="read write:all"');
    const { cause } = await axiosRejection((await loggedIn()).api.get('/me'));
    expect(cause).toMatchObject({ scope: ['read', 'write:all'], error_description: 'more', account: 'default' });
  });

  it('holds no token that the API says again, and nothing that is no scope', async () => {
    refuse(403, 'Bearer error="insufficient_scope", scope="first read \u00fc", error_description="first"');
    const { cause } = await axiosRejection((await loggedIn()).api.get('/me'));
    expect(cause).toMatchObject({ scope: ['read'] });
    expect(JSON.stringify(cause)).not.toContain('first');
  });
});

describe('a step-up (RFC 9470)', () => {
  it('says what to ask for in the next authorization request', async () => {
    refuse(401, 'Bearer error="insufficient_user_authentication", acr_values="gold silver", max_age="300"');
    const { cause } = await axiosRejection((await loggedIn()).api.get('/me'));
    expect(cause).toMatchObject({ authorizationParameters: { acr_values: 'gold silver', max_age: '300' } });
    const { authorizationParameters } = cause as unknown as { authorizationParameters: Record<string, string> };
    const login = new OAuth2Session({
      provider: { tokenEndpoint: `${server.origin}/token`, authorizationEndpoint: `${server.origin}/authorize` },
      clientId: 'me',
      redirectUri: 'https://app.example/callback',
    });
    const { searchParams } = new URL((await login.authorizationUrl({ ...authorizationParameters })).url);
    expect([searchParams.get('acr_values'), searchParams.get('max_age')]).toEqual(['gold silver', '300']);
  });

  it.each(['-5', 'soon', '1e3', ''])('leaves out a max_age that is none: %j', async (maxAge) => {
    refuse(401, `Bearer error="insufficient_user_authentication", max_age="${maxAge}"`);
    const { cause } = await axiosRejection((await loggedIn()).api.get('/me'));
    expect(cause).toMatchObject({ authorizationParameters: {} });
    expect(JSON.stringify(cause)).not.toContain('max_age');
  });

  it('is found by bearer renewals and by requests that resolve every status, too', async () => {
    refuse(401, 'Bearer error="insufficient_user_authentication"');
    const { api } = await loggedIn();
    expect((await api.get('/me', { validateStatus: () => true })).status).toBe(401);
    expect(renewals()).toBe(0);
  });
});

it('a renewal that fails is what the caller hears of', async () => {
  refuse(401);
  server.answer('/token', () => json(400, { error: 'invalid_grant' }));
  expect(await rejection((await loggedIn()).api.get('/me'))).toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT' });
});
