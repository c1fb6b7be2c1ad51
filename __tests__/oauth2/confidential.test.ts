import axios from 'axios';
import { startDocumentServer, type DocumentServer } from '../../fixtures/servers/document-server.js';
import { asText, formFields } from '../../fixtures/servers/received-request.js';
import { attach, OAuth2Session } from '../../lib/index.js';

let server: DocumentServer;
let api: DocumentServer;
beforeEach(async () => {
  [server, api] = await Promise.all([startDocumentServer(), startDocumentServer()]);
  api.answer('/me', { ok: true });
});
afterEach(() => Promise.all([server.close(), api.close()]));

async function expired() {
  const provider = { tokenEndpoint: `${server.origin}/token` };
  const session = new OAuth2Session({ provider, clientId: 'me', clientSecret: 'hush' });
  await session.setToken({ access_token: 'old', refresh_token: 'first-refresh', expiresAt: 1 });
  return { session, client: session.attach(axios.create({ baseURL: api.origin })) };
}

const refreshTokens = () => server.received.map((request) => formFields(request)['refresh_token']);

it('6749-6-b: a new refresh token replaces the old one at once; none in the answer means: keep the old', async () => {
  const { session } = await expired();
  server.answer('/token', { access_token: 'a', refresh_token: 'second-refresh' });
  await session.refreshToken();
  server.answer('/token', { access_token: 'b' });
  await session.refreshToken();
  await session.refreshToken();
  expect(refreshTokens()).toEqual(['first-refresh', 'second-refresh', 'second-refresh']);
});

it('6749-6-c: a refresh carries the authentication of the client', async () => {
  const { session } = await expired();
  server.answer('/token', { access_token: 'a' });
  await session.refreshToken();
  expect(server.received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:hush').toString('base64')}`);
});

it('6749-10.3-a: refresh token and client secret go to the authorization server only', async () => {
  const { client } = await expired();
  server.answer('/token', { access_token: 'new', refresh_token: 'second-refresh' });
  await client.get('/me');
  await client.post('/me', { a: 1 });
  expect(refreshTokens()).toEqual(['first-refresh']);
  const seen = api.received.map(asText).join('\n');
  expect(seen).toContain('Bearer new');
  expect(seen).not.toMatch(/-refresh|hush/);
});

it.each([['baseURL'], ['origins']])(
  '6750-5.3-a: an API over plain http is refused before anything is sent: %s',
  (option) => {
    const session = new OAuth2Session({ provider: { tokenEndpoint: 'https://as.example/token' }, clientId: 'me' });
    const origin = 'http://api.example.com';
    const attached = () =>
      option === 'baseURL'
        ? attach(axios.create({ baseURL: origin }), session)
        : attach(axios.create(), session, { origins: [origin] });
    expect(attached).toThrow(expect.objectContaining({ code: 'ERR_OAUTH_CONFIGURATION', option }));
  },
);

it('6750-5.3-a: a request that leaves TLS goes without the token', async () => {
  const session = new OAuth2Session({ provider: { tokenEndpoint: 'https://as.example/token' }, clientId: 'me' });
  await session.setToken({ access_token: 'secret' });
  const client = attach(axios.create({ baseURL: 'https://127.0.0.1' }), session);
  await client.get(`${api.origin}/me`);
  expect(api.received[0]?.headers.authorization).toBeUndefined();
});
