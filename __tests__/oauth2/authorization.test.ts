import { createHash } from 'node:crypto';
import { OAuth2Session, openIdConnect, type AuthorizationParameters } from '../../lib/index.js';
import { authorizationRequest } from '../../lib/oauth2/login/authorization-request.js';
import { checkedClient } from '../../lib/oauth2/client.js';
import type { OAuth2SessionOptions } from '../../lib/oauth2/session-options.js';
import { codeChallenge, randomText } from '../../lib/oauth2/login/pkce.js';

const redirectUri = 'https://app.example/callback?kept=1';
const provider = {
  issuer: 'https://as.example',
  authorizationEndpoint: 'https://as.example/authorize?tenant=a%20b',
  tokenEndpoint: 'https://as.example/token',
};

function ask(extra: AuthorizationParameters = {}, options: Partial<OAuth2SessionOptions> = {}) {
  const client = checkedClient({
    provider,
    clientId: 'me',
    redirectUri,
    scope: ['a', 'b'],
    ...options,
  } as OAuth2SessionOptions);
  return authorizationRequest(client, extra);
}

async function parametersOf(extra?: AuthorizationParameters, options?: Partial<OAuth2SessionOptions>) {
  const { url, pending } = await ask(extra, options);
  return { parameters: Object.fromEntries(new URL(url).searchParams), pending, url };
}

describe('the authorization request', () => {
  it('asks for a code with client_id, redirect_uri, scope and state (6749-4.1.1-a)', async () => {
    const { parameters, pending } = await parametersOf();
    expect(parameters).toMatchObject({
      response_type: 'code',
      client_id: 'me',
      redirect_uri: redirectUri,
      scope: 'a b',
      state: pending.state,
    });
  });

  it("keeps the endpoint's own query (6749-3.1-a)", async () => {
    expect((await parametersOf()).parameters).toMatchObject({ tenant: 'a b' });
  });

  it('carries the S256 challenge of the pending verifier (7636-4.2-a, 9700-2.1-a)', async () => {
    const { parameters, pending } = await parametersOf();
    const challenge = createHash('sha256')
      .update(pending.codeVerifier ?? '')
      .digest('base64url');
    expect(parameters).toMatchObject({ code_challenge: challenge, code_challenge_method: 'S256' });
  });

  it('gives the challenge of RFC 7636 appendix B (7636-4.2-a)', async () => {
    await expect(codeChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).resolves.toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });

  it('draws a new verifier and state each time, of 256 bits (7636-4.1-a, 7636-4.1-b, 6749-10.10-a)', () => {
    const drawn = Array.from({ length: 1000 }, randomText);
    expect(new Set(drawn).size).toBe(1000);
    expect(drawn.every((text) => /^[A-Za-z0-9_-]{43}$/.test(text))).toBe(true);
  });

  it('sends no challenge where the provider says that it rejects one', async () => {
    const { parameters, pending } = await parametersOf({}, { provider: { ...provider, pkce: 'none' } });
    expect(parameters).not.toHaveProperty('code_challenge');
    expect(pending).not.toHaveProperty('codeVerifier');
  });

  it('takes extra parameters, and a state and scope of your own', async () => {
    const { parameters, pending } = await parametersOf({ prompt: 'login', state: 'mine', scope: 'c' });
    expect(parameters).toMatchObject({ prompt: 'login', state: 'mine', scope: 'c' });
    expect(pending.state).toBe('mine');
  });

  it('takes a list as scope, and sends it once (6749-3.1-b)', async () => {
    const { url } = await ask({ scope: ['c', 'd'] });
    expect(new URL(url).searchParams.getAll('scope')).toEqual(['c d']);
  });

  it('sends a nonce of your own, and remembers it', async () => {
    const { parameters, pending } = await parametersOf({ nonce: 'n' });
    expect([parameters['nonce'], pending.nonce]).toEqual(['n', 'n']);
  });

  it('draws a nonce where an ID token comes by the front channel (oidc-3.2.2.1-a)', async () => {
    const asked = { response_type: 'code id_token' };
    const { parameters, pending } = await parametersOf(asked, { openIdConnect: openIdConnect() });
    expect(parameters).toMatchObject({ response_type: 'code id_token', nonce: pending.nonce });
    expect(pending.nonce).toMatch(/^[\w-]{43}$/);
  });

  it.each(['code id_token', 'id_token token'])('asks for no ID token that nobody would check: %s', async (type) => {
    await expect(parametersOf({ response_type: type })).rejects.toMatchObject({ option: 'response_type' });
  });

  it('sends the verifier itself where plain was asked for (7636-4.2-b)', async () => {
    const { parameters, pending } = await parametersOf({}, { provider: { ...provider, pkce: 'plain' } });
    expect(parameters).toMatchObject({ code_challenge: pending.codeVerifier, code_challenge_method: 'plain' });
  });

  it('sends no challenge where no code will come', async () => {
    const { parameters, pending } = await parametersOf({ response_type: 'token' });
    expect(parameters).not.toHaveProperty('code_challenge');
    expect(pending).not.toHaveProperty('codeVerifier');
  });

  it('asks for the response mode of the session, or of this request', async () => {
    const { parameters } = await parametersOf({}, { responseMode: 'form_post' });
    expect(parameters).toMatchObject({ response_mode: 'form_post' });
    const { parameters: once } = await parametersOf({ response_mode: 'fragment' }, { responseMode: 'form_post' });
    expect(once).toMatchObject({ response_mode: 'fragment' });
  });

  it('says for which resources, and remembers them (8707-2-b)', async () => {
    const { parameters, pending } = await parametersOf({}, { resource: 'https://api.example/mcp' });
    expect(parameters).toMatchObject({ resource: 'https://api.example/mcp' });
    expect(pending.resource).toEqual(['https://api.example/mcp']);
  });

  it.each<[unknown]>([['/mcp'], ['https://api.example/#x'], [['https://api.example', 'mcp']], [7]])(
    '8707-2-a: refuses %j as a resource',
    async (resource) => {
      await expect(ask({ resource } as AuthorizationParameters)).rejects.toMatchObject({ option: 'resource' });
    },
  );

  it('9396-2-a: sends authorization_details as JSON', async () => {
    const details = [{ type: 'payment', amount: '1.00' }];
    const { parameters } = await parametersOf({ authorization_details: details });
    expect(JSON.parse(parameters['authorization_details'] ?? '')).toEqual(details);
  });

  it.each<[unknown]>([['[]'], [{ type: 'a' }], [[{ amount: 1 }]], [[null]], [[{ type: 1 }]]])(
    '9396-2-a: refuses %j as authorization_details',
    async (details) => {
      const parameters = { authorization_details: details } as AuthorizationParameters;
      await expect(ask(parameters)).rejects.toMatchObject({ option: 'authorization_details' });
    },
  );

  it.each(['none', 'id_token', '', 'code code', 'token,code'])('refuses the response type %j', async (type) => {
    await expect(ask({ response_type: type })).rejects.toMatchObject({ option: 'response_type' });
  });

  it('refuses a signed response mode that nobody would check', async () => {
    const asked = ask({ response_mode: 'query.jwt' as 'query' });
    await expect(asked).rejects.toMatchObject({
      option: 'response_mode',
      message: expect.stringContaining('jwtResponse()'),
    });
  });

  it("joins scopes with the provider's separator (6749-3.3-a)", async () => {
    expect((await parametersOf({}, { provider: { ...provider, scopeSeparator: ',' } })).parameters).toMatchObject({
      scope: 'a,b',
    });
  });

  it('passes the hook authorizationRequest', async () => {
    const hooks = {
      authorizationRequest: (parameters: URLSearchParams) => new URLSearchParams([...parameters, ['owner', 'user']]),
    };
    expect((await parametersOf({}, { hooks })).parameters).toMatchObject({ owner: 'user' });
  });

  it.each(['client_id', 'code_challenge', 'dpop_jkt', 'request', 'request_uri'])(
    "refuses %s as an extra: it is the session's own (9101-5-a, 9126-2.1-b)",
    async (name) => {
      await expect(ask({ [name]: 'x' })).rejects.toMatchObject({
        code: 'ERR_OAUTH_CONFIGURATION',
        option: name,
      });
    },
  );

  it('sends a parameter as often as it is given, as two resources (8707-2-b)', async () => {
    const resource = ['https://a.example', 'https://b.example'];
    const { url } = await ask({ resource, login_hint: undefined });
    expect(new URL(url).searchParams.getAll('resource')).toEqual(resource);
    expect(new URL(url).searchParams.has('login_hint')).toBe(false);
  });

  it('sends what a hook adds a second time', async () => {
    const authorizationRequest = (parameters: URLSearchParams) => {
      parameters.append('resource', 'https://b.example');
      return parameters;
    };
    const { url } = await ask({ resource: 'https://a.example' }, { hooks: { authorizationRequest } });
    expect(new URL(url).searchParams.getAll('resource')).toEqual(['https://a.example', 'https://b.example']);
  });

  it("says each parameter once, whatever the endpoint's own query says of it", async () => {
    const authorizationEndpoint = 'https://as.example/a?client_id=x&tenant=1&tenant=2&resource=y&resource=z';
    const { url } = await ask({ resource: 'https://a.example' }, { provider: { ...provider, authorizationEndpoint } });
    const query = new URL(url).searchParams;
    expect(query.getAll('client_id')).toEqual(['me']);
    expect(query.getAll('tenant')).toEqual(['1', '2']);
    expect(query.getAll('resource')).toEqual(['https://a.example']);
  });

  it.each([{ state: '' }, { state: ['a', 'b'] }, { redirect_uri: '/callback' }, { redirect_uri: ['a', 'b'] }])(
    'does not begin what could not be ended: %j',
    async (extra) => {
      await expect(ask(extra as AuthorizationParameters)).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION' });
    },
  );

  it('needs an authorization endpoint and a redirect URI', async () => {
    const { tokenEndpoint } = provider;
    await expect(ask({}, { provider: { tokenEndpoint } })).rejects.toMatchObject({
      option: 'provider.authorizationEndpoint',
    });
    const session = new OAuth2Session({ provider, clientId: 'me' });
    await expect(session.authorizationUrl()).rejects.toMatchObject({ option: 'redirectUri' });
  });
});
