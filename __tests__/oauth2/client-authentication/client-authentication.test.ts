import { generateKeyPairSync } from 'node:crypto';
import axios from 'axios';
import { decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import {
  clientCredentials,
  clientSecretJwt,
  OAuth2Session,
  privateKeyJwt,
  type ClientAuthentication,
} from '../../../lib/index.js';
import { rejection } from '../../../fixtures/engine-scene.js';
import { json } from '../../../fixtures/servers/answer.js';
import { startDocumentServer, type DocumentServer } from '../../../fixtures/servers/document-server.js';

let server: DocumentServer;
beforeEach(async () => {
  server = await startDocumentServer();
  server.answer('/token', { access_token: 'token', token_type: 'Bearer' });
});
afterEach(() => server.close());

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const jwk = privateKey.export({ format: 'jwk' }) as { kty: string };

function machine(options: object): OAuth2Session {
  const provider = { tokenEndpoint: `${server.origin}/token` };
  const base = { provider, clientId: 'a:b', grant: clientCredentials(), axios: axios.create() };
  return new OAuth2Session({ ...base, ...options });
}

/** How a machine says who it is: the form and the credentials of its token request. */
async function said(options: object): Promise<{ form: Record<string, string>; basic: string | undefined }> {
  await machine(options).fetchToken(clientCredentials());
  const { body, headers } = server.received.at(-1) ?? { body: '', headers: {} };
  const form = Object.fromEntries(new URLSearchParams(body.toString()));
  delete form['grant_type'];
  const basic = headers.authorization?.replace('Basic ', '');
  return { form, basic: basic === undefined ? undefined : Buffer.from(basic, 'base64').toString() };
}

describe('a client says who it is', () => {
  it('6749-2.3.1-a: by Basic, id and secret form-encoded', async () => {
    const { form, basic } = await said({ clientSecret: 'p% +é&' });
    expect({ form, basic }).toEqual({ form: {}, basic: 'a%3Ab:p%25+%2B%C3%A9%26' });
  });

  it('by Basic as they are, for a server that does not decode them', async () => {
    const provider = { tokenEndpoint: `${server.origin}/token`, basicEncoding: 'raw' };
    expect((await said({ provider, clientId: 'ab', clientSecret: 'p% +é&' })).basic).toBe('ab:p% +é&');
  });

  it.each(['pass:word', 'pässwörd', '100%sure!', 'a b+c'])(
    'by Basic, and no error shows the secret %s',
    async (secret) => {
      server.answer('/token', () => json(400, { error: 'invalid_client', error_description: `not ${secret}` }));
      for (const basicEncoding of ['form', 'raw'] as const) {
        const provider = { tokenEndpoint: `${server.origin}/token`, basicEncoding };
        const session = machine({ provider, clientId: 'me', clientSecret: secret });
        const error = await rejection(session.fetchToken(clientCredentials()));
        expect(error).toMatchObject({ error: 'invalid_client', error_description: 'not [redacted]' });
      }
    },
  );

  it('with an empty secret as an empty one', async () => {
    expect((await said({ clientSecret: '' })).basic).toBe('a%3Ab:');
    const form = { client_id: 'a:b', client_secret: '' };
    expect(await said({ clientSecret: '', clientAuthentication: 'client_secret_post' })).toEqual({ form });
  });

  it('6749-2.3-a: in one way only: client_secret_post sends no Basic', async () => {
    const { form, basic } = await said({ clientSecret: 's', clientAuthentication: 'client_secret_post' });
    expect({ form, basic }).toEqual({ form: { client_id: 'a:b', client_secret: 's' }, basic: undefined });
  });

  it('as the provider says, unless the session says otherwise', async () => {
    const tokenEndpoint = `${server.origin}/token`;
    const provider = { tokenEndpoint, clientAuthentication: 'client_secret_post' };
    expect((await said({ provider, clientSecret: 's' })).form).toHaveProperty('client_secret', 's');
    const own = { provider, clientSecret: 's', clientAuthentication: 'client_secret_basic' };
    expect((await said(own)).basic).toBe('a%3Ab:s');
  });

  it.each(['tls_client_auth', 'self_signed_tls_client_auth'])(
    '8705-2-a: by certificate, with its id in the form (%s)',
    async (clientAuthentication) => {
      expect(await said({ clientAuthentication })).toEqual({ form: { client_id: 'a:b' } });
    },
  );

  it('by a function of its own', async () => {
    const clientAuthentication: ClientAuthentication = ({ issuer }, { client_id: id }, parameters, headers) => {
      parameters.set('proof', `${id} to ${issuer}`);
      headers.set('X-Api-Key', 'k');
    };
    const { form } = await said({ clientAuthentication });
    expect(form).toEqual({ proof: `a:b to ${server.origin}/token` });
    expect(server.received[0]?.headers).toHaveProperty('x-api-key', 'k');
  });

  it('a function that throws is named, and its error is the cause', async () => {
    const cause = new Error('The vault is closed.');
    const clientAuthentication = () => Promise.reject(cause);
    const fetching = machine({ clientAuthentication }).fetchToken(clientCredentials());
    await expect(fetching).rejects.toMatchObject({ code: 'ERR_OAUTH_HOOK', hook: 'clientAuthentication', cause });
  });
});

describe('private_key_jwt', () => {
  const keys: [string, Parameters<typeof privateKeyJwt>[0], string][] = [
    ['PEM of PKCS#8', { key: pem, alg: 'PS256', kid: 'one' }, 'PS256'],
    ['PEM of PKCS#1', { key: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(), alg: 'RS256' }, 'RS256'],
    ['a JWK', { key: { ...jwk, kid: 'one' } }, 'RS256'],
    ['a JWK that says how it signs', { key: { ...jwk, alg: 'PS512' } }, 'PS512'],
  ];

  it.each(keys)('7523-2.2-a, 9700-2.5-a: signs who the client is, with %s', async (_what, key, alg) => {
    const { form, basic } = await said({ clientAuthentication: privateKeyJwt(key) });
    expect({ basic, type: form['client_assertion_type'], id: form['client_id'] }).toEqual({
      type: assertionType,
      id: 'a:b',
    });
    const options = { issuer: 'a:b', subject: 'a:b', audience: `${server.origin}/token` };
    const publicJwk = await importJWK(publicKey.export({ format: 'jwk' }), alg);
    const { payload, protectedHeader } = await jwtVerify(form['client_assertion'] ?? '', publicJwk, options);
    expect(protectedHeader.alg).toBe(alg);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60);
    expect(payload.jti).toHaveLength(43);
  });

  it.each([
    ['ES256', { name: 'ECDSA', namedCurve: 'P-256' }],
    ['ES384', { name: 'ECDSA', namedCurve: 'P-384' }],
    ['EdDSA', { name: 'Ed25519' }],
    ['PS384', { name: 'RSA-PSS', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-384' }],
  ])('signs with a CryptoKey that cannot be exported: %s', async (alg, algorithm) => {
    const pair = (await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])) as CryptoKeyPair;
    const clientAuthentication = privateKeyJwt({ key: pair.privateKey, kid: 'k' });
    const { client_assertion: assertion = '' } = (await said({ clientAuthentication })).form;
    expect(decodeProtectedHeader(assertion)).toEqual({ alg, kid: 'k' });
    await expect(jwtVerify(assertion, pair.publicKey)).resolves.toBeDefined();
  });

  it('7523-2.2-a: the audience is the issuer, where there is one', async () => {
    const provider = { issuer: server.origin, tokenEndpoint: `${server.origin}/token` };
    const { form } = await said({ provider, clientAuthentication: privateKeyJwt({ key: { ...jwk } }) });
    expect(decodeJwt(form['client_assertion'] ?? '').aud).toBe(server.origin);
  });

  it('7523-2.2-a: the audience and the lifetime are mine to say', async () => {
    const clientAuthentication = privateKeyJwt({ key: jwk, audience: 'https://as.example', lifetimeSeconds: 5 });
    const { aud, exp = 0, iat = 0 } = decodeJwt((await said({ clientAuthentication })).form['client_assertion'] ?? '');
    expect({ aud, lifetime: exp - iat }).toEqual({ aud: 'https://as.example', lifetime: 5 });
  });

  it('7523-2.2-a: each try has a new one, also the second one after a lost answer', async () => {
    let calls = 0;
    server.answer('/token', () => (++calls === 1 ? json(502, {}) : json(200, { access_token: 't' })));
    await machine({ clientAuthentication: privateKeyJwt({ key: jwk }) }).refreshToken();
    const ids = server.received.map(
      ({ body }) => decodeJwt(new URLSearchParams(body.toString()).get('client_assertion') ?? '').jti,
    );
    expect(new Set(ids).size).toBe(2);
  });

  it('7523-2.2-b: neither a secret nor Basic goes beside it', async () => {
    const { form, basic } = await said({ clientAuthentication: privateKeyJwt({ key: jwk }) });
    expect(Object.keys(form).sort()).toEqual(['client_assertion', 'client_assertion_type', 'client_id']);
    expect(basic).toBeUndefined();
    expect(() => machine({ clientSecret: 's', clientAuthentication: privateKeyJwt({ key: jwk }) })).toThrow(
      expect.objectContaining({ option: 'clientSecret' }),
    );
  });

  it.each<[string, unknown, string]>([
    ['PEM without alg', { key: pem }, 'alg'],
    ['alg none', { key: pem, alg: 'none' }, 'alg'],
    ['an HMAC', { key: pem, alg: 'HS256' }, 'alg'],
    ['no key', {}, 'key'],
    ['nothing', undefined, 'key'],
    ['a typo', { key: jwk, kId: 'x' }, 'kId'],
    ['a negative lifetime', { key: jwk, lifetimeSeconds: -1 }, 'lifetimeSeconds'],
  ])('%s is refused at once', (_what, options, option) => {
    expect(() => privateKeyJwt(options as never)).toThrow(expect.objectContaining({ option }));
  });

  it.each<[string, object]>([
    ['what is no PEM', { key: 'my secret key', alg: 'RS256' }],
    ['a key of another kind', { key: pem, alg: 'ES256' }],
    ['a public JWK', { key: publicKey.export({ format: 'jwk' }) }],
  ])('%s is refused when it is to sign, without a word of it, and nothing is sent', async (_what, options) => {
    const clientAuthentication = privateKeyJwt(options as never);
    const error = await machine({ clientAuthentication })
      .fetchToken(clientCredentials())
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: 'key' });
    expect(String((error as Error).stack)).not.toContain('my secret key');
    expect(server.received).toEqual([]);
  });
});

describe('client_secret_jwt', () => {
  it('signs with the secret, which is not sent', async () => {
    const secret = 'a secret of at least thirty-two bytes';
    const { form } = await said({ clientAuthentication: clientSecretJwt(secret) });
    expect(form['client_assertion_type']).toBe(assertionType);
    const verified = await jwtVerify(form['client_assertion'] ?? '', new TextEncoder().encode(secret));
    expect(verified).toMatchObject({ payload: { iss: 'a:b', sub: 'a:b' }, protectedHeader: { alg: 'HS256' } });
    expect(JSON.stringify(form)).not.toContain(secret);
  });

  it.each(['HS384', 'HS512'] as const)('signs with %s when asked to', async (alg) => {
    const { form } = await said({ clientAuthentication: clientSecretJwt('s'.repeat(64), { alg }) });
    expect(decodeProtectedHeader(form['client_assertion'] ?? '').alg).toBe(alg);
  });

  it.each([
    ['an empty secret', ['', {}], 'clientSecret'],
    ['another algorithm', ['s', { alg: 'RS256' }], 'alg'],
  ])('%s is refused', (_what, given, option) => {
    expect(() => clientSecretJwt(...(given as [string, object]))).toThrow(expect.objectContaining({ option }));
  });
});

describe('endpoints for clients with a certificate', () => {
  beforeEach(() => {
    const { origin } = server;
    const mtls_endpoint_aliases = { token_endpoint: `${origin}/mtls/token` };
    const document = { issuer: origin, token_endpoint: `${origin}/token`, mtls_endpoint_aliases };
    server.answer('/.well-known/oauth-authorization-server', document);
    server.answer('/mtls/token', { access_token: 'bound' });
  });
  const asked = async (options: object) => {
    await machine({ provider: { issuer: server.origin }, ...options }).fetchToken(clientCredentials());
    return server.paths.at(-1);
  };

  it('8705-5-a: are preferred by those who show one', async () => {
    expect(await asked({ clientAuthentication: 'tls_client_auth' })).toBe('/mtls/token');
  });

  it('8705-5-a: are not used by others', async () => {
    expect(await asked({ clientSecret: 's' })).toBe('/token');
  });
});

describe('an assertion of a machine whose clock is wrong', () => {
  const aheadSeconds = 3600;
  const serversNow = () => Date.now() / 1000 + aheadSeconds;

  /** Takes assertions by its own clock, which is an hour ahead. */
  function strict(path: string, good: object, date = () => new Date(serversNow() * 1000).toUTCString()): void {
    server.answer(path, ({ body }) => {
      const assertion = new URLSearchParams(body.toString()).get('client_assertion') ?? '';
      const isGood = Number(decodeJwt(assertion).exp) > serversNow();
      const answer = isGood ? json(200, good) : json(401, { error: 'invalid_client' });
      return { ...answer, headers: { ...answer.headers, Date: date() } };
    });
  }

  it.each([
    ['privateKeyJwt()', () => privateKeyJwt({ key: pem, alg: 'RS256' })],
    ['clientSecretJwt()', () => clientSecretJwt('a secret of thirty-two bytes, ok!')],
  ])('is made anew, once, with the time of the server, which is remembered: %s', async (_what, authentication) => {
    const provider = {
      tokenEndpoint: `${server.origin}/token`,
      introspectionEndpoint: `${server.origin}/introspect`,
      revocationEndpoint: `${server.origin}/revoke`,
    };
    strict('/token', { access_token: 'token', token_type: 'Bearer' });
    strict('/introspect', { active: true });
    strict('/revoke', {});
    for (const first of ['token', 'introspect', 'revoke']) {
      const session = machine({ provider, clientAuthentication: authentication() });
      server.received.length = 0;
      if (first !== 'token') await session.setToken({ access_token: 'known' });
      if (first === 'introspect') await session.introspectToken();
      if (first === 'revoke') await session.revokeToken();
      await session.refreshToken();
      await session.refreshToken();
      const once = first === 'token' ? [] : [`/${first}`];
      expect(server.received.map(({ path }) => path)).toEqual([
        `/${first}`,
        `/${first}`,
        ...once.map(() => '/token'),
        '/token',
      ]);
    }
  });

  it('is not made anew where a hook has put something else in its place', async () => {
    server.answer('/token', () => ({
      ...json(401, { error: 'invalid_client' }),
      headers: { Date: new Date(serversNow() * 1000).toUTCString() },
    }));
    const session = machine({ clientAuthentication: privateKeyJwt({ key: pem, alg: 'RS256' }) });
    session.hooks.register('accessTokenRequest', ({ parameters, ...request }) => {
      parameters.set('client_assertion', 'mine');
      return { ...request, parameters };
    });
    expect(await rejection(session.refreshToken())).toMatchObject({ error: 'invalid_client' });
    expect(server.received).toHaveLength(1);
  });

  it('is not made anew where the server is refusing the client, or its time does not help', async () => {
    const refused = (headers: object) => {
      const answer = json(401, { error: 'invalid_client' });
      return { ...answer, headers: { ...answer.headers, ...headers } };
    };
    const tries = async (headers: object) => {
      server.answer('/token', () => refused(headers));
      server.received.length = 0;
      const session = machine({ clientAuthentication: privateKeyJwt({ key: pem, alg: 'RS256' }) });
      for (let refresh = 0; refresh < 2; refresh++) {
        expect(await rejection(session.refreshToken())).toMatchObject({ error: 'invalid_client' });
      }
      const { body = '' } = server.received.at(-1) ?? {};
      const { iat } = decodeJwt(String(new URLSearchParams(body.toString()).get('client_assertion')));
      return { count: server.received.length, iat: Number(iat) };
    };
    expect(await tries({})).toMatchObject({ count: 2 });
    expect(await tries({ Date: new Date(serversNow() * 1000).toUTCString() })).toMatchObject({ count: 4 });
  });
});
