import { generateKeyPairSync } from 'node:crypto';
import axios from 'axios';
import { decodeJwt } from 'jose';
import { OAuth2Session, privateKeyJwt, type OAuth2SessionOptions } from '../../../lib/index.js';
import { json, type HttpAnswer } from '../../../fixtures/servers/answer.js';
import { startDocumentServer, type DocumentServer } from '../../../fixtures/servers/document-server.js';

let server: DocumentServer;
beforeEach(async () => {
  server = await startDocumentServer();
});
afterEach(() => server.close());

function session(options: Partial<OAuth2SessionOptions> = {}): OAuth2Session {
  const provider = {
    authorizationEndpoint: `${server.origin}/authorize?tenant=1`,
    tokenEndpoint: `${server.origin}/token`,
    pushedAuthorizationRequestEndpoint: `${server.origin}/par`,
  };
  const own = { clientId: 'me', clientSecret: 'hush hush', redirectUri: 'https://app.example/cb' };
  return new OAuth2Session({ provider, ...own, pushedAuthorizationRequests: true, ...options } as OAuth2SessionOptions);
}

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const reference = (uri: unknown, status = 201) => json(status, { request_uri: uri, expires_in: 60 });

describe('a pushed authorization request', () => {
  it("9126-2.1-a: is a form with the client's own authentication", async () => {
    server.answer('/par', () => reference('urn:ietf:params:oauth:request_uri:x'));
    const { url, pending } = await session().authorizationUrl({ login_hint: 'ann' });
    const [request] = server.received;
    expect(request).toMatchObject({ method: 'POST', path: '/par' });
    expect(request?.headers.authorization).toMatch(/^Basic /);
    const pushed = Object.fromEntries(new URLSearchParams(String(request?.body)));
    expect(pushed).toMatchObject({ response_type: 'code', client_id: 'me', state: pending.state, login_hint: 'ann' });
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      tenant: '1',
      client_id: 'me',
      request_uri: 'urn:ietf:params:oauth:request_uri:x',
    });
  });

  it('9126-2-a: an assertion of the client is for the issuer, not for the endpoint', async () => {
    server.answer('/par', () => reference('urn:ietf:params:oauth:request_uri:x'));
    const provider = {
      issuer: server.origin,
      authorizationEndpoint: `${server.origin}/authorize`,
      tokenEndpoint: `${server.origin}/token`,
      pushedAuthorizationRequestEndpoint: `${server.origin}/par`,
    };
    const clientAuthentication = privateKeyJwt({ key: pem, alg: 'ES256' });
    const options = { provider, clientId: 'me', clientAuthentication, redirectUri: 'https://app.example/cb' };
    await new OAuth2Session({ ...options, pushedAuthorizationRequests: true }).authorizationUrl();
    const pushed = new URLSearchParams(String(server.received[0]?.body));
    expect(decodeJwt(pushed.get('client_assertion') ?? '')).toMatchObject({ iss: 'me', aud: server.origin });
  });

  it('9126-2.2-a: 200 will do as well', async () => {
    server.answer('/par', () => reference('https://as.example/request/1', 200));
    expect((await session().authorizationUrl()).url).toContain('request_uri=https');
  });

  it.each([undefined, 'soon'])('with a lifetime of %j does not say when its URL ends', async (lifetime) => {
    const request_uri = 'urn:ietf:params:oauth:request_uri:x';
    server.answer('/par', () => json(201, { request_uri, expires_in: lifetime }));
    expect(await session().authorizationUrl()).not.toHaveProperty('expiresAt');
    for (const said of [60, '60']) {
      server.answer('/par', () => json(201, { request_uri, expires_in: said }));
      expect(await session().authorizationUrl()).toHaveProperty('expiresAt', expect.any(Number));
    }
  });

  it.each([400, 401, 405, 413, 429, 500, 503])(
    '9126-2.3-a: %i is a typed error, and no unpushed request takes its place',
    async (status) => {
      server.answer('/par', () => json(status, { error: 'invalid_request' }, { 'Retry-After': '7' }));
      await expect(session().authorizationUrl()).rejects.toMatchObject({
        code: 'ERR_OAUTH_AUTHORIZATION_REQUEST',
        status,
        error: 'invalid_request',
        retryAfterMs: 7000,
      });
    },
  );

  it.each<[string, HttpAnswer]>([
    ['no reference', json(201, {})],
    ['a reference that is too long (9101-5.2-a)', reference(`urn:${'x'.repeat(512)}`)],
    ['a reference over http (9101-5.2-a)', reference('http://as.example/1')],
    ['a reference that is a script (9101-5.2-a)', reference('javascript:alert(1)')],
    ['a reference that is no text', reference(7)],
    ['a page', { status: 201, headers: {}, body: '<html>' }],
    ['a redirect', { status: 302, headers: { Location: '/elsewhere' }, body: '' }],
  ])('9126-2.3-a: %s is a typed error', async (_what, answer) => {
    server.answer('/par', () => answer);
    await expect(session().authorizationUrl()).rejects.toHaveProperty('code', 'ERR_OAUTH_AUTHORIZATION_REQUEST');
    expect(server.paths).toEqual(['/par']);
  });

  it('what the server says again of the secret or the state is not in the error, and everything else is', async () => {
    server.answer('/par', (request) => {
      const state = new URLSearchParams(String(request.body)).get('state');
      return json(400, { error: 'invalid_request', error_description: `scope code hush hush ${state}` });
    });
    const error = await session({ scope: ['scope'] })
      .authorizationUrl()
      .catch((thrown: unknown) => thrown);
    expect(error).toHaveProperty('error_description', 'scope code [redacted] [redacted]');
  });

  it('needs an endpoint', async () => {
    const provider = { authorizationEndpoint: 'https://as.example/a', tokenEndpoint: 'https://as.example/t' };
    await expect(session({ provider }).authorizationUrl()).rejects.toMatchObject({
      option: 'provider.pushedAuthorizationRequestEndpoint',
    });
  });
});

describe('what the metadata of the server says of requests', () => {
  function discovered(more: object, options: object = {}): OAuth2Session {
    server.answer('/.well-known/oauth-authorization-server', {
      issuer: server.origin,
      authorization_endpoint: `${server.origin}/authorize`,
      token_endpoint: `${server.origin}/token`,
      ...more,
    });
    const own = { provider: { issuer: server.origin }, pushedAuthorizationRequests: undefined, axios: axios.create() };
    return session({ ...own, ...options } as Partial<OAuth2SessionOptions>);
  }

  it('9126-5-a: that they must be pushed, which without an endpoint is an error', async () => {
    await expect(discovered({ require_pushed_authorization_requests: true }).authorizationUrl()).rejects.toMatchObject({
      option: 'provider.pushedAuthorizationRequestEndpoint',
    });
  });

  it('that they must be signed, which without a key is an error', async () => {
    await expect(discovered({ require_signed_request_object: true }).authorizationUrl()).rejects.toMatchObject({
      option: 'requestObject',
    });
  });

  it('9700-2.1-d: nothing of PKCE: it is sent all the same, and the app is told', async () => {
    const { url, pkceAnnounced } = await discovered({}).authorizationUrl();
    expect(pkceAnnounced).toBe(false);
    expect(url).toContain('code_challenge_method=S256');
  });

  it('7636-4.2-b: only plain: that is not fallen back to', async () => {
    const metadata = { code_challenge_methods_supported: ['plain'] };
    await expect(discovered(metadata).authorizationUrl()).rejects.toMatchObject({ option: 'provider.pkce' });
    const plain = discovered(metadata, { provider: { issuer: server.origin, pkce: 'plain' } });
    expect((await plain.authorizationUrl()).url).toContain('code_challenge_method=plain');
  });

  it('9207-2.4-b: that answers say who sends them, which pending remembers', async () => {
    const { pending } = await discovered({
      authorization_response_iss_parameter_supported: true,
    }).authorizationUrl();
    expect(pending).toMatchObject({ issuer: server.origin, issRequired: true });
  });
});
