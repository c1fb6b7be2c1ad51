import axios from 'axios';
import { findLeaks } from '../../../fixtures/leak-detector.js';
import { newDpopKey } from '../../../fixtures/dpop-key.js';
import { alsoClose, bound, sessionOf } from '../../../fixtures/dpop-scene.js';
import { startApiServer, type ApiServer } from '../../../fixtures/servers/api-server.js';
import type { AuthorizationServer } from '../../../fixtures/servers/authorization-server.js';
import { parseJws, sha256 } from '../../../fixtures/servers/compact-jws.js';
import type { ReceivedRequest } from '../../../fixtures/servers/received-request.js';
import { faults } from '../../../fixtures/servers/faults.js';
import {
  attach,
  bearer,
  clientCredentials,
  dpop,
  MemoryTokenStore,
  OAuth2Session,
  type DpopKey,
  type DpopOptions,
  type OAuth2SessionSettings,
} from '../../../lib/index.js';

const proofOf = (server: ApiServer, index = 0) => parseJws(String(server.requests[index]?.headers['dpop']));
const proofsAtTokenEndpoint = ({ tokenRequests }: AuthorizationServer) =>
  tokenRequests.map(({ headers }) => parseJws(String(headers['dpop'])));

describe('a proof', () => {
  it('is signed with ES256, of type dpop+jwt, and shows the public part of the key only (9449-4.2-a)', async () => {
    const { api, apiServer, token } = await bound();
    await api.get('/me');
    const { x, y } = token.dpopKey;
    expect(proofOf(apiServer)?.header).toEqual({
      typ: 'dpop+jwt',
      alg: 'ES256',
      jwk: { kty: 'EC', crv: 'P-256', x, y },
    });
  });

  it('has an identifier of its own, the time in seconds and the method that is sent (9449-4.2-b, 9449-4.1-a)', async () => {
    const { api, apiServer } = await bound();
    const before = Math.floor(Date.now() / 1000);
    await api.post('/orders', { a: 1 });
    await api.delete('/orders');
    const claims = apiServer.requests.map((_, index) => proofOf(apiServer, index)?.payload);
    expect(claims).toMatchObject([{ htm: 'POST' }, { htm: 'DELETE' }]);
    expect(claims[0]?.['jti']).not.toBe(claims[1]?.['jti']);
    for (const claim of claims) {
      expect(String(claim?.['jti']).length).toBeGreaterThanOrEqual(16);
      expect(Number(claim?.['iat'])).toBeGreaterThanOrEqual(before);
      expect(Number(claim?.['iat'])).toBeLessThanOrEqual(Date.now() / 1000);
      expect(Number.isInteger(claim?.['iat'])).toBe(true);
    }
  });

  it.each([
    ['parameters', '/deep/path', { params: { a: 'b' } }, '/deep/path'],
    ['a query and a fragment', '/deep?a=b#top', {}, '/deep'],
    ['dots and letters beyond ASCII', '/a/../ü', {}, '/%C3%BC'],
    ['a baseURL with a path', 'path', { baseURL: 'v1/' }, '/v1/path'],
  ])('is for the URL that is sent, without query and fragment: %s (9449-4.2-c)', async (_, url, config, path) => {
    const { api, apiServer } = await bound();
    const baseURL = 'baseURL' in config ? `${apiServer.origin}/${config.baseURL}` : apiServer.origin;
    expect((await api.get(url, { ...config, baseURL })).status).toBe(200);
    expect(proofOf(apiServer)?.payload).toMatchObject({ htu: apiServer.origin + path });
  });

  it('names the access token at an API, and none at the token endpoint (9449-4.2-d)', async () => {
    const { api, apiServer, authorizationServer, session, token } = await bound();
    await api.get('/me');
    await session.refreshToken();
    expect(proofOf(apiServer)?.payload).toMatchObject({ ath: sha256(token.access_token) });
    expect(proofsAtTokenEndpoint(authorizationServer)[0]?.payload).not.toHaveProperty('ath');
  });

  it('is made after the hook that changes the request, and fits it', async () => {
    const { api, apiServer, session } = await bound();
    session.hooks.register('protectedRequest', (request) => ({ ...request, url: new URL('/moved', request.url) }));
    expect((await api.get('/me')).status).toBe(200);
    expect(apiServer.requests).toMatchObject([{ path: '/moved', accepted: true }]);
  });
});

describe('a bound token', () => {
  it('goes with the scheme DPoP, never as Bearer (9449-7.1-a)', async () => {
    const { api, apiServer, authorizationServer } = await bound();
    await api.get('/me');
    authorizationServer.expireAccessTokens();
    await api.get('/me');
    expect(apiServer.requests.map(({ credential }) => credential?.scheme)).toEqual(['DPoP', 'DPoP', 'DPoP']);
  });

  it('does not go as Bearer either from a session that knows no DPoP (9449-7.1-a)', async () => {
    const store = new MemoryTokenStore();
    const { apiServer, authorizationServer, session, token } = await bound({ settings: { store } });
    await session.setToken({ ...token, token_type: 'dpop' });
    const other = sessionOf(authorizationServer, { store });
    const api = other.attach(axios.create({ baseURL: apiServer.origin, proxy: false }));
    await expect(api.get('/me')).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_ENDPOINT' });
    expect(apiServer.requests.map(({ credential }) => credential?.scheme)).toEqual(['DPoP']);
  });

  it('is renewed once for 20 requests that were refused, with the key that it is bound to (9449-5-a)', async () => {
    const { api, session, authorizationServer, token } = await bound();
    authorizationServer.expireAccessTokens();
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.get('/me')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(proofsAtTokenEndpoint(authorizationServer)).toMatchObject([{ header: { jwk: { x: token.dpopKey.x } } }]);
    expect(await session.token()).toMatchObject({ token_type: 'DPoP', dpopKey: token.dpopKey });
  });

  it('in a form body stays behind where a redirect makes the request a GET, and its proof with it', async () => {
    const { apiServer, authorizationServer, token } = await bound();
    const { issuer, tokenEndpoint } = authorizationServer.provider;
    const provider = { issuer, tokenEndpoint, placement: 'body' as const };
    const session = new OAuth2Session({ provider, ...authorizationServer.client, dpop: dpop() });
    await session.setToken(token);
    const api = session.attach(axios.create({ baseURL: apiServer.origin, proxy: false }));
    const to = encodeURIComponent('/public/redirect?to=/public');
    expect((await api.post(`/public/redirect?status=303&to=${to}`, 'a=1')).status).toBe(200);
    const [posted, ...followed] = apiServer.requests;
    expect(posted?.headers).toHaveProperty('dpop');
    expect(followed.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /public/redirect', 'GET /public']);
    for (const { headers } of followed) {
      expect(headers).not.toHaveProperty('dpop');
      expect(headers).not.toHaveProperty('authorization');
    }
  });

  it('without its key is an error before anything is sent', async () => {
    const { api, session, apiServer, token } = await bound();
    await session.setToken({ access_token: token.access_token, token_type: 'DPoP' });
    await expect(api.get('/me')).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: 'dpopKey' });
    await session.setToken({ ...token, dpopKey: { ...token.dpopKey, d: 'nonsense' } });
    await expect(api.get('/me')).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: 'dpopKey' });
    expect(apiServer.requests).toEqual([]);
  });

  it('keeps its key in a store that makes JSON of it, and each account has a key of its own', async () => {
    const kept = new Map<string, string>();
    const store = {
      get: (key: string) => (kept.has(key) ? JSON.parse(String(kept.get(key))) : undefined),
      set: (key: string, record: object) => void kept.set(key, JSON.stringify(record)),
      delete: (key: string) => void kept.delete(key),
    };
    const { api, session, apiServer, authorizationServer } = await bound({ settings: { store } });
    const { dpopKey, thumbprint } = newDpopKey();
    await session.account('bob').setToken({ ...authorizationServer.issue({ account: 'bob', thumbprint }), dpopKey });
    for (const config of [{}, { oauth: { account: 'bob' } }, {}]) await api.get('/me', config);
    expect(apiServer.requests.map(({ account, accepted }) => [account, accepted])).toEqual([
      ['ann', true],
      ['bob', true],
      ['ann', true],
    ]);
  });

  it('does not replace a token of type Bearer that the store has already: that one goes on until it is renewed', async () => {
    const { api, session, apiServer, authorizationServer } = await bound();
    await session.setToken(authorizationServer.issue());
    expect((await api.get('/me')).status).toBe(200);
    expect(apiServer.requests).toMatchObject([{ credential: { scheme: 'Bearer' } }]);
    expect(apiServer.requests[0]?.headers).not.toHaveProperty('dpop');
  });
});

describe('the token endpoint', () => {
  it('binds the token of a code to the key that the login began with (9449-10-a, 9449-5-a)', async () => {
    const { session, authorizationServer } = await bound();
    const { url, pending } = await session.authorizationUrl();
    const authorizationResponse = await authorizationServer.login(url);
    const token = await session.fetchToken({ authorizationResponse, pending });
    expect(token).toMatchObject({ token_type: 'DPoP', dpopKey: pending.dpopKey });
    expect(url).not.toContain(pending.dpopKey?.d);
    await expect(session.authorizationUrl({ dpop_jkt: 'mine' } as never)).rejects.toMatchObject({ option: 'dpop_jkt' });
  });

  it('asks for a nonce: the code is sent once more, and not lost (9449-8-a)', async () => {
    const { session, authorizationServer } = await bound({ server: { dpopNonces: 1 } });
    const { url, pending } = await session.authorizationUrl();
    const authorizationResponse = await authorizationServer.login(url);
    await session.fetchToken({ authorizationResponse, pending });
    expect(authorizationServer.tokenRequests.map(({ outcome }) => outcome)).toEqual(['400 use_dpop_nonce', '200']);
    await session.refreshToken(); // with the nonce of the last answer
    expect(authorizationServer.tokenRequests).toHaveLength(3);
  });

  it('asks for a nonce again and again: once more, then a typed error, and nothing is lost (9449-8-a)', async () => {
    const { session, authorizationServer, token } = await bound();
    let count = 0;
    const ask = () => faults.oauthError('use_dpop_nonce', { headers: { 'DPoP-Nonce': `nonce-${count++}` } });
    authorizationServer.always((exchange, act) => ask()(exchange, act));
    await expect(session.refreshToken()).rejects.toMatchObject({
      code: 'ERR_OAUTH_TOKEN_ENDPOINT',
      error: 'use_dpop_nonce',
    });
    expect(authorizationServer.tokenRequests).toHaveLength(2);
    authorizationServer.mend();
    expect((await session.token())?.refresh_token).toBe(token.refresh_token);
    await expect(session.refreshToken()).resolves.toMatchObject({ token_type: 'DPoP' });
  });

  it('gives a token that is not bound: it is not used, unless the app accepts it (9449-5-b)', async () => {
    for (const [acceptBearer, outcome] of [
      [false, { code: 'ERR_OAUTH_TOKEN_NOT_BOUND', tokenType: 'Bearer' }],
      [true, { token_type: 'Bearer' }],
    ] as const) {
      const { session, authorizationServer } = await bound({ options: { acceptBearer } });
      authorizationServer.always(faults.mutateBody((body) => body.replace('"DPoP"', '"Bearer"')));
      const result: unknown = await session.refreshToken().catch((error: unknown) => error);
      expect(result).toMatchObject(outcome);
    }
  });

  it('cannot plant a key in the token', async () => {
    const { session, authorizationServer, token } = await bound();
    const planted = JSON.stringify(newDpopKey().dpopKey);
    authorizationServer.always(faults.mutateBody((body) => body.replace('{', `{"dpopKey":${planted},`)));
    expect((await session.refreshToken()).dpopKey).toEqual(token.dpopKey);
    const other = sessionOf(authorizationServer, {});
    await other.setToken(authorizationServer.issue());
    expect(await other.refreshToken()).not.toHaveProperty('dpopKey');
  });

  it.each([3_600_000, -3_600_000])(
    'refuses a proof because our clock is wrong: its own time is taken, and remembered (9449-11-a): %i ms',
    async (clockOffsetMs) => {
      const { session, authorizationServer } = await bound({ server: { clockOffsetMs } });
      await session.refreshToken();
      await session.refreshToken();
      expect(authorizationServer.tokenRequests.map(({ status }) => status)).toEqual([400, 200, 200]);
    },
  );

  it.each([
    ['says nothing of its time', {}, 1],
    ['says a time that does not help', { Date: new Date(Date.now() + 3_600_000).toUTCString() }, 2],
  ])(
    'refuses each proof and %s: the error says that the clock may be wrong (9449-11-a)',
    async (_how, headers, tries) => {
      const { session, authorizationServer } = await bound();
      authorizationServer.always(faults.oauthError('invalid_dpop_proof', { headers }));
      for (const refreshes of [1, 2]) {
        await expect(session.refreshToken()).rejects.toMatchObject({
          code: 'ERR_OAUTH_TOKEN_ENDPOINT',
          error: 'invalid_dpop_proof',
          message: expect.stringContaining('clock'),
        });
        expect(authorizationServer.tokenRequests).toHaveLength(tries * refreshes);
      }
      const [first] = proofsAtTokenEndpoint(authorizationServer).slice(-tries);
      expect(Math.abs(Number(first?.payload['iat']) - Date.now() / 1000)).toBeLessThan(30); // forgotten again
    },
  );

  it('gives a machine a token with a key of its own, and renews it with the same', async () => {
    const { authorizationServer, apiServer } = await bound();
    const { clientId, clientSecret } = authorizationServer.client;
    const { tokenEndpoint } = authorizationServer.provider;
    const grant = clientCredentials();
    const session = new OAuth2Session({ provider: { tokenEndpoint }, clientId, clientSecret, grant, dpop: dpop() });
    const api = session.attach(axios.create({ baseURL: apiServer.origin, proxy: false }));
    expect((await api.get('/me')).status).toBe(200);
    const key = (await session.token())?.dpopKey;
    authorizationServer.expireAccessTokens();
    expect((await api.get('/me')).status).toBe(200);
    expect(key).toBeDefined();
    expect((await session.token())?.dpopKey).toEqual(key);
  });
});

describe('a nonce', () => {
  it('of the API is asked for once, without a refresh, and does not count as the replay (9449-9-b)', async () => {
    const { api, apiServer, authorizationServer } = await bound({ apiNonces: 1 });
    authorizationServer.expireAccessTokens();
    const refused: unknown[] = [];
    expect((await api.get('/me', { validateStatus: (status) => refused.push(status) > 0 })).status).toBe(200);
    // Of the dead token the API says so first; then the nonce of that answer is used with the new one.
    expect(apiServer.requests.map(({ reason }) => reason)).toEqual(['expired', undefined]);
    apiServer.nonces.expire();
    authorizationServer.expireAccessTokens();
    apiServer.next(faults.raw({ status: 401, headers: { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"' } }));
    expect((await api.get('/me')).status).toBe(200);
    expect(apiServer.requests.slice(2).map(({ status }) => status)).toEqual([401, 401, 200]);
    expect(authorizationServer.rotations).toBe(2);
  });

  it('is demanded of requests that were sent at the same time: each of them is sent again (9449-9-b)', async () => {
    const { api, apiServer, authorizationServer } = await bound({ apiNonces: 100 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.get('/me')));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(apiServer.requests).toHaveLength(40);
    expect(authorizationServer.tokenRequests).toEqual([]);
  });

  it('that one answer brought is good for all requests that were refused with it (9449-9-b)', async () => {
    const { api, apiServer } = await bound();
    const refusal = { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"', 'DPoP-Nonce': 'good-for-a-minute' };
    const hasNonce = ({ headers }: ReceivedRequest) => parseJws(String(headers['dpop']))?.payload['nonce'];
    apiServer.always(faults.when(({ request }) => !hasNonce(request), faults.raw({ status: 401, headers: refusal })));
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.get('/me')));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });

  it('that was just used and is asked for again is an answer for the caller', async () => {
    const { api, apiServer, authorizationServer } = await bound();
    const headers = { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"', 'DPoP-Nonce': 'always-the-same' };
    apiServer.always(faults.raw({ status: 401, headers }));
    await expect(api.get('/me')).rejects.toMatchObject({
      response: { status: 401 },
      cause: { code: 'ERR_OAUTH_TOKEN_REFUSED', error: 'use_dpop_nonce' },
    });
    expect(apiServer.requests).toHaveLength(2);
    expect(authorizationServer.tokenRequests).toEqual([]);
  });

  it('of a 200 is used next, and the older one forgotten (9449-8.2-a)', async () => {
    const { api, apiServer } = await bound({ apiNonces: 1 });
    for (let request = 0; request < 4; request++) await api.get('/me');
    expect(apiServer.requests.map(({ status }) => status)).toEqual([401, 200, 200, 200, 200]);
  });

  it('of one server is not sent to another (9449-9-a)', async () => {
    const { session, apiServer, authorizationServer } = await bound({ apiNonces: 1, server: { dpopNonces: 1 } });
    const second = await startApiServer(authorizationServer, { dpopNonces: 1 });
    alsoClose(second);
    const api = axios.create({ proxy: false });
    session.attach(api, { origins: [apiServer.origin, second.origin] });
    await session.refreshToken();
    for (const { origin } of [apiServer, second, apiServer, second]) await api.get(`${origin}/me`);
    for (const server of [apiServer, second]) {
      expect(server.requests.map(({ status }) => status)).toEqual([401, 200, 200]);
      expect(proofOf(server)?.payload).not.toHaveProperty('nonce');
    }
    await session.refreshToken();
    expect(authorizationServer.tokenRequests.map(({ status }) => status)).toEqual([400, 200, 200]);
  });

  it.each([`${'n'.repeat(5000)}`, 'a"b', 'ä'])('that no proof may hold is not used', async (nonce) => {
    const { api, apiServer } = await bound();
    apiServer.next(faults.raw({ status: 200, headers: { 'DPoP-Nonce': Buffer.from(nonce).toString('latin1') } }));
    for (let request = 0; request < 2; request++) await api.get('/me');
    expect(proofOf(apiServer, 1)?.payload).not.toHaveProperty('nonce');
  });

  it('whose demand the API hides from the page is used all the same', async () => {
    const { api, apiServer, authorizationServer } = await bound();
    apiServer.next(faults.raw({ status: 401, headers: { 'DPoP-Nonce': 'readable' } }));
    expect((await api.get('/me')).status).toBe(200);
    expect(proofOf(apiServer, 1)?.payload).toMatchObject({ nonce: 'readable' });
    expect(authorizationServer.tokenRequests).toEqual([]);
  });
});

describe('a refusal', () => {
  it('of the proof, because our clock is wrong, is answered with the time of the server, once (9449-11-a)', async () => {
    const { api, apiServer, authorizationServer } = await bound({ server: { clockOffsetMs: 3_600_000 } });
    expect((await api.post('/me', { a: 1 })).status).toBe(200);
    expect((await api.get('/me')).status).toBe(200);
    expect(apiServer.requests.map(({ status }) => status)).toEqual([401, 200, 200]);
    expect(authorizationServer.tokenRequests).toEqual([]);
  });

  it('of the proof renews nothing, and its cause says that the clock may be wrong (9449-11-a)', async () => {
    const { api, apiServer, authorizationServer } = await bound();
    const Date = new globalThis.Date(globalThis.Date.now() + 3_600_000).toUTCString();
    const headers = { 'WWW-Authenticate': 'DPoP error="invalid_dpop_proof"', Date };
    apiServer.always(faults.raw({ status: 401, headers }));
    await expect(api.get('/me')).rejects.toMatchObject({
      response: { status: 401 },
      cause: {
        code: 'ERR_OAUTH_TOKEN_REFUSED',
        error: 'invalid_dpop_proof',
        message: expect.stringContaining('clock'),
      },
    });
    expect(apiServer.requests).toHaveLength(2);
    expect(authorizationServer.tokenRequests).toEqual([]);
  });

  it('shows no private key anywhere', async () => {
    const { api, session, authorizationServer, apiServer, token } = await bound();
    const secrets = { key: token.dpopKey.d };
    const heard: unknown[] = [session, api];
    session.on('renewalFailed', ({ error }) => heard.push(error));
    const { url, pending } = await session.authorizationUrl();
    apiServer.always(faults.raw({ status: 401, headers: { 'WWW-Authenticate': 'DPoP error="invalid_token"' } }));
    heard.push(await api.get('/me').catch((error: unknown) => error));
    authorizationServer.always(faults.oauthError('invalid_grant'));
    heard.push(await session.refreshToken().catch((error: unknown) => error));
    heard.push(await api.get('/me').catch((error: unknown) => error));
    expect(heard.length).toBeGreaterThanOrEqual(5);
    expect(findLeaks([heard, url], { ...secrets, another: pending.dpopKey?.d ?? 'missing' })).toEqual([]);
  });
});

describe('options', () => {
  const pair = (algorithm: EcKeyGenParams, usages: KeyUsage[] = ['sign', 'verify']) =>
    crypto.subtle.generateKey(algorithm, false, usages);

  it.each<[string, () => unknown]>([
    ['an unknown one', () => ({ keypair: undefined })],
    ['a key pair that is none', () => ({ keyPair: 'secret text' })],
    ['a pair of two public keys', async () => {
      const { publicKey } = await pair({ name: 'ECDSA', namedCurve: 'P-256' });
      return { keyPair: { privateKey: publicKey, publicKey } };
    }], // prettier-ignore
    [
      'a curve that proofs are not made with',
      async () => ({ keyPair: await pair({ name: 'ECDSA', namedCurve: 'P-521' }) }),
    ],
    [
      'a pair that cannot sign',
      async () => ({ keyPair: await pair({ name: 'ECDH', namedCurve: 'P-256' }, ['deriveKey']) }),
    ],
  ])('%s is refused by name, and not shown', async (_, options) => {
    const given = (await options()) as DpopOptions;
    expect(() => dpop(given)).toThrow(
      expect.objectContaining({
        code: 'ERR_OAUTH_CONFIGURATION',
        option: expect.stringMatching(/^dpop\./),
        message: expect.not.stringContaining('secret text'),
      }),
    );
  });

  it('true, as others take it, is refused with the word what to give', async () => {
    const settings = { dpop: true } as unknown as OAuth2SessionSettings;
    await expect(bound({ settings })).rejects.toMatchObject({
      option: 'dpop',
      message: expect.stringContaining('dpop()'),
    });
  });

  it('where there is no WebCrypto, the error says what is needed', () => {
    const { subtle } = crypto;
    Object.defineProperty(crypto, 'subtle', { value: undefined, configurable: true });
    try {
      expect(() => dpop()).toThrow(
        expect.objectContaining({ option: 'dpop', message: expect.stringContaining('https') }),
      );
    } finally {
      Object.defineProperty(crypto, 'subtle', { value: subtle, configurable: true });
    }
  });

  it.each<[string, RsaHashedKeyGenParams]>([
    ['PS256', { name: 'RSA-PSS', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }],
    [
      'RS256',
      { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
    ],
  ])('a pair of my own may be RSA: %s', async (alg, algorithm) => {
    const keyPair = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
    const { authorizationServer, apiServer } = await bound();
    const session = sessionOf(authorizationServer, { dpop: dpop({ keyPair }), store: new MemoryTokenStore() });
    const { url, pending } = await session.authorizationUrl();
    await session.fetchToken({ authorizationResponse: await authorizationServer.login(url), pending });
    expect(pending).not.toHaveProperty('dpopKey');
    const api = session.attach(axios.create({ baseURL: apiServer.origin, proxy: false }));
    expect((await api.get('/me')).status).toBe(200);
    expect(proofOf(apiServer)?.header).toMatchObject({ alg });
  });

  it('a plain bearer token beside it knows nothing of all this', async () => {
    const { apiServer, authorizationServer } = await bound();
    const api = axios.create({ baseURL: apiServer.origin, proxy: false });
    attach(api, bearer(authorizationServer.issue().access_token));
    await api.get('/me');
    expect(apiServer.requests[0]?.headers).not.toHaveProperty('dpop');
  });

  it('a key that was stored is of the documented form', async () => {
    const { session } = await bound();
    const { pending } = await session.authorizationUrl();
    const key: DpopKey | undefined = pending.dpopKey;
    expect(Object.keys(key ?? {}).sort()).toEqual(['crv', 'd', 'kty', 'x', 'y']);
  });
});

describe('the keys of tokens', () => {
  it('are imported once for a thousand accounts, and of no more are they kept in memory', async () => {
    const binding = dpop();
    const keys = Array.from({ length: 1001 }, () => newDpopKey().dpopKey);
    const imports = jest.spyOn(crypto.subtle, 'importKey');
    for (const key of keys) await binding.keyFor(key);
    expect(imports).toHaveBeenCalledTimes(1001);
    for (const key of keys.slice(1)) await binding.keyFor(key);
    expect(imports).toHaveBeenCalledTimes(1001);
    for (const key of keys.slice(0, 1)) await binding.keyFor(key);
    expect(imports).toHaveBeenCalledTimes(1002);
    imports.mockRestore();
  });
});
