import type { ServerResponse } from 'node:http';
import axios, { type AxiosInstance } from 'axios';
import { sessionForResource, type ClientRegistration, type ResourceSessionOptions } from '../../../lib/index.js';
import { reaching } from '../../../fixtures/named-hosts.js';
import { json, type Answer, type HttpAnswer } from '../../../fixtures/servers/answer.js';
import { startDocumentServer, type DocumentServer } from '../../../fixtures/servers/document-server.js';
import { closeAll } from '../../../fixtures/servers/running-server.js';

const api = 'https://api.example/mcp';
const issuer = 'https://as.example';
const redirectUri = 'http://127.0.0.1/callback';
const metadataUrl = 'https://api.example/.well-known/oauth-protected-resource/mcp';

let resourceServer: DocumentServer;
let authorizationServer: DocumentServer;
let instance: AxiosInstance;
beforeEach(async () => {
  resourceServer = await startDocumentServer();
  authorizationServer = await startDocumentServer();
  const [resource, as] = [resourceServer.origin, authorizationServer.origin];
  instance = reaching({ 'https://api.example': resource, 'https://as.example': as });
  challenges(`Bearer resource_metadata="${metadataUrl}", scope="read"`);
  describes({});
  announces({});
  authorizationServer.answer('/register', () => json(201, { client_id: 'given' }));
});
afterEach(() => closeAll(resourceServer, authorizationServer));

function challenges(field: string): void {
  resourceServer.answer('/mcp', () => json(401, {}, { 'WWW-Authenticate': field }));
}

function describes(more: object, path = '/.well-known/oauth-protected-resource/mcp'): void {
  resourceServer.answer(path, { resource: api, authorization_servers: [issuer], ...more });
}

function announces(more: object): void {
  authorizationServer.answer('/.well-known/oauth-authorization-server', {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    registration_endpoint: `${issuer}/register`,
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    ...more,
  });
}

function session(options: Partial<ResourceSessionOptions> = {}) {
  const own = { redirectUri, clientName: 'Tests', axios: instance };
  return sessionForResource(api, { ...own, ...options } as ResourceSessionOptions);
}

async function asks(options?: Partial<ResourceSessionOptions>): Promise<Record<string, string>> {
  const { url } = await (await session(options)).authorizationUrl();
  return { endpoint: url.split('?')[0] ?? '', ...Object.fromEntries(new URL(url).searchParams) };
}

const metadataError = { code: 'ERR_OAUTH_RESOURCE_METADATA', resource: api };

describe('a session from the URL of an API', () => {
  it('9728-5.1: is ready for a login at the server of the resource, for its scope and itself only', async () => {
    expect(await asks()).toMatchObject({
      endpoint: `${issuer}/authorize`,
      client_id: 'given',
      redirect_uri: redirectUri,
      scope: 'read',
      resource: api,
      code_challenge_method: 'S256',
    });
  });

  it('sends no credential on the way, whatever an app has set on the global axios', async () => {
    axios.defaults.headers.common['Authorization'] = 'Bearer leak';
    axios.defaults.auth = { username: 'ann', password: 'leak' };
    axios.defaults.params = { key: 'leak' };
    const origin = resourceServer.origin;
    resourceServer.answer('/mcp', () => json(401, {}));
    describes({ resource: `${origin}/mcp`, authorization_servers: [authorizationServer.origin] });
    authorizationServer.answer('/.well-known/oauth-authorization-server', {
      issuer: authorizationServer.origin,
      registration_endpoint: `${authorizationServer.origin}/register`,
      code_challenge_methods_supported: ['S256'],
    });
    try {
      await sessionForResource(`${origin}/mcp`, { redirectUri, clientName: 'Tests' });
    } finally {
      delete axios.defaults.headers.common['Authorization'];
      delete axios.defaults.auth;
      delete axios.defaults.params;
    }
    const received = [...resourceServer.received, ...authorizationServer.received];
    expect(received.length).toBeGreaterThan(3);
    expect(JSON.stringify(received)).not.toMatch(/leak|authorization":/i);
  });

  it.each([
    ['its own well-known place', '/.well-known/oauth-protected-resource/mcp', api],
    ['the one of its origin', '/.well-known/oauth-protected-resource', 'https://api.example'],
    ['the one of its origin, with a slash', '/.well-known/oauth-protected-resource', 'https://api.example/'],
  ])('9728-3.1: finds the metadata without a hint, at %s', async (_where, path, resource) => {
    challenges('Bearer');
    resourceServer.answer('/.well-known/oauth-protected-resource/mcp', () => json(404, {}));
    describes({ resource, scopes_supported: ['all', 'of', 'it'] }, path);
    expect(await asks()).toMatchObject({ resource, scope: 'all of it' });
  });

  it.each<[string, () => Answer]>([
    ['lets anyone in', () => json(200, {})],
    ['never ends', () => ({ status: 401, headers: {}, body: Buffer.alloc(1_100_000) })],
    ['hangs up', () => ({ wire: 'reset', play: (response) => void response.destroy() })],
  ])('looks at the well-known place where the API %s in place of a challenge', async (_how, answer) => {
    resourceServer.answer('/mcp', answer);
    expect(await asks()).toMatchObject({ endpoint: `${issuer}/authorize`, resource: api });
    expect(resourceServer.paths).toEqual(['/mcp', '/.well-known/oauth-protected-resource/mcp']);
  });

  it('says that the server of the metadata cannot be reached', async () => {
    resourceServer.answer('/.well-known/oauth-protected-resource/mcp', () => ({
      wire: 'reset',
      play: (response: ServerResponse) => void response.destroy(),
    }));
    await expect(session()).rejects.toHaveProperty('code', 'ERR_OAUTH_UNREACHABLE');
  });

  it('takes the challenge of a 401 that the app has already, and does not ask the API again', async () => {
    await asks({ challenge: `DPoP algs="ES256", Bearer error="invalid_token", resource_metadata="${metadataUrl}"` });
    expect(resourceServer.paths).toEqual(['/.well-known/oauth-protected-resource/mcp']);
  });

  it('the scope of the app wins', async () => {
    expect(await asks({ scope: 'mine' })).toMatchObject({ scope: 'mine' });
  });

  it('goes to the authorization server that the app chooses among several', async () => {
    describes({ authorization_servers: ['https://other.example', issuer] });
    expect(await asks({ issuer })).toMatchObject({ endpoint: `${issuer}/authorize` });
    await expect(session({ issuer: 'https://third.example' })).rejects.toMatchObject({ option: 'issuer' });
  });

  it('names the option that is wrong before anything is sent', async () => {
    await expect(session({ redirectUri: '/callback' })).rejects.toMatchObject({ option: 'redirectUri' });
    await expect(session({ clientNam: 'x' } as object)).rejects.toMatchObject({ option: 'clientNam' });
    const options = { redirectUri, clientName: 'Tests', axios: instance };
    await expect(sessionForResource('http://api.example', options)).rejects.toMatchObject({ option: 'resourceUrl' });
    expect(resourceServer.received).toEqual([]);
  });

  it('keeps the tokens of two resources of one server apart', async () => {
    const store = new Map<string, never>();
    const tokens = {
      get: (key: string) => store.get(key),
      set: (key: string, token: never) => void store.set(key, token),
    };
    const options = {
      clientName: undefined,
      clientId: 'known',
      store: { ...tokens, delete: () => undefined },
    } as object;
    const first = await session(options);
    await first.setToken({ access_token: 'for-the-first' });
    describes({ resource: 'https://api.example/other' });
    const second = await session({ ...options, resource: 'https://api.example/other' });
    expect(await second.token()).toBeUndefined();
    expect(await first.token()).toMatchObject({ access_token: 'for-the-first' });
  });
});

describe('metadata of a resource that cannot be used', () => {
  it.each<[string, HttpAnswer | object]>([
    ['a page', { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>' }],
    ['an array', json(200, [])],
    ['a document with 201', json(201, { resource: api, authorization_servers: [issuer] })],
    ['a redirect', { status: 302, headers: { Location: 'https://api.example/elsewhere' }, body: '' }],
  ])('9728-3.2: %s is none', async (_what, answer) => {
    resourceServer.answer('/elsewhere', { resource: api, authorization_servers: [issuer] });
    resourceServer.answer('/.well-known/oauth-protected-resource/mcp', () => answer as HttpAnswer);
    await expect(session()).rejects.toMatchObject(metadataError);
    expect(resourceServer.paths).not.toContain('/elsewhere');
  });

  it.each(['https://evil.example/mcp', 'https://api.example/mcp/', 'https://api.example', undefined, 7])(
    '9728-3.3: nothing of a document about %j is used',
    async (resource) => {
      describes({ resource });
      await expect(session()).rejects.toMatchObject(metadataError);
      expect(authorizationServer.received).toEqual([]);
    },
  );

  it('9728-3.3: another resource identifier is accepted when the app names it', async () => {
    describes({ resource: 'https://api.example' });
    expect(await asks({ resource: 'https://api.example' })).toMatchObject({ resource: 'https://api.example' });
  });

  it.each([[[]], [undefined], ['https://as.example'], [[7]]])(
    'authorization_servers %j lead nowhere',
    async (servers) => {
      describes({ authorization_servers: servers });
      await expect(session()).rejects.toMatchObject(metadataError);
    },
  );

  it('a document without end is not read to its end', async () => {
    describes({ padding: 'x'.repeat(2_000_000) });
    await expect(session()).rejects.toMatchObject({ ...metadataError, message: expect.stringContaining('1 MB') });
  });

  it('words of its own in an error are cleaned', async () => {
    describes({ resource: 'https://evil.example/\u001b[2J\r\n' });
    const error = await session().catch((thrown: unknown) => thrown as Error);
    expect((error as Error).message).not.toMatch(/[\u001b\r\n]/);
  });
});

describe('hostile metadata', () => {
  const local = 'http://127.0.0.1:9/admin';

  it.each([
    local,
    'http://api.example/meta',
    'javascript:alert(1)',
    'file:///etc/passwd',
    '/meta',
    'https://ann:pw@api.example/m',
  ])('9728-7.7: a challenge does not lead to %s', async (url) => {
    challenges(`Bearer resource_metadata="${url}"`);
    await expect(session()).rejects.toMatchObject(metadataError);
    expect(resourceServer.paths).toEqual(['/mcp']);
  });

  it.each(['http://127.0.0.1:9', 'http://as.example', 'javascript:alert(1)', 'https://as.example#x', ''])(
    '9728-7.7: an authorization server at %j is not asked',
    async (server) => {
      describes({ authorization_servers: [server] });
      await expect(session()).rejects.toMatchObject(metadataError);
      expect(authorizationServer.received).toEqual([]);
    },
  );

  it.each(['registration_endpoint', 'token_endpoint', 'authorization_endpoint'])(
    '8414-6.1-a: the %s of a server elsewhere is not on this machine',
    async (endpoint) => {
      announces({ [endpoint]: `${authorizationServer.origin}/register` });
      const login = session().then(async (made) => {
        await made.authorizationUrl();
        await made.fetchToken({ grantType: 'x', repeatable: false, parameters: () => ({}) });
      });
      await expect(login).rejects.toMatchObject({ code: 'ERR_OAUTH_DISCOVERY', issuer });
    },
  );

  it('an authorization server that speaks for another issuer is refused', async () => {
    announces({ issuer: 'https://bank.example' });
    await expect(session()).rejects.toMatchObject({ code: 'ERR_OAUTH_DISCOVERY' });
  });

  it.each([undefined, [], ['plain'], 'S256'])(
    '9700-2.1-d: a server that announces %j for PKCE gets no login',
    async (methods) => {
      announces({ code_challenge_methods_supported: methods });
      await expect(session()).rejects.toMatchObject({
        code: 'ERR_OAUTH_DISCOVERY',
        message: expect.stringContaining('PKCE'),
      });
      expect(authorizationServer.paths).not.toContain('/register');
    },
  );

  it.each(['Bearer '.repeat(2000), 'Bearer resource_metadata="', `Bearer ${'a="b", '.repeat(2000)}`])(
    'a malformed challenge is as good as none (%#)',
    async (field) => {
      challenges(field);
      expect(await asks()).toMatchObject({ client_id: 'given' });
    },
  );
});

describe('who the client is there', () => {
  it('7591-3.1-a: registers with what the server takes', async () => {
    await session({ clientMetadata: { client_uri: 'https://app.example' } });
    const [request] = authorizationServer.received.filter(({ path }) => path === '/register');
    expect(request?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(String(request?.body))).toEqual({
      client_name: 'Tests',
      client_uri: 'https://app.example',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      application_type: 'native',
      token_endpoint_auth_method: 'none',
    });
  });

  it.each([
    ['https://app.example/callback', 'web'],
    ['https://localhost/callback', 'native'],
    ['com.example.app:/callback', 'native'],
  ])('7591-3.1-a: with %s it registers as an application of type %s', async (own, type) => {
    await session({ redirectUri: own });
    const registered = JSON.parse(String(authorizationServer.received.at(-1)?.body)) as object;
    expect(registered).toMatchObject({ redirect_uris: [own], application_type: type });
  });

  it('7591-3.1-a: registers for Basic where the server lists nothing that we have without a key', async () => {
    announces({ token_endpoint_auth_methods_supported: ['private_key_jwt'] });
    authorizationServer.answer('/register', () => json(201, { client_id: 'given', client_secret: 's' }));
    await session();
    const registered = JSON.parse(String(authorizationServer.received.at(-1)?.body)) as object;
    expect(registered).toHaveProperty('token_endpoint_auth_method', 'client_secret_basic');
  });

  it('is registered once, and remembered where the app says', async () => {
    const registrations = new Map<string, ClientRegistration>();
    expect(await asks({ registrations })).toMatchObject({ client_id: 'given' });
    expect(await asks({ registrations })).toMatchObject({ client_id: 'given' });
    expect(authorizationServer.paths.filter((path) => path === '/register')).toHaveLength(1);
  });

  it('7591-3.2-a: is registered anew when its secret has lapsed', async () => {
    const registrations = new Map<string, ClientRegistration>();
    const lapsed = { client_id: 'old', client_secret: 's', client_secret_expires_at: 1 };
    authorizationServer.answer('/register', () => json(201, lapsed));
    await session({ registrations });
    authorizationServer.answer('/register', () =>
      json(201, { ...lapsed, client_id: 'new', client_secret_expires_at: 0 }),
    );
    expect(await asks({ registrations })).toMatchObject({ client_id: 'new' });
    expect(await asks({ registrations })).toMatchObject({ client_id: 'new' });
    expect(authorizationServer.paths.filter((path) => path === '/register')).toHaveLength(2);
  });

  it.each([
    [{ client_secret: 's', token_endpoint_auth_method: 'client_secret_post' }, { client_secret: 's' }, undefined],
    [{ client_secret: 's', token_endpoint_auth_method: 'client_secret_basic' }, {}, expect.stringMatching(/^Basic/)],
    [{ client_secret: 's', token_endpoint_auth_method: 'none' }, { client_id: 'theirs' }, undefined],
  ])('7591-3.2-a: the answer %j wins over what was asked for', async (answer, parameters, authorization) => {
    authorizationServer.answer('/register', () => json(201, { client_id: 'theirs', ...answer }));
    authorizationServer.answer('/token', { access_token: 'a', token_type: 'Bearer' });
    await (await session()).fetchToken({ grantType: 'x', repeatable: false, parameters: () => ({}) });
    const request = authorizationServer.received.find(({ path }) => path === '/token');
    expect(Object.fromEntries(new URLSearchParams(String(request?.body)))).toMatchObject(parameters);
    expect(request?.headers.authorization).toEqual(authorization);
  });

  it.each<[HttpAnswer, object]>([
    [
      json(400, { error: 'invalid_redirect_uri', error_description: 'No\u001bway' }),
      { error: 'invalid_redirect_uri', error_description: 'No way' },
    ],
    [json(403, {}), { error: 'http_403' }],
    [json(201, { client_id: '' }), { error: 'no_client_id' }],
    [{ status: 201, headers: {}, body: '<html>' }, { error: 'no_client_id' }],
    [
      json(201, { client_id: 'x', client_secret: 's', token_endpoint_auth_method: 'private_key_jwt' }),
      { error: 'token_endpoint_auth_method' },
    ],
  ])('7591-3.2-b: the answer %j is a typed error', async (answer, error) => {
    authorizationServer.answer('/register', () => answer);
    const registrations = new Map<string, ClientRegistration>();
    await expect(session({ registrations })).rejects.toMatchObject({ code: 'ERR_OAUTH_CLIENT_REGISTRATION', ...error });
    expect(registrations.size).toBe(0);
  });

  it('8414-2-b: registers for Basic and for codes at a server that lists neither, as its defaults have it', async () => {
    announces({ token_endpoint_auth_methods_supported: undefined });
    authorizationServer.answer('/register', () => json(201, { client_id: 'given', client_secret: 's' }));
    authorizationServer.answer('/token', { access_token: 'a', token_type: 'Bearer' });
    const made = await session();
    await made.fetchToken({ grantType: 'x', repeatable: false, parameters: () => ({}) });
    const sentTo = (endpoint: string) => authorizationServer.received.find(({ path }) => path === endpoint);
    expect(JSON.parse(String(sentTo('/register')?.body))).toMatchObject({
      token_endpoint_auth_method: 'client_secret_basic',
      response_types: ['code'],
    });
    expect(sentTo('/token')?.headers.authorization).toMatch(/^Basic /);
  });

  const document = 'https://app.example/client.json';

  it('is its metadata document, where the server takes such ids', async () => {
    announces({ client_id_metadata_document_supported: true });
    expect(await asks({ clientIdMetadataDocument: document })).toMatchObject({ client_id: document });
    expect(authorizationServer.paths).not.toContain('/register');
  });

  it('is registered where the server takes no metadata documents', async () => {
    expect(await asks({ clientIdMetadataDocument: document })).toMatchObject({ client_id: 'given' });
  });

  it('is an error that names clientId where the server takes nothing that is offered', async () => {
    announces({ registration_endpoint: undefined });
    await expect(session()).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: 'clientId' });
  });

  it.each(['http://app.example/c', 'https://app.example', 'client', 'https://app.example/c#d'])(
    'a metadata document at %s is refused',
    async (clientIdMetadataDocument) => {
      const asked = session({ clientIdMetadataDocument });
      await expect(asked).rejects.toMatchObject({ option: 'clientIdMetadataDocument' });
    },
  );

  it('is known already', async () => {
    expect(await asks({ clientName: undefined, clientId: 'known' } as object)).toMatchObject({ client_id: 'known' });
    expect(authorizationServer.paths).not.toContain('/register');
  });
});
