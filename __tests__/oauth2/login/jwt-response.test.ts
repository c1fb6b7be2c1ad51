import type { ServerResponse } from 'node:http';
import axios, { type AxiosInstance } from 'axios';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from 'jose';
import {
  jwtResponse,
  OAuth2Session,
  signedRequestObject,
  tokenFromFragment,
  type JwtResponseMode,
} from '../../../lib/index.js';
import { startDocumentServer, type DocumentServer } from '../../../fixtures/servers/document-server.js';

let server: DocumentServer;
let keys: { privateKey: CryptoKey; publicKey: CryptoKey };
beforeAll(async () => {
  keys = await generateKeyPair('ES256', { extractable: true });
});
beforeEach(async () => {
  server = await startDocumentServer();
  server.answer('/jwks', { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256' }] });
  server.answer('/token', { access_token: 'a', token_type: 'Bearer' });
});
afterEach(() => server.close());

function session(settings: { responseMode?: JwtResponseMode; axios?: AxiosInstance } = {}): OAuth2Session {
  const provider = {
    issuer: server.origin,
    authorizationEndpoint: `${server.origin}/authorize`,
    tokenEndpoint: `${server.origin}/token`,
    jwksUri: `${server.origin}/jwks`,
  };
  const own = { clientId: 'me', redirectUri: 'https://app.example/cb', responseMode: jwtResponse() };
  return new OAuth2Session({ provider, ...own, axios: axios.create(), ...settings });
}

async function answered(change: (claims: JWTPayload) => Promise<string>, person = session()) {
  const { pending } = await person.authorizationUrl();
  const { state } = pending;
  const claims = { iss: server.origin, aud: 'me', exp: Math.floor(Date.now() / 1000) + 60, code: 'c', state };
  const response = await change(claims);
  return person.fetchToken({ authorizationResponse: `https://app.example/cb?response=${response}`, pending });
}

const signed = (claims: JWTPayload, key = keys.privateKey, kid = 'one', alg = 'ES256') =>
  new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key);

describe('a signed answer (JARM)', () => {
  it('is accepted with its signature, issuer, audience and time', async () => {
    await expect(answered(signed)).resolves.toHaveProperty('access_token', 'a');
  });

  it.each<[string, (claims: JWTPayload) => Promise<string>]>([
    ['of another issuer', (claims) => signed({ ...claims, iss: 'https://evil.example' })],
    ['without an issuer', (claims) => signed({ ...claims, iss: undefined } as Record<string, unknown>)],
    ['for another client', (claims) => signed({ ...claims, aud: 'other' })],
    ['without an audience', (claims) => signed({ ...claims, aud: undefined } as Record<string, unknown>)],
    ['that is over', (claims) => signed({ ...claims, exp: 1 })],
    ['without an end', (claims) => signed({ ...claims, exp: undefined } as Record<string, unknown>)],
    ['signed by another', async (claims) => signed(claims, (await generateKeyPair('ES256')).privateKey)],
    ['signed with a key that nobody knows', (claims) => signed(claims, keys.privateKey, 'two')],
    ['not signed at all', async (claims) => new UnsecuredJWT(claims).encode()],
    [
      'signed with a public key as a secret',
      (claims) => signed(claims, new TextEncoder().encode('x'.repeat(32)) as never, 'one', 'HS256'),
    ],
    ['that was changed', async (claims) => `${await signed(claims)}x`],
    ['that is no JWT', async () => 'response'],
    ['that is empty', async () => ''],
  ])('%s is refused, and no code is sent', async (_what, change) => {
    await expect(answered(change)).rejects.toMatchObject({
      code: 'ERR_OAUTH_AUTHORIZATION_RESPONSE',
      parameter: 'response',
    });
    expect(server.paths).not.toContain('/token');
  });

  it('for another login is refused', async () => {
    await expect(answered((claims) => signed({ ...claims, state: 'other' }))).rejects.toHaveProperty(
      'parameter',
      'state',
    );
  });

  it('was asked for, so a plain one is none, not even as an error', async () => {
    const person = session();
    const { pending } = await person.authorizationUrl();
    for (const word of ['code=c', 'error=access_denied']) {
      const authorizationResponse = `?${word}&state=${pending.state}&iss=${server.origin}`;
      await expect(person.fetchToken({ authorizationResponse, pending })).rejects.toHaveProperty(
        'parameter',
        'response',
      );
    }
  });

  it('cannot be checked while the keys are out of reach, which is said as it is', async () => {
    server.answer('/jwks', () => ({ status: 500, headers: {}, body: '' }));
    await expect(answered(signed)).rejects.toHaveProperty('code', 'ERR_OAUTH_AUTHORIZATION_RESPONSE');
  });

  it('cannot be checked while nobody gives the keys, which is no fault of the answer', async () => {
    server.answer('/jwks', () => ({ wire: 'reset', play: (response: ServerResponse) => void response.destroy() }));
    await expect(answered(signed)).rejects.toHaveProperty('code', 'ERR_OAUTH_UNREACHABLE');
    expect(server.paths).not.toContain('/token');
  });

  it.each(['query', 'fragment', 'form_post'] as const)(
    'cannot be given up for one request by response_mode %s, because the answer would be refused',
    async (mode) => {
      const asked = session().authorizationUrl({ response_mode: mode });
      await expect(asked).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: 'response_mode' });
    },
  );

  it('does not bring tokens in a query, where they would be logged', async () => {
    const person = session({ responseMode: jwtResponse({ mode: 'query.jwt' }) });
    for (const response_type of ['token', 'code token']) {
      await expect(person.authorizationUrl({ response_type })).rejects.toHaveProperty('option', 'response_mode');
    }
    await expect(person.authorizationUrl()).resolves.toBeDefined();
  });

  it('may hold an access token, whose lifetime is a number there', async () => {
    const person = session();
    const { pending } = await person.authorizationUrl({ response_type: 'token' });
    const now = Math.floor(Date.now() / 1000);
    const members = { access_token: 'a', token_type: 'bearer', expires_in: 600, state: pending.state };
    const response = await signed({ iss: server.origin, aud: 'me', exp: now + 60, ...members });
    const authorizationResponse = `https://app.example/cb#response=${response}`;
    const token = await tokenFromFragment(person, { authorizationResponse, pending });
    expect(token.expiresAt).toBeGreaterThanOrEqual((now + 600) * 1000);
  });

  it('needs an issuer, which is said when the session is made', () => {
    const provider = { authorizationEndpoint: 'https://as.example/a', tokenEndpoint: 'https://as.example/t' };
    const own = { clientId: 'me', redirectUri: 'https://app.example/cb', responseMode: jwtResponse() };
    expect(() => new OAuth2Session({ provider, ...own })).toThrow(
      expect.objectContaining({ option: 'provider.issuer' }),
    );
  });

  it('of two sessions with one jwtResponse() is checked with keys that came through the axios of each', async () => {
    const asked: string[] = [];
    const shared = jwtResponse();
    for (const name of ['first', 'second']) {
      const instance = axios.create();
      instance.interceptors.request.use((config) => {
        if (config.url?.endsWith('/jwks')) asked.push(name);
        return config;
      });
      await expect(answered(signed, session({ responseMode: shared, axios: instance }))).resolves.toBeDefined();
    }
    expect(asked).toEqual(['first', 'second']);
  });

  it('leaves no code and no token in the error', async () => {
    const error = await answered((claims) => signed({ ...claims, code: 'canary', exp: 1 })).catch(
      (thrown: unknown) => thrown,
    );
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('canary');
  });
});

describe('options that cannot work', () => {
  it.each([{ key: 'no PEM', alg: 'ES256' }, { key: 7 }, { key: { kty: 'EC' }, alg: 'none' }, undefined])(
    'the key %j of request objects is refused, at the latest when it signs',
    async (given) => {
      const signing = async () => {
        const requestObject = signedRequestObject(given as never);
        return requestObject(new URLSearchParams({ client_id: 'me' }), { clientId: 'me', issuer: server.origin });
      };
      await expect(signing()).rejects.toHaveProperty('code', 'ERR_OAUTH_CONFIGURATION');
    },
  );

  it.each([{ responseMode: 'jwt' }, { responseMode: 7 }, { requestObject: 'sign' }, { resource: '/mcp' }])(
    '%j is refused when the session is made',
    (option) => {
      const provider = { tokenEndpoint: 'https://as.example/token' };
      const make = () =>
        new OAuth2Session({ provider, clientId: 'me', redirectUri: 'https://a.example', ...option } as never);
      expect(make).toThrow(expect.objectContaining({ option: Object.keys(option)[0] }));
    },
  );
});
