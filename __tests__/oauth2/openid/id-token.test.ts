import axios from 'axios';
import { createHash } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { rejection } from '../../../fixtures/engine-scene.js';
import { json, type Answer } from '../../../fixtures/servers/answer.js';
import { startDocumentServer, type DocumentServer } from '../../../fixtures/servers/document-server.js';
import {
  openIdConnect,
  OAuth2Session,
  type OAuth2SessionSettings,
  type OpenIdConnectOptions,
  tokenFromFragment,
} from '../../../lib/index.js';

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

let server: DocumentServer;
let keys: Keys;
let otherKeys: Keys;
beforeAll(async () => {
  [keys, otherKeys] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
});
beforeEach(async () => {
  server = await startDocumentServer();
  await publish({ one: keys });
  server.answer('/.well-known/openid-configuration', metadata());
});
afterEach(() => server.close());

const metadata = () => ({
  issuer: server.origin,
  authorization_endpoint: `${server.origin}/authorize`,
  token_endpoint: `${server.origin}/token`,
  jwks_uri: `${server.origin}/jwks`,
  end_session_endpoint: `${server.origin}/logout?tenant=1`,
});

/** What the issuer says its keys are. */
async function publish(named: Record<string, Keys>): Promise<void> {
  const published = Object.entries(named).map(async ([kid, { publicKey }]) => ({
    ...(await exportJWK(publicKey)),
    kid,
  }));
  server.answer('/jwks', { keys: await Promise.all(published) });
}

const nowSeconds = () => Math.floor(Date.now() / 1000);

interface Forged {
  claims?: object;
  kid?: string;
  alg?: string;
  key?: Parameters<SignJWT['sign']>[0];
}

async function idToken({ claims = {}, kid = 'one', alg = 'RS256', key = keys.privateKey }: Forged = {}) {
  const all = { iss: server.origin, sub: 'ann', aud: 'me', exp: nowSeconds() + 60, iat: nowSeconds(), ...claims };
  return new SignJWT(JSON.parse(JSON.stringify(all))).setProtectedHeader({ alg, kid }).sign(key);
}

function person(options: OpenIdConnectOptions = {}, settings: OAuth2SessionSettings = {}): OAuth2Session {
  return new OAuth2Session({
    provider: { issuer: server.origin },
    clientId: 'me',
    redirectUri: 'https://app.example/callback',
    scope: ['email'],
    openIdConnect: openIdConnect(options),
    axios: axios.create(), // with a discovery of its own
    ...settings,
  });
}

/** A login whose ID token is as given; the nonce fits unless the claims say another. */
async function logIn(session: OAuth2Session, forged: Forged | string | undefined = {}, extra = {}) {
  const { url, pending } = await session.authorizationUrl(extra);
  const parameters = new URL(url).searchParams;
  const nonce = parameters.get('nonce');
  const token = typeof forged === 'object' ? await idToken({ ...forged, claims: { nonce, ...forged.claims } }) : forged;
  server.answer('/token', { access_token: 'access', refresh_token: 'refresh', id_token: token });
  const authorizationResponse = `https://app.example/callback?code=c&state=${pending.state}`;
  const kept = JSON.parse(JSON.stringify(pending));
  return { parameters, token: session.fetchToken({ authorizationResponse, pending: kept }) };
}

const halfHash = (text: string) => createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');

describe('a login with openIdConnect()', () => {
  it('oidc-3.1.2.1-a: asks for the scope openid, once, and a nonce', async () => {
    const { parameters, token } = await logIn(person());
    expect(parameters.get('scope')).toBe('openid email');
    expect(parameters.get('nonce')).toMatch(/^[\w-]{43}$/);
    expect(await token).toHaveProperty('access_token', 'access');
    const { url } = await person().authorizationUrl({ scope: 'email openid', nonce: 'mine' });
    expect([new URL(url).searchParams.get('scope'), new URL(url).searchParams.get('nonce')]).toEqual([
      'email openid',
      'mine',
    ]);
  });

  it('oidc-3.1.3.7-e: asks for max_age and acr_values, and requires them', async () => {
    const session = person({ maxAgeSeconds: 300, acrValues: ['gold', 'silver'] });
    const good = await logIn(session, { claims: { auth_time: nowSeconds() - 100, acr: 'silver' } });
    expect([good.parameters.get('max_age'), good.parameters.get('acr_values')]).toEqual(['300', 'gold silver']);
    await good.token;
    const refused: [object, string][] = [
      [{ acr: 'gold' }, 'auth_time'],
      [{ acr: 'gold', auth_time: nowSeconds() - 400 }, 'auth_time'],
      [{ acr: 'gold', auth_time: 'now' }, 'auth_time'],
      [{ auth_time: nowSeconds() }, 'acr'],
      [{ auth_time: nowSeconds(), acr: 'bronze' }, 'acr'],
    ];
    for (const [claims, claim] of refused) {
      expect(await rejection((await logIn(session, { claims })).token)).toMatchObject({ claim });
    }
  });

  it('oidc-3.1.3.7-e: a max_age of one authorization request is required, too', async () => {
    const claims = { auth_time: nowSeconds() - 400 };
    const login = await logIn(person(), { claims }, { max_age: '300' });
    expect(await rejection(login.token)).toMatchObject({ claim: 'auth_time' });
  });

  it.each([
    ['oidc-3.1.3.7-a', { iss: 'https://other.example' }, 'iss'],
    ['oidc-3.1.3.7-a', { iss: undefined }, 'iss'],
    ['oidc-3.1.3.7-a', { aud: 'somebody' }, 'aud'],
    ['oidc-3.1.3.7-a', { aud: ['me', 'somebody'] }, 'azp'],
    ['oidc-3.1.3.7-a', { aud: ['me', 'somebody'], azp: 'somebody' }, 'azp'],
    ['oidc-3.1.3.7-a', { azp: 'somebody' }, 'azp'],
    ['oidc-3.1.3.7-a', { sub: undefined }, 'sub'],
    ['oidc-3.1.3.7-c', { exp: nowSeconds() - 40 }, 'exp'],
    ['oidc-3.1.3.7-c', { exp: undefined }, 'exp'],
    ['oidc-3.1.3.7-c', { exp: 'never' }, 'exp'],
    ['oidc-3.1.3.7-c', { iat: nowSeconds() + 1000 }, 'iat'],
    ['oidc-3.1.3.7-c', { iat: undefined }, 'iat'],
    ['oidc-3.1.3.7-d', { nonce: 'another' }, 'nonce'],
    ['oidc-3.1.3.7-d', { nonce: undefined }, 'nonce'],
    ['oidc-3.1.3.8-a', { at_hash: halfHash('another') }, 'at_hash'],
  ])('%s: is refused for %j, because of %s, and nothing is stored', async (_id, claims, claim) => {
    const session = person();
    const error = await rejection((await logIn(session, { claims })).token);
    expect(error).toMatchObject({ code: 'ERR_OAUTH_ID_TOKEN', claim });
    expect(await session.token()).toBeUndefined();
  });

  it.each([
    ['oidc-3.1.3.7-a', { aud: ['me', 'somebody'], azp: 'me' }],
    ['oidc-3.1.3.7-a', { aud: ['me'] }],
    ['oidc-3.1.3.8-a', { at_hash: halfHash('access') }],
  ])('%s: is accepted with %j', async (_id, claims) => {
    expect(await (await logIn(person(), { claims })).token).toHaveProperty('id_token');
  });

  it('oidc-3.1.3.7-c: is accepted ten seconds after its exp', async () => {
    const claims = { exp: nowSeconds() - 10 };
    expect(await (await logIn(person(), { claims })).token).toHaveProperty('id_token');
  });

  it('oidc-3.1.3.7-b: is refused with a signature of another key, by none, or by an HMAC with a known key', async () => {
    const { n = '' } = await exportJWK(keys.publicKey);
    const claims = { iss: server.origin, sub: 'ann', aud: 'me', exp: nowSeconds() + 60, iat: nowSeconds() };
    const forged: [Forged | string | undefined, string][] = [
      [{ key: otherKeys.privateKey }, 'signature'],
      [{ kid: 'two', key: otherKeys.privateKey }, 'signature'],
      [{ alg: 'HS256', key: Buffer.from(n) }, 'alg'],
      [{ alg: 'PS256', key: (await generateKeyPair('PS256')).privateKey }, 'alg'],
      [new UnsecuredJWT(claims).encode(), 'alg'],
      ['no.jwt', 'signature'],
      ['', 'id_token'],
      [undefined, 'id_token'],
    ];
    for (const [token, claim] of forged) {
      const session = person();
      const error = await rejection((await logIn(session, token ?? (0 as never))).token);
      expect(error).toMatchObject({ code: 'ERR_OAUTH_ID_TOKEN', claim });
      expect(await session.token()).toBeUndefined();
    }
  });

  it('oidc-3.1.3.7-b: is accepted with the algorithm that the client is registered with', async () => {
    const pair = await generateKeyPair('ES384');
    await publish({ one: pair });
    const claims = { at_hash: createHash('sha384').update('access').digest().subarray(0, 24).toString('base64url') };
    const login = await logIn(person({ algorithms: ['ES384'] }), { alg: 'ES384', key: pair.privateKey, claims });
    expect(await login.token).toHaveProperty('id_token');
  });

  it('shows nothing of an ID token in an error', async () => {
    const error = await rejection((await logIn(person(), { claims: { email: 'ann@x.example', aud: 'x' } })).token);
    expect(JSON.stringify(error) + String((error as Error).cause)).not.toMatch(/ann@|eyJ/);
  });

  it('fails without the keys of the issuer, and stores nothing', async () => {
    const session = person();
    server.answer('/jwks', () => json(500, {}));
    expect(await rejection((await logIn(session)).token)).toMatchObject({ code: 'ERR_OAUTH_ID_TOKEN' });
    expect(await session.token()).toBeUndefined();
  });

  it.each([[['none']], [['HS256']], [[]], [['RS256', 'HS512']]])('refuses algorithms %j', (algorithms) => {
    expect(() => openIdConnect({ algorithms })).toThrow('openIdConnect.algorithms');
  });

  it('needs an issuer, which is said when the session is made', () => {
    const provider = { authorizationEndpoint: `${server.origin}/authorize`, tokenEndpoint: `${server.origin}/token` };
    const redirectUri = 'https://app.example/callback';
    const make = () => new OAuth2Session({ provider, clientId: 'me', redirectUri, openIdConnect: openIdConnect() });
    expect(make).toThrow(expect.objectContaining({ option: 'provider.issuer' }));
  });
});

describe('oidc-10.1.1-a: the keys of the issuer', () => {
  it('are asked for once, and anew for an unknown one, once in a while only', async () => {
    const session = person();
    const asked = () => server.paths.filter((path) => path === '/jwks').length;
    await (
      await logIn(session)
    ).token;
    await (
      await logIn(session)
    ).token;
    expect(asked()).toBe(1);
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout', 'clearTimeout'] });
    try {
      jest.setSystemTime(Date.now() + 31_000);
      await publish({ one: keys, two: otherKeys });
      await (
        await logIn(session, { kid: 'two', key: otherKeys.privateKey })
      ).token;
      expect(asked()).toBe(2);
      for (const kid of ['three', 'four', 'five']) {
        expect(await rejection((await logIn(session, { kid })).token)).toMatchObject({ claim: 'signature' });
      }
      expect(asked()).toBe(2);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a login whose ID token cannot be checked', () => {
  it.each<[string, () => Answer, object]>([
    [
      'because no keys come',
      () => ({ wire: 'reset', play: (response) => void response.destroy() }),
      { code: 'ERR_OAUTH_UNREACHABLE' },
    ],
    ['because an error comes', () => json(503, {}), { code: 'ERR_OAUTH_ID_TOKEN', claim: 'signature' }],
  ])('is refused %s', async (_why, answer, expected) => {
    server.answer('/jwks', answer);
    const session = person();
    expect(await rejection((await logIn(session)).token)).toMatchObject(expected);
    expect(await session.token()).toBeUndefined();
  });
});

describe('an ID token in the front channel', () => {
  /** A hybrid login, whose own ID token is as given. */
  async function hybrid(forged: Forged | undefined, behind: object = {}, responseType = 'code id_token') {
    const session = person();
    const { pending } = await session.authorizationUrl({ response_type: responseType });
    const { state, nonce } = pending;
    const withToken = responseType.includes(' token');
    const claims = { nonce, c_hash: halfHash('c'), ...(withToken ? { at_hash: halfHash('t') } : {}) };
    const front = forged && (await idToken({ ...forged, claims: { ...claims, ...forged.claims } }));
    server.answer('/token', { access_token: 'access', id_token: await idToken({ claims: { nonce, ...behind } }) });
    const answer = { code: 'c', state, ...(withToken ? { access_token: 't' } : {}), ...(front && { id_token: front }) };
    const authorizationResponse = `https://app.example/callback#${new URLSearchParams(answer).toString()}`;
    return { session, token: session.fetchToken({ authorizationResponse, pending }) };
  }

  it.each(['code id_token', 'code id_token token'])(
    'oidc-3.1.3.8-a: is accepted for %j when all of it fits',
    async (type) => {
      const { token } = await hybrid({}, {}, type);
      expect(await token).toMatchObject({ access_token: 'access', id_token: expect.any(String) });
    },
  );

  it.each<[object, string, string]>([
    [{ iss: 'https://other.example' }, 'iss', 'code id_token'],
    [{ aud: 'somebody' }, 'aud', 'code id_token'],
    [{ exp: nowSeconds() - 40 }, 'exp', 'code id_token'],
    [{ nonce: 'another' }, 'nonce', 'code id_token'],
    [{ c_hash: halfHash('another') }, 'c_hash', 'code id_token'],
    [{ c_hash: undefined }, 'c_hash', 'code id_token'],
    [{ at_hash: undefined }, 'at_hash', 'code id_token token'],
    [{ at_hash: halfHash('another') }, 'at_hash', 'code id_token token'],
  ])('oidc-3.1.3.8-a: is refused with %j because of %s, and the code is not sent', async (claims, claim, type) => {
    const { token, session } = await hybrid({ claims }, {}, type);
    expect(await rejection(token)).toMatchObject({ code: 'ERR_OAUTH_ID_TOKEN', claim });
    expect(server.paths).not.toContain('/token');
    expect(await session.token()).toBeUndefined();
  });

  it('oidc-3.1.3.7-b: is refused when somebody else signed it, or it is not there', async () => {
    const forged = await hybrid({ key: otherKeys.privateKey });
    expect(await rejection(forged.token)).toMatchObject({ code: 'ERR_OAUTH_ID_TOKEN', claim: 'signature' });
    const absent = await hybrid(undefined);
    expect(await rejection(absent.token)).toMatchObject({ code: 'ERR_OAUTH_ID_TOKEN', claim: 'id_token' });
    expect(server.paths).not.toContain('/token');
  });

  it('oidc-3.1.3.7-a: and the one that the code brings are about the same person', async () => {
    const { token } = await hybrid({}, { sub: 'bob' });
    expect(await rejection(token)).toMatchObject({ code: 'ERR_OAUTH_ID_TOKEN', claim: 'sub' });
  });

  it('oidc-3.1.3.8-a: beside an access token is checked, with its at_hash, and kept', async () => {
    for (const [at_hash, claim] of [
      [halfHash('a'), undefined],
      [halfHash('b'), 'at_hash'],
      [undefined, 'at_hash'],
    ]) {
      const session = person();
      const { pending } = await session.authorizationUrl({ response_type: 'id_token token' });
      const id_token = await idToken({ claims: { nonce: pending.nonce, at_hash } });
      const answer = { access_token: 'a', token_type: 'Bearer', state: pending.state, id_token };
      const fragment = `#${new URLSearchParams(answer).toString()}`;
      const token = tokenFromFragment(session, { authorizationResponse: fragment, pending });
      if (claim) expect(await rejection(token)).toMatchObject({ code: 'ERR_OAUTH_ID_TOKEN', claim });
      else expect(await token).toMatchObject({ access_token: 'a', id_token });
    }
  });

  it('9207-2.4-b: says who sent the answer, where the server always says it', async () => {
    server.answer('/.well-known/openid-configuration', {
      ...metadata(),
      authorization_response_iss_parameter_supported: true,
    });
    expect(await (await hybrid({})).token).toBeDefined();
  });

  it('9207-2.4-b: that was not asked for says nothing, not even who sent it', async () => {
    const session = person();
    const { pending } = await session.authorizationUrl();
    const authorizationResponse = `?code=c&state=${pending.state}&id_token=${await idToken()}`;
    const required = { ...pending, issRequired: true };
    const answered = session.fetchToken({ authorizationResponse, pending: required });
    expect(await rejection(answered)).toMatchObject({ parameter: 'iss' });
  });
});

describe('one openIdConnect() for several sessions', () => {
  it('asks for the keys through the axios of each session, once', async () => {
    const asked: string[] = [];
    const instanceOf = (name: string) => {
      const instance = axios.create();
      instance.interceptors.request.use((config) => {
        if (config.url?.endsWith('/jwks')) asked.push(name);
        return config;
      });
      return instance;
    };
    const shared = openIdConnect();
    const [first, second] = [instanceOf('first'), instanceOf('second')];
    for (const instance of [first, second, second]) {
      const { token } = await logIn(person({}, { openIdConnect: shared, axios: instance }));
      await token;
    }
    expect(asked).toEqual(['first', 'second']);
  });
});

describe('oidc-12.2-a: an ID token of a refresh', () => {
  async function refreshed(claims: object | undefined, before: object = {}) {
    const session = person();
    await (
      await logIn(session, { claims: before })
    ).token;
    const token = claims && (await idToken({ claims }));
    server.answer('/token', { access_token: 'next', refresh_token: 'rotated', id_token: token });
    return { session, token, renewal: session.refreshToken() };
  }

  it('is checked against the one before, and takes its place', async () => {
    const { renewal, token } = await refreshed({ azp: 'me' });
    expect(await renewal).toMatchObject({ access_token: 'next', id_token: token });
  });

  it('may be left out: the one before is kept', async () => {
    const { renewal } = await refreshed(undefined);
    expect(await renewal).toMatchObject({ access_token: 'next', id_token: expect.stringMatching(/^eyJ/) });
  });

  it.each([
    [{ sub: 'bob' }, {}, 'sub'],
    [{ iss: 'https://other.example' }, {}, 'iss'],
    [{ aud: 'somebody' }, {}, 'aud'],
    [{ nonce: 'another' }, {}, 'nonce'],
    [{ auth_time: 5 }, { auth_time: 4 }, 'auth_time'],
    [{ exp: 5 }, {}, 'exp'],
  ])('with %j after %j is refused because of %s, and nothing is stored', async (claims, before, claim) => {
    const { renewal, session } = await refreshed(claims, before);
    expect(await rejection(renewal)).toMatchObject({ code: 'ERR_OAUTH_ID_TOKEN', claim });
    expect(await session.token()).toMatchObject({ access_token: 'access', refresh_token: 'refresh' });
  });

  it('is refused beside a stored one that is none, for nobody knows who that was, and nothing is stored', async () => {
    const session = person();
    await session.setToken({ access_token: 'access', refresh_token: 'refresh', id_token: 'opaque' });
    server.answer('/token', { access_token: 'next', id_token: await idToken() });
    expect(await rejection(session.refreshToken())).toMatchObject({ code: 'ERR_OAUTH_ID_TOKEN', claim: 'signature' });
    expect(await session.token()).toMatchObject({ access_token: 'access', refresh_token: 'refresh' });
  });

  it('must be signed as the client is registered, also when the keys cannot be had just now', async () => {
    const session = person();
    await session.setToken({ access_token: 'access', refresh_token: 'refresh', id_token: await idToken() });
    server.answer('/jwks', () => json(503, {}));
    const { privateKey } = await generateKeyPair('PS256');
    server.answer('/token', { access_token: 'next', id_token: await idToken({ alg: 'PS256', key: privateKey }) });
    expect(await rejection(session.refreshToken())).toMatchObject({ code: 'ERR_OAUTH_ID_TOKEN', claim: 'alg' });
  });

  it('does not cost the login when the keys of the issuer cannot be had just now', async () => {
    const first = person();
    await (
      await logIn(first)
    ).token;
    const before = await first.token();
    // Another process, which has no keys yet.
    for (const [claims, outcome] of [
      [{}, 'next'],
      [{ sub: 'bob' }, 'sub'],
      [{ aud: 'x' }, 'aud'],
      [{ iss: 'x' }, 'iss'],
      [{ exp: 5 }, 'exp'],
    ] as const) {
      const session = person();
      await session.setToken({ ...before, access_token: 'access' });
      server.answer('/jwks', () => json(503, {}));
      server.answer('/token', { access_token: 'next', refresh_token: 'r2', id_token: await idToken({ claims }) });
      const result = await session.refreshToken().catch((error: unknown) => error);
      expect(result).toMatchObject(
        outcome === 'next' ? { access_token: 'next', refresh_token: 'r2' } : { claim: outcome },
      );
    }
  });
});
