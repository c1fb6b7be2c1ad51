import axios from 'axios';
import {
  deviceAuthorization,
  backchannelAuthentication,
  OAuth2Session,
  type RequestParameters,
} from '../../../lib/index.js';
import { fastTime } from '../../../fixtures/fast-time.js';
import { abortListeners } from '../../../fixtures/leftovers.js';
import { json, type Answer } from '../../../fixtures/servers/answer.js';
import { startDocumentServer, type DocumentServer } from '../../../fixtures/servers/document-server.js';
import { watchTimers } from '../../../fixtures/timer-watch.js';

/** A second of the RFC is 20 ms here. */
const factor = 50;
let server: DocumentServer;
beforeEach(async () => {
  fastTime(factor);
  server = await startDocumentServer();
  server.answer('/device', device());
  server.answer('/bc-authorize', { auth_req_id: 'asked', expires_in: 120, interval: 2 });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await server.close();
});

const device = (more: object = {}) => ({
  device_code: 'secret-code',
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://as.example/device',
  expires_in: 1800,
  interval: 5,
  ...more,
});

function session(options: object = {}): OAuth2Session {
  const provider = {
    tokenEndpoint: `${server.origin}/token`,
    deviceAuthorizationEndpoint: `${server.origin}/device`,
    backchannelAuthenticationEndpoint: `${server.origin}/bc-authorize`,
  };
  const base = { provider, clientId: 'tv', tokenTimeoutMs: 500_000 };
  return new OAuth2Session({ ...base, ...options });
}

const pending = () => json(400, { error: 'authorization_pending' });
const slowDown = () => json(400, { error: 'slow_down' });
const done = () => json(200, { access_token: 'token', token_type: 'Bearer' });
const hang = (): Answer => ({ wire: 'hang', play: () => undefined });

/** Answers of the token endpoint, one after the other; the last one for ever. */
function answers(...list: (() => Answer)[]): void {
  server.answer('/token', () => (list.length > 1 ? list.shift() : list[0])?.() ?? done());
}

const polls = () => server.received.filter(({ path }) => path === '/token');
/** Seconds between what the token endpoint received. */
const gaps = () => {
  const times = server.received.map(({ receivedAt }) => receivedAt);
  return times.slice(1).map((time, index) => ((time - (times[index] ?? 0)) * factor) / 1000);
};
const form = (index: number) => Object.fromEntries(new URLSearchParams(server.received[index]?.body.toString()));
const reason = (work: Promise<unknown>) => work.catch((error: unknown) => error);

describe('a login on another device', () => {
  it('8628-3.1-a: is asked for by a form with client_id, and what is to be shown comes back (8628-3.3-a)', async () => {
    server.answer('/device', device({ verification_uri_complete: 'https://as.example/device?user_code=WDJB-MJHT' }));
    const shown = await deviceAuthorization(session(), { scope: ['a', 'b'], parameters: { audience: 'api' } });
    expect(form(0)).toEqual({ client_id: 'tv', scope: 'a b', audience: 'api' });
    expect(shown).toMatchObject({
      userCode: 'WDJB-MJHT',
      verificationUri: 'https://as.example/device',
      verificationUriComplete: 'https://as.example/device?user_code=WDJB-MJHT',
      intervalSeconds: 5,
    });
    expect(Math.abs(shown.expiresAt - Date.now() - 1_800_000)).toBeLessThan(5000);
    expect(JSON.stringify(shown)).not.toContain('secret-code');
  });

  it('8628-3.1-a: proves who the client is, where it can', async () => {
    await deviceAuthorization(session({ clientSecret: 's' }));
    expect(server.received[0]?.headers.authorization).toBe(`Basic ${btoa('tv:s')}`);
  });

  it.each([
    ['/device', (tv: OAuth2Session, parameters: RequestParameters = {}) => deviceAuthorization(tv, { parameters })],
    [
      '/bc-authorize',
      (tv: OAuth2Session, parameters: RequestParameters = {}) =>
        backchannelAuthentication(tv, { loginHint: 'ann', parameters }),
    ],
  ])('8707-2-b: %s, the token request and each refresh name the APIs that the token is for', async (path, begin) => {
    answers(() => json(200, { access_token: 'token', token_type: 'Bearer', refresh_token: 'r' }));
    const api = 'https://api.example/notes';
    const tv = session({ resource: api });
    await (await begin(tv)).fetchToken();
    await tv.refreshToken();
    expect([path, ...server.received.slice(1).map((one) => one.path)]).toEqual([path, '/token', '/token']);
    expect([form(0), form(1), form(2)].map(({ resource }) => resource)).toEqual([api, api, api]);
    await (await begin(tv, { resource: 'https://other.example/' })).fetchToken();
    await tv.refreshToken();
    expect([form(3), form(4), form(5)].map(({ resource }) => resource)).toEqual(
      Array(3).fill('https://other.example/'),
    );
  });

  it('8628-3.4-a: ends with a token that is stored and told of', async () => {
    answers(pending, done);
    const tv = session();
    const told = jest.fn();
    tv.on('tokenUpdated', told);
    const token = await (await deviceAuthorization(tv)).fetchToken();
    expect(form(1)).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: 'secret-code',
      client_id: 'tv',
    });
    expect(await tv.token()).toEqual(token);
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('covers what was asked for, if the token does not say; what was granted instead is told', async () => {
    answers(done);
    const tv = session();
    const login = await deviceAuthorization(tv, { scope: ['read', 'write'] });
    expect(await login.fetchToken()).toMatchObject({ scope: 'read write' });
    expect(form(1)).not.toHaveProperty('scope');
    answers(() => json(200, { access_token: 'token', scope: 'read' }));
    const told = jest.fn();
    tv.on('scopeChanged', told);
    const asked = await backchannelAuthentication(tv, { scope: ['read'], loginHint: 'ann' });
    await asked.fetchToken();
    expect(told).toHaveBeenCalledWith({ asked: 'openid read', granted: 'read', account: 'default' });
  });

  it('8628-3.5-a: waits the interval before each try, 5 seconds when none is said', async () => {
    server.answer('/device', device({ interval: undefined }));
    answers(pending, pending, done);
    await (await deviceAuthorization(session())).fetchToken();
    expect(gaps()).toHaveLength(3);
    for (const gap of gaps()) expect(gap).toBeGreaterThanOrEqual(4.9);
  });

  it('8628-3.5-b: slow_down adds five seconds for all further tries', async () => {
    server.answer('/device', device({ interval: 1 }));
    answers(slowDown, pending, slowDown, done);
    await (await deviceAuthorization(session())).fetchToken();
    const [first = 0, ...later] = gaps();
    expect(first).toBeGreaterThanOrEqual(0.9);
    expect(later.map((gap, index) => gap >= ([6, 6, 11][index] ?? 0) - 0.1)).toEqual([true, true, true]);
  });

  it('8628-3.5-b: slow_down is understood also when the client secret is a letter of it', async () => {
    answers(slowDown, done);
    const device = await deviceAuthorization(session({ clientSecret: 's' }));
    await expect(device.fetchToken()).resolves.toHaveProperty('access_token', 'token');
  });

  it('8628-3.5-c: asks less and less often while nobody answers, and goes on then', async () => {
    answers(hang, hang, () => json(502, {}), done);
    const shown = await deviceAuthorization(session({ tokenTimeoutMs: 5000 }));
    await shown.fetchToken();
    // Since the last request: the time limit where it hung, which runs from before it arrived, and the wait.
    expect(gaps().map((gap, index) => gap >= ([5, 5 + 10, 5 + 20, 40][index] ?? 0) - 3)).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('a busy server is left alone as long as it asks for', async () => {
    answers(() => json(429, {}, { 'Retry-After': '30' }), done);
    await (await deviceAuthorization(session())).fetchToken();
    expect(gaps()[1]).toBeGreaterThanOrEqual(39.9);
  });

  it('a busy server that does not say for how long is asked less often', async () => {
    answers(() => json(503, {}), done);
    await (await deviceAuthorization(session())).fetchToken();
    expect(gaps()[1]).toBeGreaterThanOrEqual(9.9);
  });

  it('where to read why the person was refused is in the error', async () => {
    answers(() => json(400, { error: 'access_denied', error_uri: 'https://as.example/why' }));
    await expect((await deviceAuthorization(session())).fetchToken()).rejects.toMatchObject({
      code: 'ERR_OAUTH_AUTHORIZATION_DENIED',
      error_uri: 'https://as.example/why',
    });
  });

  it.each([
    ['access_denied', 'ERR_OAUTH_AUTHORIZATION_DENIED'],
    ['expired_token', 'ERR_OAUTH_AUTHORIZATION_EXPIRED'],
    ['invalid_client', 'ERR_OAUTH_TOKEN_ENDPOINT'],
    ['invalid_grant', 'ERR_OAUTH_INVALID_GRANT'],
  ])('8628-3.5-d: %s ends it', async (error, code) => {
    answers(pending, () => json(400, { error, error_description: 'secret-code is no more' }));
    const failure = await reason((await deviceAuthorization(session())).fetchToken());
    expect(failure).toMatchObject({ code });
    expect(JSON.stringify(failure)).not.toContain('secret-code');
    expect(polls()).toHaveLength(2);
  });

  it('8628-3.5-d: its expiry ends it, without a try that comes too late', async () => {
    server.answer('/device', device({ expires_in: 12 }));
    answers(pending);
    await expect((await deviceAuthorization(session())).fetchToken()).rejects.toMatchObject({
      code: 'ERR_OAUTH_AUTHORIZATION_EXPIRED',
    });
    // One each five seconds, and none after the twelfth.
    expect([1, 2]).toContain(polls().length);
  });

  it.each<[string, () => Answer, number]>([
    ['while it waits', pending, 0],
    ['in the middle of a try', hang, 130],
  ])('8628-3.5-d: can be given up %s; nothing is left behind', async (_when, answer, afterMs) => {
    answers(answer);
    const shown = await deviceAuthorization(session());
    const timers = watchTimers();
    const stop = new AbortController();
    const waiting = reason(shown.fetchToken({ signal: stop.signal }));
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    stop.abort();
    expect(axios.isCancel(await waiting)).toBe(true);
    expect(abortListeners(stop.signal)).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 20)); // what is cleared is told of a turn later
    expect(timers.left()).toEqual([]);
    timers.stop();
    const soFar = polls().length;
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(polls()).toHaveLength(soFar);
  });

  it.each(['http://as.example/device', 'javascript:alert(1)', undefined, 7])(
    '8628-3.3-a: a page %j is not shown to a person',
    async (uri) => {
      server.answer('/device', device({ verification_uri: uri }));
      await expect(deviceAuthorization(session())).rejects.toMatchObject({
        code: 'ERR_OAUTH_TOKEN_RESPONSE',
        message: expect.stringContaining('device authorization endpoint'),
      });
    },
  );

  it('a page over http is shown where insecure requests are allowed, and no other then', async () => {
    const insecure = session({ allowInsecureRequests: true });
    server.answer('/device', device({ verification_uri: 'http://as.internal/device' }));
    expect(await deviceAuthorization(insecure)).toHaveProperty('verificationUri', 'http://as.internal/device');
    server.answer('/device', device({ verification_uri: 'javascript:alert(1)' }));
    await expect(deviceAuthorization(insecure)).rejects.toHaveProperty('code', 'ERR_OAUTH_TOKEN_RESPONSE');
  });

  it.each([0, -1, 'soon'])('an interval of %j is the usual five seconds', async (interval) => {
    server.answer('/device', device({ interval }));
    expect(await deviceAuthorization(session())).toHaveProperty('intervalSeconds', 5);
  });

  it.each([['device_code'], ['user_code'], ['expires_in']])('an answer without %s is refused', async (name) => {
    server.answer('/device', device({ [name]: undefined }));
    await expect(deviceAuthorization(session())).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_RESPONSE' });
  });

  it('a busy endpoint is an error that says for how long, and which endpoint it is', async () => {
    server.answer('/device', () => json(429, {}, { 'Retry-After': '30' }));
    await expect(deviceAuthorization(session())).rejects.toMatchObject({
      code: 'ERR_OAUTH_TOKEN_ENDPOINT_BUSY',
      status: 429,
      retryAfterMs: 30_000,
      message: expect.stringContaining('device authorization endpoint'),
    });
  });

  it('an endpoint that fails without a word is an error with its status', async () => {
    server.answer('/device', () => ({ status: 500, headers: {}, body: '<h1>Oops</h1>' }));
    await expect(deviceAuthorization(session())).rejects.toMatchObject({
      code: 'ERR_OAUTH_TOKEN_ENDPOINT',
      status: 500,
      error: 'http_500',
      message: expect.stringContaining('device authorization endpoint'),
    });
  });

  it('is not begun when it was given up before', async () => {
    const begun = deviceAuthorization(session(), { signal: AbortSignal.abort() });
    expect(axios.isCancel(await reason(begun))).toBe(true);
    expect(server.received).toEqual([]);
  });

  it('is not asked after when it was given up before', async () => {
    const shown = await deviceAuthorization(session());
    const timers = watchTimers();
    expect(axios.isCancel(await reason(shown.fetchToken({ signal: AbortSignal.abort() })))).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 20)); // what is cleared is told of a turn later
    expect(timers.left()).toEqual([]);
    timers.stop();
    expect(polls()).toEqual([]);
  });

  it('an error of its endpoint says so, in the words of the server', async () => {
    server.answer('/device', () => json(400, { error: 'unauthorized_client', error_description: 'No devices.' }));
    await expect(deviceAuthorization(session())).rejects.toMatchObject({
      code: 'ERR_OAUTH_TOKEN_ENDPOINT',
      message: expect.stringMatching(/device authorization endpoint.*unauthorized_client.*No devices\./),
    });
  });
});

describe('a person asked at their own device (CIBA)', () => {
  it('is named by a hint; the token comes when they have allowed it', async () => {
    answers(pending, slowDown, done);
    const shop = session({ clientSecret: 'hush-hush' });
    const asked = await backchannelAuthentication(shop, {
      loginHint: 'ann',
      scope: ['payments'],
      bindingMessage: 'W4SC',
      acrValues: ['a', 'b'],
      requestedExpirySeconds: 120,
    });
    expect(form(0)).toEqual({
      scope: 'openid payments',
      login_hint: 'ann',
      binding_message: 'W4SC',
      acr_values: 'a b',
      requested_expiry: '120',
    });
    await asked.fetchToken();
    expect(form(1)).toEqual({ grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: 'asked' });
    expect(gaps().map((gap, index) => gap >= ([2, 2, 7][index] ?? 0) - 0.1)).toEqual([true, true, true]);
    expect(await shop.token()).toMatchObject({ access_token: 'token' });
  });

  it('who says no is a typed error', async () => {
    answers(() => json(400, { error: 'access_denied' }));
    const asked = await backchannelAuthentication(session(), { idTokenHint: 'jwt' });
    await expect(asked.fetchToken()).rejects.toMatchObject({ code: 'ERR_OAUTH_AUTHORIZATION_DENIED' });
  });

  it('is named in exactly one way', async () => {
    for (const hints of [{}, { loginHint: 'a', idTokenHint: 'b' }]) {
      await expect(backchannelAuthentication(session(), hints as never)).rejects.toMatchObject({ option: 'loginHint' });
    }
  });
});
