import axios from 'axios';
import { clientCredentials, OAuth2Session, type OAuth2SessionOptions } from '../../lib/index.js';
import { logInWithoutABrowser } from '../../fixtures/browser.js';
import { json } from '../../fixtures/servers/answer.js';
import { startDocumentServer, type DocumentServer } from '../../fixtures/servers/document-server.js';
import { oidcClient, startOidcServer } from '../../fixtures/servers/oidc-server.js';

let server: DocumentServer;
beforeEach(async () => {
  server = await startDocumentServer();
  server.answer('/token', { access_token: 'token', token_type: 'Bearer' });
});
afterEach(() => server.close());

/** A machine that knows the issuer only, with a cache of its own. */
function machine(issuer: string, more: Partial<OAuth2SessionOptions> = {}): OAuth2Session {
  const options = { clientId: 'me', clientSecret: 'hush', grant: clientCredentials(), axios: axios.create() };
  return new OAuth2Session({ provider: { issuer }, ...options, ...more } as OAuth2SessionOptions);
}

const metadata = (issuer: string, more: object = {}) => ({ issuer, token_endpoint: `${server.origin}/token`, ...more });
const oauthDocument = '/.well-known/oauth-authorization-server';
const openIdDocument = '/.well-known/openid-configuration';

describe('a session from an issuer alone', () => {
  it('a person logs in at oidc-provider, and the API answers', async () => {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined); // oidc-provider warns of its quick start keys
    jest.spyOn(console, 'info').mockImplementation(() => undefined);
    const oidc = await startOidcServer(600);
    const session = new OAuth2Session({ provider: { issuer: oidc.issuer }, ...oidcClient, scope: ['openid'] });
    const { url, pending } = await session.authorizationUrl();
    const authorizationResponse = await logInWithoutABrowser(url, oidcClient.redirectUri);
    await session.fetchToken({ authorizationResponse, pending });
    const api = session.attach(axios.create({ baseURL: oidc.issuer }));
    expect((await api.get('/me')).data).toEqual({ sub: 'ann' });
    await oidc.close();
  });

  it.each([
    ['/', oauthDocument],
    ['', oauthDocument],
    ['/tenant', `${oauthDocument}/tenant`],
    ['/tenant/', `${oauthDocument}/tenant`],
  ])('8414-3.1-a: finds the metadata of %j at %s', async (path, document) => {
    const issuer = server.origin + path;
    server.answer(document, metadata(issuer));
    expect(await machine(issuer).refreshToken()).toHaveProperty('access_token', 'token');
  });

  it.each([`${openIdDocument}/tenant`, `/tenant${openIdDocument}`])(
    '8414-3.1-a: finds the metadata of OpenID Connect at %s',
    async (document) => {
      const issuer = `${server.origin}/tenant`;
      server.answer(document, metadata(issuer));
      expect(await machine(issuer).refreshToken()).toHaveProperty('access_token', 'token');
    },
  );

  it('asks for the metadata once, for all sessions on one instance', async () => {
    server.answer(oauthDocument, metadata(server.origin));
    const shared = { axios: axios.create() };
    const sessions = Array.from({ length: 5 }, () => machine(server.origin, shared));
    await Promise.all(sessions.map((session) => session.refreshToken()));
    expect(server.paths.filter((path) => path === oauthDocument)).toHaveLength(1);
  });

  it('asks for it once, too, for sessions without an instance of their own', async () => {
    server.answer(oauthDocument, metadata(server.origin));
    const create = () => machine(server.origin, { axios: undefined as never });
    await Promise.all([create(), create()].map((session) => session.refreshToken()));
    expect(server.paths.filter((path) => path === oauthDocument)).toHaveLength(1);
  });

  it('remembers a hundred issuers, so that no list of them fills the memory', async () => {
    const shared = { axios: axios.create() };
    const looksUp = (n: number) => {
      const issuer = `${server.origin}/${String(n)}`;
      server.answer(`${oauthDocument}/${String(n)}`, metadata(issuer));
      return machine(issuer, shared).client.server.metadata();
    };
    for (let n = 0; n <= 100; n++) await looksUp(n);
    for (const n of [100, 2, 1, 0]) await looksUp(n);
    expect(server.paths).toHaveLength(102);
    expect(server.paths.at(-1)).toBe(`${oauthDocument}/0`);
  });

  it('asks again after a failure', async () => {
    const session = machine(server.origin);
    await expect(session.refreshToken()).rejects.toMatchObject({ code: 'ERR_OAUTH_DISCOVERY' });
    server.answer(oauthDocument, metadata(server.origin));
    expect(await session.refreshToken()).toHaveProperty('access_token', 'token');
  });

  it('asks for nothing when the endpoints are named', async () => {
    const provider = { issuer: server.origin, tokenEndpoint: `${server.origin}/token` };
    await machine(server.origin, { provider }).refreshToken();
    expect(server.paths).toEqual(['/token']);
  });

  it('8414-2-b: takes the defaults of what the metadata leaves out: Basic, and codes', async () => {
    server.answer(oauthDocument, metadata(server.origin, { authorization_endpoint: `${server.origin}/authorize` }));
    const options: object = { grant: undefined, redirectUri: 'https://app.example/callback' };
    const session = machine(server.origin, options);
    const { url, pending } = await session.authorizationUrl();
    expect(new URL(url).searchParams.get('response_type')).toBe('code');
    await session.fetchToken({ authorizationResponse: `?code=c&state=${pending.state}`, pending });
    expect(server.received.at(-1)?.headers.authorization).toMatch(/^Basic /);
  });

  it.each([
    [['client_secret_basic', 'client_secret_post'], 'basic'],
    [['client_secret_post', 'client_secret_basic'], 'basic'],
    [['client_secret_post', 'private_key_jwt'], 'post'],
    [['private_key_jwt'], 'basic'],
    ['client_secret_post', 'basic'],
  ])('8414-2-b: sends the client secret as the metadata says it is taken: %j, by %s', async (methods, way) => {
    server.answer(oauthDocument, metadata(server.origin, { token_endpoint_auth_methods_supported: methods }));
    await machine(server.origin).refreshToken();
    const { headers, body } = server.received.at(-1) ?? {};
    expect(headers?.authorization !== undefined).toBe(way === 'basic');
    expect(new URLSearchParams(String(body)).get('client_secret')).toBe(way === 'post' ? 'hush' : null);
  });

  it('sends the client secret as the session says, whatever the metadata does', async () => {
    server.answer(oauthDocument, metadata(server.origin, { token_endpoint_auth_methods_supported: [] }));
    for (const clientAuthentication of ['client_secret_post', 'client_secret_basic'] as const) {
      await machine(server.origin, { clientAuthentication }).refreshToken();
    }
    expect(server.received.slice(-2).map(({ headers }) => headers.authorization !== undefined)).toEqual([false, true]);
  });

  it('sends the client secret to each endpoint as that one takes it', async () => {
    const endpoints = {
      revocation_endpoint: `${server.origin}/revoke`,
      introspection_endpoint: `${server.origin}/introspect`,
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      revocation_endpoint_auth_methods_supported: ['client_secret_basic'],
    };
    server.answer(oauthDocument, metadata(server.origin, endpoints));
    server.answer('/revoke', {});
    server.answer('/introspect', { active: true });
    const session = machine(server.origin);
    await session.refreshToken();
    await session.introspectToken();
    await session.revokeToken();
    const asked = server.received.filter(({ method }) => method === 'POST');
    expect(asked.map(({ path, headers }) => [path, headers.authorization !== undefined])).toEqual([
      ['/token', false],
      ['/introspect', false],
      ['/revoke', true],
    ]);
  });

  it('what the provider names wins', async () => {
    server.answer(oauthDocument, metadata(server.origin, { authorization_endpoint: `${server.origin}/theirs` }));
    const provider = { issuer: server.origin, authorizationEndpoint: `${server.origin}/ours` };
    const session = new OAuth2Session({ provider, clientId: 'me', redirectUri: 'https://app.example/cb' });
    expect((await session.authorizationUrl()).url).toContain('/ours?');
  });
});

describe('metadata that cannot be used', () => {
  it.each<[string, object | (() => object)]>([
    ['a page', () => ({ status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>' })],
    ['an array', () => json(200, [])],
    ['null', () => json(200, null)],
    ['a document with 201', () => json(201, metadata(server.origin))],
  ])('8414-3.2-a: %s is none', async (_what, answer) => {
    server.answer(oauthDocument, answer);
    await expect(machine(server.origin).refreshToken()).rejects.toMatchObject({
      code: 'ERR_OAUTH_DISCOVERY',
      issuer: server.origin,
      message: expect.stringContaining('no metadata document'),
    });
    expect(server.paths).not.toContain('/token');
  });

  it.each(['https://other.example', '', undefined, 7])(
    '8414-3.3-a: nothing of a document of issuer %j is used',
    async (issuer) => {
      server.answer(oauthDocument, { ...metadata(server.origin), issuer });
      await expect(machine(server.origin).refreshToken()).rejects.toMatchObject({
        code: 'ERR_OAUTH_DISCOVERY',
        message: expect.stringContaining('another issuer'),
      });
      expect(server.paths).not.toContain('/token');
    },
  );

  it('8414-3.3-a: a slash at the end makes another issuer', async () => {
    server.answer(oauthDocument, metadata(`${server.origin}/`));
    await expect(machine(server.origin).refreshToken()).rejects.toMatchObject({ code: 'ERR_OAUTH_DISCOVERY' });
  });

  it.each(['javascript:alert(1)', 'http://as.example/token', '/token', 7, 'https://ann:hush@as.example/token'])(
    '8414-6.1-a: an endpoint %j is refused',
    async (endpoint) => {
      server.answer(oauthDocument, metadata(server.origin, { token_endpoint: endpoint }));
      await expect(machine(server.origin).refreshToken()).rejects.toMatchObject({
        code: 'ERR_OAUTH_DISCOVERY',
        message: expect.stringContaining('token_endpoint'),
      });
    },
  );

  it('with more than 1 MB is not read, and the error speaks of the metadata', async () => {
    server.answer(oauthDocument, metadata(server.origin, { more: 'x'.repeat(1_100_000) }));
    await expect(machine(server.origin).refreshToken()).rejects.toMatchObject({
      code: 'ERR_OAUTH_DISCOVERY',
      message: expect.stringMatching(/metadata.*more than 1 MB/),
    });
  });

  it('a missing endpoint is named', async () => {
    server.answer(oauthDocument, { issuer: server.origin });
    await expect(machine(server.origin).refreshToken()).rejects.toMatchObject({
      code: 'ERR_OAUTH_CONFIGURATION',
      option: 'provider.tokenEndpoint',
    });
  });

  it('is not looked for elsewhere: a redirect is not followed', async () => {
    const Location = `${server.origin}/elsewhere`;
    server.answer(oauthDocument, () => ({ status: 302, headers: { Location }, body: '' }));
    server.answer('/elsewhere', metadata(server.origin));
    await expect(machine(server.origin).refreshToken()).rejects.toMatchObject({ code: 'ERR_OAUTH_DISCOVERY' });
    expect(server.paths).not.toContain('/elsewhere');
  });
});

describe('8414-2-a: an issuer', () => {
  it.each(['http://as.example', 'https://as.example?a=1', 'https://as.example#a', 'as.example', '', 7])(
    '%j is refused when the session is made',
    (issuer) => {
      expect(() => machine(issuer as string)).toThrow(expect.objectContaining({ option: 'provider.issuer' }));
    },
  );
});
