import axios from 'axios';
import { run, sectionsOf, type Section } from '../../fixtures/documentation.js';
import { json } from '../../fixtures/servers/answer.js';
import { startDocumentServer, type DocumentServer } from '../../fixtures/servers/document-server.js';
import { OAuth2Session, clientCredentials } from '../../lib/index.js';

// What a newcomer types first, as it stands, against a server in place of example.com.

let server: DocumentServer;
beforeEach(async () => {
  server = await startDocumentServer();
  server.answer('/token', { access_token: 'token1', token_type: 'Bearer', expires_in: 3600 });
});
afterEach(() => server.close());

function section(file: string, title: string): Section {
  const found = sectionsOf(file).find(({ heading }) => heading === title);
  if (!found) throw new Error(`${file} has no "${title}".`);
  return found;
}

const authorizations = () => server.received.map(({ path, headers }) => `${path} ${String(headers.authorization)}`);

it('README: the first snippets fetch a token and call the API with it, and sign for OAuth 1', async () => {
  server.answer('/invoices', []);
  server.answer('/orders', []);
  const names = ['auth', 'api', 'shop'].map((name) => `https://${name}.example.com`);
  const replace = Object.fromEntries(names.map((name) => [name, server.origin]));
  const given = { clientKey: 'ck', clientSecret: 'cs', token: 't', tokenSecret: 'ts' };
  await run(section('README.md', 'axios-oauthlib'), { given, replace });
  expect(authorizations()).toEqual([
    `/token Basic ${btoa('billing:from+your+vault')}`,
    '/invoices Bearer token1',
    expect.stringMatching(/^\/orders OAuth .*oauth_signature=/),
  ]);
});

it('docs/login.md: a person goes to the server and comes back as an account', async () => {
  const request = { session: {}, url: '' };
  const redirect = (url: string) => {
    const state = new URL(url).searchParams.get('state') ?? '';
    request.url = `/callback?${String(new URLSearchParams({ code: 'c', state, iss: server.origin }))}`;
  };
  const given = { clientId: 'app', clientSecret: 's', userId: 'ann', request, response: { redirect } };
  const replace = { 'https://auth.example.com': server.origin, 'https://api.example.com': server.origin };
  server.answer('/me', { name: 'Ann' });
  const { session, data } = await run(section('docs/login.md', 'Logging a person in'), { given, replace });
  expect(data).toEqual({ name: 'Ann' });
  expect(authorizations()).toEqual([`/token Basic ${btoa('app:s')}`, '/me Bearer token1']);
  expect(await (session as OAuth2Session).token()).toBeUndefined();
});

it('docs/bearer.md: a refused token is renewed by your own endpoint', async () => {
  server.answer('/auth/refresh', { accessToken: 'new', refreshToken: 'r2', expiresIn: 60 });
  server.answer('/me', ({ headers }) => json(headers.authorization === 'Bearer new' ? 200 : 401, {}));
  const api = axios.create({ baseURL: server.origin });
  const given = { api, access_token: 'old', refresh_token: 'r1' };
  const replace = { 'https://api.example.com': server.origin };
  await run(section('docs/bearer.md', 'A renewal of your own: `bearer()`'), { given, replace });
  expect((await api.get('/me')).status).toBe(200);
  expect(server.received.map(({ path, body }) => `${path} ${body.toString()}`)).toEqual([
    '/me ',
    '/auth/refresh {"refreshToken":"r1"}',
    '/me ',
  ]);
});

it('docs/hooks.md: the hooks do what is said beside them', async () => {
  server.answer('/token', { token: 'named-otherwise', token_type: 'Bearer' });
  server.answer('/me', {});
  const provider = { tokenEndpoint: `${server.origin}/token` };
  const session = new OAuth2Session({ provider, clientId: 'app', clientSecret: 's', grant: clientCredentials() });
  await run(section('docs/hooks.md', 'Hooks'), { given: { session, clientId: 'app' } });
  await session.attach(axios.create({ baseURL: server.origin })).get('/me');
  expect(server.received.at(-1)?.headers).toMatchObject({ authorization: 'Bearer named-otherwise', 'x-client': 'app' });
});
