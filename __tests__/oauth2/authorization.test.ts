import { createHash } from 'node:crypto';
import { OAuth2Session, type RequestParameters } from '../../lib/index.js';
import { authorizationRequest } from '../../lib/oauth2/authorization-request.js';
import { grantOfCallback } from '../../lib/oauth2/authorization-response.js';
import { checkedClient, type OAuth2SessionOptions } from '../../lib/oauth2/client.js';
import { codeChallenge, randomText } from '../../lib/oauth2/pkce.js';

const redirectUri = 'https://app.example/callback?kept=1';
const provider = {
  issuer: 'https://as.example',
  authorizationEndpoint: 'https://as.example/authorize?tenant=a%20b',
  tokenEndpoint: 'https://as.example/token',
};

function ask(extra: RequestParameters = {}, options: Partial<OAuth2SessionOptions> = {}) {
  const client = checkedClient({
    provider,
    clientId: 'me',
    redirectUri,
    scope: ['a', 'b'],
    ...options,
  } as OAuth2SessionOptions);
  return authorizationRequest(client, extra);
}

async function parametersOf(extra?: RequestParameters, options?: Partial<OAuth2SessionOptions>) {
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

  it.each(['response_type', 'client_id', 'code_challenge'])(
    "refuses %s as an extra: it is the session's own",
    async (name) => {
      await expect(ask({ [name]: 'x' })).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: name });
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
      await expect(ask(extra)).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION' });
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

describe('the authorization response', () => {
  let pending: Awaited<ReturnType<typeof ask>>['pending'];
  beforeEach(async () => {
    ({ pending } = await ask());
  });
  const callback = (query: Record<string, string>) =>
    `https://app.example/callback?${new URLSearchParams(query).toString()}`;
  const answer = (authorizationResponse: string) => () => grantOfCallback({ authorizationResponse, pending });

  it('becomes the grant that trades its code, with redirect_uri and verifier (6749-4.1.3-a, 7636-4.5-a)', () => {
    const grant = answer(callback({ code: 'c', state: pending.state }))();
    expect(grant.grantType).toBe('authorization_code');
    expect(grant.parameters({ account: 'ann' })).toEqual({
      code: 'c',
      redirect_uri: redirectUri,
      code_verifier: pending.codeVerifier,
    });
  });

  it('may be given as a bare query, or as a URL object', () => {
    expect(answer(`?code=c&state=${pending.state}`)().parameters({ account: 'ann' })).toMatchObject({ code: 'c' });
  });

  it.each<[string, Record<string, string>, string]>([
    ['without a state (6749-10.12-a)', { code: 'c' }, 'state'],
    ['with an empty state (6749-3.1-c)', { code: 'c', state: '' }, 'state'],
    ['with another state (6749-10.12-a)', { code: 'c', state: 'other' }, 'state'],
    ['from another issuer (9207-2.4-a, 9700-2.1-c)', { code: 'c', iss: 'https://evil.example' }, 'iss'],
    ['with neither code nor error', {}, 'code'],
    ['with an empty code (6749-3.1-c)', { code: '' }, 'code'],
  ])('is refused %s', (_how, query, parameter) => {
    const state = 'state' in query || _how.includes('without a state') ? {} : { state: pending.state };
    expect(answer(callback({ ...state, ...query }))).toThrow(
      expect.objectContaining({ code: 'ERR_OAUTH_AUTHORIZATION_RESPONSE', parameter }),
    );
  });

  it.each(['code', 'state', 'iss'])('is refused with %s twice (9207-2.4-d)', (name) => {
    const url = `${callback({ code: 'c', state: pending.state, iss: provider.issuer })}&${name}=x`;
    expect(answer(url)).toThrow(expect.objectContaining({ code: 'ERR_OAUTH_AUTHORIZATION_RESPONSE', parameter: name }));
  });

  it('is accepted from the issuer that was asked, in plain string comparison (9207-2.4-a)', () => {
    expect(answer(callback({ code: 'c', state: pending.state, iss: provider.issuer }))).not.toThrow();
  });

  it('is accepted once (6749-10.12-a, 9700-2.1-b)', () => {
    const url = callback({ code: 'c', state: pending.state });
    answer(url)();
    expect(answer(url)).toThrow(/used already/);
  });

  it.each(['access_denied', 'invalid_scope', 'server_error', 'temporarily_unavailable'])(
    "becomes the provider's error %s as a typed error (6749-4.1.2-b)",
    (error) => {
      const url = callback({ error, error_description: 'No\u001bway', error_uri: 'https://e', state: pending.state });
      expect(answer(url)).toThrow(
        expect.objectContaining({
          code: 'ERR_OAUTH_AUTHORIZATION_DENIED',
          error,
          error_description: 'No way',
          error_uri: 'https://e',
        }),
      );
    },
  );

  it('needs what authorizationUrl() gave', () => {
    expect(() => grantOfCallback({ authorizationResponse: '?code=c', pending: undefined as never })).toThrow(
      expect.objectContaining({ code: 'ERR_OAUTH_CONFIGURATION', option: 'pending' }),
    );
  });
});
