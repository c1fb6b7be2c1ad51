import { exportJWK, generateKeyPair, jwtVerify, type JWK } from 'jose';
import type { Configuration, ResponseType } from 'oidc-provider';
import axios from 'axios';
import {
  jwtResponse,
  openIdConnect,
  OAuth2Session,
  registerClient,
  sessionForResource,
  signedRequestObject,
  tokenFromFragment,
  type AuthorizationParameters,
  type ClientRegistration,
  type OAuth2SessionOptions,
  type PrivateJwk,
} from '../../lib/index.js';
import { logInWithoutABrowser } from '../../fixtures/browser.js';
import { json } from '../../fixtures/servers/answer.js';
import { startDocumentServer, type DocumentServer } from '../../fixtures/servers/document-server.js';
import { closeAll } from '../../fixtures/servers/running-server.js';
import { oidcClient, startOidcServer, type OidcServer } from '../../fixtures/servers/oidc-server.js';

const api = 'https://api.example/mcp';
const features: Configuration['features'] = {
  jwtResponseModes: { enabled: true },
  pushedAuthorizationRequests: { enabled: true },
  registration: { enabled: true },
  requestObjects: { enabled: true },
  resourceIndicators: {
    enabled: true,
    getResourceServerInfo: (_context, resource) => ({ audience: resource, scope: 'read write' }),
    useGrantedResource: () => true,
  },
};
let server: OidcServer;
let documents: DocumentServer;
let key: JWK;

beforeAll(async () => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined); // oidc-provider warns of its quick start keys
  jest.spyOn(console, 'info').mockImplementation(() => undefined);
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  key = { ...(await exportJWK(privateKey)), kid: 'one', alg: 'ES256' };
  documents = await startDocumentServer();
  documents.answer('/jwks', { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] });
  const client = {
    jwks_uri: `${documents.origin}/jwks`,
    response_types: ['code', 'code token', 'code id_token', 'id_token token'] as ResponseType[],
    grant_types: ['authorization_code', 'refresh_token', 'implicit'],
  };
  const responseTypes = ['code', 'code token', 'code id_token', 'id_token token'] as ResponseType[];
  server = await startOidcServer(600, { features, client, responseTypes });
});
afterAll(() => closeAll(server, documents));

function person(options: Partial<OAuth2SessionOptions> = {}): OAuth2Session {
  const provider = { issuer: server.issuer };
  return new OAuth2Session({ provider, ...oidcClient, scope: ['openid'], ...options } as OAuth2SessionOptions);
}

/** From the first redirect to what the app gets. */
async function asked(session: OAuth2Session, parameters: AuthorizationParameters = {}) {
  const { url, pending, ...more } = await session.authorizationUrl(parameters);
  const authorizationResponse = await logInWithoutABrowser(url, oidcClient.redirectUri);
  return { url, pending, authorizationResponse, ...more };
}

describe('a login at oidc-provider', () => {
  it('9126-4-a, 9126-2.1-a: by a pushed request, which leaves client_id and request_uri in the URL', async () => {
    const session = person({ pushedAuthorizationRequests: true });
    const { url, expiresAt, ...callback } = await asked(session);
    expect([...new URL(url).searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    expect(expiresAt).toBeGreaterThan(Date.now());
    await expect(session.fetchToken(callback)).resolves.toHaveProperty('access_token');
  });

  it('9126-2.2-a: each authorizationUrl() pushes anew', async () => {
    const session = person({ pushedAuthorizationRequests: true });
    const urls = [await session.authorizationUrl(), await session.authorizationUrl()].map(({ url }) => url);
    expect(new Set(urls).size).toBe(2);
  });

  it('9126-2.3-a: a pushed request that the server refuses is a typed error with its words', async () => {
    const session = person({ pushedAuthorizationRequests: true });
    await expect(session.authorizationUrl({ prompt: 'nonsense' })).rejects.toMatchObject({
      code: 'ERR_OAUTH_AUTHORIZATION_REQUEST',
      status: 400,
      error: 'invalid_request',
      error_description: expect.stringContaining('prompt'),
    });
  });

  it('9101-5-b: by a signed request object', async () => {
    const session = person({ requestObject: signedRequestObject({ key: key as PrivateJwk }) });
    const { url, ...callback } = await asked(session);
    expect([...new URL(url).searchParams.keys()].sort()).toEqual(['client_id', 'request']);
    await expect(session.fetchToken(callback)).resolves.toHaveProperty('access_token');
  });

  it('by a signed request object that is pushed', async () => {
    const requestObject = signedRequestObject({ key: key as PrivateJwk });
    const session = person({ requestObject, pushedAuthorizationRequests: true });
    const { url, ...callback } = await asked(session);
    expect([...new URL(url).searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    await expect(session.fetchToken(callback)).resolves.toHaveProperty('access_token');
  });

  it.each(['jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'] as const)(
    'with a signed answer in the mode %s (JARM)',
    async (mode) => {
      const session = person({ responseMode: jwtResponse({ mode }) });
      const callback = await asked(session);
      expect(callback.authorizationResponse).toContain('response=');
      expect(callback.authorizationResponse).not.toContain('code=');
      await expect(session.fetchToken(callback)).resolves.toHaveProperty('access_token');
    },
  );

  it('with a signed refusal (JARM)', async () => {
    const session = person({ responseMode: jwtResponse() });
    const callback = await asked(session, { prompt: 'none' });
    await expect(session.fetchToken(callback)).rejects.toMatchObject({
      code: 'ERR_OAUTH_AUTHORIZATION_DENIED',
      error: 'login_required',
    });
  });

  it.each(['query', 'fragment', 'form_post'] as const)('with the answer in the response mode %s', async (mode) => {
    const session = person({ responseMode: mode });
    const callback = await asked(session);
    await expect(session.fetchToken(callback)).resolves.toHaveProperty('access_token');
  });

  it('hybrid: the ID token beside the code is checked, and so is the one that the code brings', async () => {
    const session = person({ openIdConnect: openIdConnect() });
    const callback = await asked(session, { response_type: 'code id_token' });
    const beside = new URLSearchParams(new URL(callback.authorizationResponse).hash.slice(1)).get('id_token');
    const { id_token: kept } = await session.fetchToken(callback);
    expect(kept).toMatch(/^eyJ/);
    expect(kept).not.toBe(beside);
  });

  it('hybrid: the code of `code token` is traded, the token beside it left alone', async () => {
    const session = person();
    const callback = await asked(session, { response_type: 'code token' });
    expect(callback.authorizationResponse).toContain('access_token=');
    const token = await session.fetchToken(callback);
    expect(callback.authorizationResponse).not.toContain(token.access_token);
  });

  it('6749-4.2.2-a: implicit, where the token itself is in the fragment', async () => {
    const session = person({ openIdConnect: openIdConnect() });
    const callback = await asked(session, { response_type: 'id_token token' });

    const token = await tokenFromFragment(session, callback);
    expect(callback.authorizationResponse).toContain(token.access_token);
    expect(callback.authorizationResponse).toContain(token.id_token);
    const client = session.attach(axios.create({ baseURL: server.issuer }));
    expect((await client.get('/me')).data).toEqual({ sub: 'ann' });
  });

  it('8707-2-b: for a resource, which token request and refresh name again', async () => {
    const parameters: Record<string, string[]>[] = [];
    const note = (request: { parameters: URLSearchParams }) => {
      parameters.push({ resource: request.parameters.getAll('resource') });
      return request as never;
    };
    const hooks = { accessTokenRequest: note, refreshTokenRequest: note };
    const session = person({ resource: api, scope: ['openid', 'read'], hooks });
    const token = await session.fetchToken(await asked(session));
    expect(token).toMatchObject({ resources: [api], scope: 'read' });
    expect(await session.refreshToken()).toMatchObject({ resources: [api], scope: 'read' });
    expect(parameters).toEqual([{ resource: [api] }, { resource: [api] }]);
  });

  it('9207-2.4-b: an answer without iss is refused, because the server announces it', async () => {
    const session = person();
    const { authorizationResponse, pending } = await asked(session);
    const stripped = new URL(authorizationResponse);
    stripped.searchParams.delete('iss');
    await expect(session.fetchToken({ authorizationResponse: stripped, pending })).rejects.toMatchObject({
      code: 'ERR_OAUTH_AUTHORIZATION_RESPONSE',
      parameter: 'iss',
    });
  });

  it('9700-2.1-d: says that the server announces PKCE', async () => {
    expect(await person().authorizationUrl()).toHaveProperty('pkceAnnounced', true);
  });

  it('7591-3.1-a: as a client that registered itself', async () => {
    const provider = { issuer: server.issuer };
    const metadata = { redirect_uris: [oidcClient.redirectUri], application_type: 'native', client_name: 'Tests' };
    const { client_id: clientId, client_secret: clientSecret = '' } = await registerClient({ provider, metadata });
    const { redirectUri } = oidcClient;
    const session = new OAuth2Session({ provider, clientId, clientSecret, redirectUri, scope: ['openid'] });
    await expect(session.fetchToken(await asked(session))).resolves.toHaveProperty('access_token');
  });

  it('7591-3.2-b: a registration that is refused is a typed error with the words of the server', async () => {
    const provider = { issuer: server.issuer };
    await expect(registerClient({ provider, metadata: { redirect_uris: ['nonsense'] } })).rejects.toMatchObject({
      code: 'ERR_OAUTH_CLIENT_REGISTRATION',
      status: 400,
      error: 'invalid_redirect_uri',
    });
  });
});

describe('from the URL of an API alone', () => {
  it('a person logs in at oidc-provider as a client that was registered on the way, and is asked once', async () => {
    const path = '/.well-known/oauth-protected-resource/mcp';
    const resource = `${documents.origin}/mcp`;
    documents.answer(path, { resource, authorization_servers: [server.issuer], scopes_supported: ['read'] });
    const field = `Bearer resource_metadata="${documents.origin}${path}", scope="read"`;
    documents.answer('/mcp', ({ headers }) =>
      json(headers.authorization ? 200 : 401, {}, { 'WWW-Authenticate': field }),
    );
    const registrations = new Map<string, ClientRegistration>();
    const options = { redirectUri: oidcClient.redirectUri, clientName: 'Tests', registrations };
    const session = await sessionForResource(resource, options);
    const token = await session.fetchToken(await asked(session));
    expect(token).toMatchObject({ scope: 'read', resources: [resource] });
    const client = session.attach(axios.create({ baseURL: documents.origin }));
    expect((await client.get('/mcp')).status).toBe(200);
    await sessionForResource(resource, options);
    expect(registrations.size).toBe(1);
  });
});

describe('a server that takes nothing else', () => {
  it('9126-5-a: gets pushed requests, because its metadata demands them', async () => {
    const strict = await startOidcServer(600, {
      features: { pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true } },
    });
    try {
      const session = person({ provider: { issuer: strict.issuer } });
      const { url, ...callback } = await asked(session);
      expect(url).toContain('request_uri=urn');
      await expect(session.fetchToken(callback)).resolves.toHaveProperty('access_token');
    } finally {
      await strict.close();
    }
  });
});

describe('a request object', () => {
  it('9101-4-a, 9101-10.8-a: is signed, for this server, typed, and says what the request said', async () => {
    const session = person({
      requestObject: signedRequestObject({ key: key as PrivateJwk }),
      resource: ['https://a.example', api],
    });
    const details = [{ type: 'payment' }];
    const { url, pending } = await session.authorizationUrl({ authorization_details: details, max_age: '60' });
    const { payload, protectedHeader } = await jwtVerify(new URL(url).searchParams.get('request') ?? '', publicPart());
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: 'one', typ: 'oauth-authz-req+jwt' });
    expect(payload).toMatchObject({
      iss: oidcClient.clientId,
      aud: server.issuer,
      client_id: oidcClient.clientId,
      response_type: 'code',
      state: pending.state,
      resource: ['https://a.example', api],
      authorization_details: details,
      max_age: 60,
    });
    for (const name of ['sub', 'request', 'request_uri']) expect(payload).not.toHaveProperty(name);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(300);
  });

  function publicPart(): object {
    return { ...key, d: undefined };
  }
});
