import axios from 'axios';
import { findLeaks } from '../../fixtures/leak-detector.js';
import {
  apiOf,
  callbackUri,
  closeServers,
  failureOf,
  sessionFor,
  startService,
} from '../../fixtures/oauth1/session-scene.js';
import type { Exchange } from '../../fixtures/servers/exchange.js';
import { faults } from '../../fixtures/servers/faults.js';
import type { OAuth1Server } from '../../fixtures/servers/oauth1-server.js';
import { isOAuthError, MemoryTokenStore } from '../../lib/index.js';
import type { PendingTemporaryCredentials } from '../../lib/oauth1/index.js';

afterEach(async () => {
  expect(await closeServers()).toEqual([]);
});

const problemsOf = ({ requests }: OAuth1Server) => requests.flatMap(({ verdict }) => verdict.problems);
const methods = ['HMAC-SHA1', 'HMAC-SHA256', 'HMAC-SHA512', 'RSA-SHA1', 'RSA-SHA256', 'RSA-SHA512', 'PLAINTEXT'];
const placements = ['header', 'body', 'query'];
const ways = methods.flatMap((signatureMethod) => placements.map((placement) => ({ signatureMethod, placement })));

describe('a login', () => {
  it.each(ways)('ends in a token that signs requests: $signatureMethod, $placement', async (way) => {
    const { server, session } = await startService({ provider: way });
    const { url, pending } = await session.authorizationUrl();
    const token = await session.fetchToken({ authorizationResponse: server.login(url), pending });
    expect(token).toMatchObject({ oauth_token: expect.any(String), screen_name: 'ann' });
    const { data } = await apiOf(server, session).post('/me', new URLSearchParams('a=1 2'));
    expect(data).toEqual({ account: 'ann' });
    expect(server.requests.map(({ path, verdict }) => [path, verdict.placement])).toEqual(
      ['/initiate', '/token', '/me'].map((path) => [path, way.placement]),
    );
    expect(problemsOf(server)).toEqual([]);
  });

  it('5849-2.1-a: asks for temporary credentials with oauth_callback, and no token', async () => {
    const { server, session } = await startService();
    await session.authorizationUrl();
    const [first = {}] = server.parametersOf('/initiate');
    expect(first).toMatchObject({ oauth_callback: callbackUri });
    expect(first).not.toHaveProperty('oauth_token');
  });

  it.each([undefined, '', 'oob'])('5849-2.1-a: a callback that is %j means out of band', async (ours) => {
    const { server, session } = await startService({ callbackUri: ours });
    const { url, pending } = await session.authorizationUrl();
    expect(server.parametersOf('/initiate')).toMatchObject([{ oauth_callback: 'oob' }]);
    await session.fetchToken({ verifier: ` ${server.login(url)}\n`, pending });
    expect((await session.token())?.screen_name).toBe('ann');
  });

  it('5849-2.1-c: asks by POST, or as the provider wants it', async () => {
    for (const method of [undefined, 'POST', 'GET']) {
      const { server, session } = await startService({ provider: { method } });
      const { url, pending } = await session.authorizationUrl({ requestParameters: { scope: 'a b' } });
      await session.fetchToken({ authorizationResponse: server.login(url), pending });
      expect(server.requests.map((request) => request.method)).toEqual([method ?? 'POST', method ?? 'POST']);
      expect(problemsOf(server)).toEqual([]);
    }
  });

  it("5849-2.2-a: the authorization URL gets oauth_token and keeps the endpoint's own query", async () => {
    const { server, session } = await startService();
    const authorizationEndpoint = `${server.origin}/authorize?a=b%20c&a=d`;
    const own = sessionFor(server, { provider: { authorizationEndpoint } });
    const { url, pending } = await own.authorizationUrl({ authorizationParameters: { force_login: 'yes & no' } });
    expect(url.startsWith(`${authorizationEndpoint}&`)).toBe(true);
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      a: 'd',
      force_login: 'yes & no',
      oauth_token: pending.oauth_token,
    });
    void session;
  });

  it('takes realm, callback and parameters of its own', async () => {
    const { server, session } = await startService({ realm: 'usual' });
    await session.authorizationUrl();
    await session.authorizationUrl({
      realm: 'photos',
      callbackUri: 'app://callback',
      requestParameters: { x_auth_access_type: 'read & write', scope: undefined },
    });
    const [usual, own] = server.requests;
    expect([usual?.verdict.realm, own?.verdict.realm]).toEqual(['usual', 'photos']);
    expect(own?.verdict.parameters.get('oauth_callback')).toBe('app://callback');
    expect(own?.body.toString()).toBe('x_auth_access_type=read+%26+write');
    expect(problemsOf(server)).toEqual([]);
  });

  it.each([
    { realms: 'x' },
    { requestParameters: null },
    { requestParameters: 'scope=read' },
    { requestParameters: { scope: ['a', 'b'] } },
    { authorizationParameters: { force_login: null } },
    { authorizationParameters: new URLSearchParams('force_login=1') },
    { requestParameters: { oauth_token: 'x' } },
    { authorizationParameters: { oauth_x: 'x' } },
  ])('refuses what it does not know, or sets itself: %j', async (options) => {
    const { server, session } = await startService();
    await expect(session.authorizationUrl(options as object)).rejects.toMatchObject({
      code: 'ERR_OAUTH_CONFIGURATION',
      option: expect.stringMatching(`^${String(Object.keys(options)[0])}(\\.|$)`),
    });
    expect(server.requests).toEqual([]);
  });

  it('5849-2.3-a: trades the verifier, signed with the temporary secret, for a token', async () => {
    const { server, session } = await startService();
    const { url, pending } = await session.authorizationUrl();
    const authorizationResponse = server.login(url);
    await session.fetchToken({ authorizationResponse, pending });
    expect(server.parametersOf('/token')).toMatchObject([
      {
        oauth_token: pending.oauth_token,
        oauth_verifier: new URL(authorizationResponse).searchParams.get('oauth_verifier'),
      },
    ]);
    expect(problemsOf(server)).toEqual([]);
  });

  it('5849-2.3-a: a login is used once; nothing is sent for the second', async () => {
    const { server, session } = await startService();
    const { url, pending } = await session.authorizationUrl();
    const callback = { authorizationResponse: server.login(url), pending };
    await session.fetchToken(callback);
    await expect(sessionFor(server).fetchToken(callback)).rejects.toThrow(/used already/);
    expect(server.requestsTo('/token')).toHaveLength(1);
  });

  it('a service, or a mock of one, that gives the same temporary credentials again begins another login', async () => {
    const { server, session } = await startService();
    for (const screen_name of ['ann', 'ben']) {
      server.next(faults.raw({ body: `${good}&oauth_callback_confirmed=true` }));
      const { pending } = await session.authorizationUrl();
      server.next(faults.raw({ body: `${good}&screen_name=${screen_name}` }));
      const token = await session.fetchToken({ authorizationResponse: '?oauth_token=t&oauth_verifier=v', pending });
      expect(token.screen_name).toBe(screen_name);
    }
  });

  it('survives a trip of pending through JSON, and another session object', async () => {
    const { server, session } = await startService();
    const { url, pending } = await session.authorizationUrl();
    const kept = JSON.parse(JSON.stringify(pending)) as PendingTemporaryCredentials;
    const callback = new URL(server.login(url));
    const store = new MemoryTokenStore();
    await sessionFor(server, { store }).fetchToken({
      authorizationResponse: `/callback${callback.search}`,
      pending: kept,
    });
    const { data } = await apiOf(server, sessionFor(server, { store })).get('/me');
    expect(data).toEqual({ account: 'ann' });
  });

  it('tells of the token, which is stored by then', async () => {
    const { server, session } = await startService();
    const heard: unknown[] = [];
    session.on('tokenUpdated', ({ token, account }) => heard.push([token, account]));
    const { url, pending } = await session.account('ben').authorizationUrl();
    const token = await session.account('ben').fetchToken({ authorizationResponse: server.login(url), pending });
    expect(heard).toEqual([[token, 'ben']]);
    expect(await session.account('ben').token()).toEqual(token);
    expect(await session.token()).toBeUndefined();
  });

  it('works without revision A where the provider says so', async () => {
    const { server, session } = await startService({ provider: { confirmsCallback: false } }, { revisionA: false });
    const { url, pending } = await session.authorizationUrl();
    expect(new URL(url).searchParams.get('oauth_callback')).toBe(callbackUri);
    await session.fetchToken({ authorizationResponse: server.login(url), pending });
    expect(server.parametersOf('/token')[0]).not.toHaveProperty('oauth_verifier');
  });

  it('a clock that is wrong is corrected at the first request, and used nonces are drawn anew', async () => {
    const { server, session } = await startService();
    server.clock.advance(7_200_000);
    const { url, pending } = await session.authorizationUrl();
    server.next(faults.raw({ status: 401, headers: { 'WWW-Authenticate': 'OAuth oauth_problem="nonce_used"' } }));
    await session.fetchToken({ authorizationResponse: server.login(url), pending });
    await apiOf(server, session).get('/me');
    expect(server.requests.map(({ path, status }) => `${path} ${status}`)).toEqual([
      '/initiate 401',
      '/initiate 200',
      '/token 401',
      '/token 200',
      '/me 200',
    ]);
  });

  it('is as the user calls the service: through their own instance, whose parameters do not break the signature', async () => {
    const { server } = await startService();
    const instance = axios.create({
      params: { key: 'of the API' },
      baseURL: 'https://elsewhere.example',
      proxy: false,
    });
    const session = sessionFor(server, { axios: instance });
    await session.authorizationUrl();
    expect(server.requests[0]?.url).toBe('/initiate');
    expect(problemsOf(server)).toEqual([]);
    expect(() => session.attach(instance)).toThrow(expect.objectContaining({ option: 'axios' }));
  });
});

describe('what the person comes back with', () => {
  const waiting = async () => {
    const { server, session } = await startService();
    const { url, pending } = await session.authorizationUrl();
    const back = new URL(server.login(url));
    const answer = (change: (query: URLSearchParams) => void) => {
      const changed = new URL(back);
      change(changed.searchParams);
      return failureOf(session.fetchToken({ authorizationResponse: changed, pending }));
    };
    return { server, session, pending, answer };
  };
  type Change = (query: URLSearchParams, pending: PendingTemporaryCredentials) => void;

  it.each<[string, string, Change]>([
    ['5849-2.2-b: another oauth_token', 'oauth_token', (query) => query.set('oauth_token', 'another')],
    ['5849-2.2-b: no oauth_token', 'oauth_token', (query) => query.delete('oauth_token')],
    ['an empty oauth_token', 'oauth_token', (query) => query.set('oauth_token', '')],
    ['no verifier', 'oauth_verifier', (query) => query.delete('oauth_verifier')],
    ['two verifiers', 'oauth_verifier', (query) => query.append('oauth_verifier', 'x')],
    ['two tokens', 'oauth_token', (query) => query.append('oauth_token', 'x')],
    ['a denial of another login', 'oauth_token', (query) => { query.delete('oauth_token'); query.set('denied', 'x'); }], // prettier-ignore
  ])('%s: refused, and nothing is sent', async (_what, parameter, change) => {
    const { server, pending, answer } = await waiting();
    expect(await answer((query) => change(query, pending))).toMatchObject({
      code: 'ERR_OAUTH_AUTHORIZATION_RESPONSE',
      parameter,
    });
    expect(server.requestsTo('/token')).toEqual([]);
  });

  it.each<[string, (query: URLSearchParams) => unknown]>([
    ['a path with a line end', (query) => `/callback?${query}\n`],
    ['the query alone, pasted with spaces', (query) => `  ${query} `],
    ['parameters', (query) => query],
    ['an object, as Express has it', (query) => Object.fromEntries(query)],
    ["parameters of the app's own, given twice", (query) => `/callback?tag=a&tag=b&${query}`],
    ['a list of those, as Express has it', (query) => ({ tag: ['a', 'b'], ...Object.fromEntries(query) })],
  ])('may come as %s', async (_how, as) => {
    const { server, session } = await startService();
    const { url, pending } = await session.authorizationUrl();
    const authorizationResponse = as(new URL(server.login(url)).searchParams) as string;
    expect(await session.fetchToken({ authorizationResponse, pending })).toMatchObject({ screen_name: 'ann' });
  });

  it.each(['denied', 'oauth_problem'] as const)('the person said no (%s): a typed error', async (denial) => {
    const { server, session } = await startService({}, { denial });
    const { url, pending } = await session.authorizationUrl();
    const error = await failureOf(session.fetchToken({ authorizationResponse: server.login(url), pending }));
    expect(error).toMatchObject({
      code: 'ERR_OAUTH_AUTHORIZATION_DENIED',
      error: denial === 'denied' ? 'denied' : 'permission_denied',
    });
    expect(server.requestsTo('/token')).toEqual([]);
  });

  it('a report without a token is a denial too, with the words of the service', async () => {
    const { pending, session } = await waiting();
    const authorizationResponse = '?oauth_problem=user_refused&oauth_problem_advice=No%07way';
    expect(await failureOf(session.fetchToken({ authorizationResponse, pending }))).toMatchObject({
      code: 'ERR_OAUTH_AUTHORIZATION_DENIED',
      error: 'user_refused',
      error_description: 'No way',
    });
  });

  it.each<[string, unknown]>([
    ['pending', undefined],
    ['pending', { authorizationResponse: '?oauth_token=t&oauth_verifier=v' }],
    ['pending', { verifier: 'v', pending: { oauth_token: 't' } }],
    ['verifier', { verifier: '', pending: { oauth_token: 't', oauth_token_secret: 's' } }],
    ['verifier', { verifier: ' \n', pending: { oauth_token: 't', oauth_token_secret: 's' } }],
    ['authorizationResponse', { authorizationResponse: null, pending: { oauth_token: 't', oauth_token_secret: 's' } }],
    ['verifer', { verifer: 'v', pending: { oauth_token: 't', oauth_token_secret: 's' } }],
    ['verifier', { pending: { oauth_token: 't', oauth_token_secret: 's' } }],
  ])('needs %s: %j', async (option, callback) => {
    const { session } = await waiting();
    await expect(session.fetchToken(callback as never)).rejects.toMatchObject({
      code: 'ERR_OAUTH_CONFIGURATION',
      option,
    });
  });
});

const text = (body: string, more: { status?: number; headers?: Record<string, string> } = {}) =>
  faults.raw({ body, ...more });
const good = 'oauth_token=t&oauth_token_secret=s';
const credentials = 'oauth_token=t&oauth_token_secret=brand-new-secret&oauth_callback_confirmed=true';

describe('the answer of the service', () => {
  it.each<[string, ReturnType<typeof text>]>([
    ['without it', text(good)],
    ['with another value', text(`${good}&oauth_callback_confirmed=false`)],
  ])('5849-2.1-b: oauth_callback_confirmed=true is required: %s', async (_how, fault) => {
    const { server, session } = await startService();
    server.next(fault);
    await expect(session.authorizationUrl()).rejects.toMatchObject({ code: 'ERR_OAUTH_CALLBACK_UNCONFIRMED' });
  });

  it.each<[string, ReturnType<typeof text>]>([
    ['as HTML', text(`${good}&oauth_callback_confirmed=true\r\n`, { headers: { 'Content-Type': 'text/html' } })],
    ['with 201', text(`${good}&oauth_callback_confirmed=true`, { status: 201 })],
    ['as JSON', text('{"oauth_token":"t","oauth_token_secret":"s","oauth_callback_confirmed":true}')],
    ['with an empty secret', text('oauth_token=t&oauth_token_secret=&oauth_callback_confirmed=true')],
    ['with a name that is not encoded', text(`${good}&oauth_callback_confirmed=true&fullname=<Ann> & Ben`)],
    ['with an & before it', text(`&${good}&oauth_callback_confirmed=true`)],
  ])('is read leniently: %s', async (_how, fault) => {
    const { server, session } = await startService();
    server.next(fault);
    expect((await session.authorizationUrl()).pending.oauth_token).toBe('t');
  });

  it('keeps what came beside the token, but sets no member that is ours', async () => {
    const { server, session } = await startService();
    const { url, pending } = await session.authorizationUrl();
    const authorizationResponse = server.login(url);
    server.next(text(`${good}&user_id=7&screen_name=a%20b&revision=x&expiresAt=1&refusedGrant=y&__proto__=z`));
    const token = await session.fetchToken({ authorizationResponse, pending });
    expect(token).toEqual({
      oauth_token: 't',
      oauth_token_secret: 's',
      user_id: '7',
      screen_name: 'a b',
      issuedAt: expect.any(Number),
      revision: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it.each<[string, string, ReturnType<typeof text>, object]>([
    ['a page', 'ERR_OAUTH_TOKEN_RESPONSE', text('<html>a=b</html>'), { status: 200 }],
    ['nothing', 'ERR_OAUTH_TOKEN_RESPONSE', text(''), {}],
    ['no token', 'ERR_OAUTH_TOKEN_RESPONSE', text('oauth_token_secret=s'), {}],
    ['no secret', 'ERR_OAUTH_TOKEN_RESPONSE', text('oauth_token=t'), {}],
    ['two tokens', 'ERR_OAUTH_TOKEN_RESPONSE', text(`${good}&oauth_token=u`), {}],
    ['a redirect', 'ERR_OAUTH_TOKEN_RESPONSE', faults.redirect(302, 'https://elsewhere.example'), { status: 302 }],
    ['429', 'ERR_OAUTH_TOKEN_ENDPOINT_BUSY', text('', { status: 429, headers: { 'Retry-After': '7' } }), { retryAfterMs: 7000 }], // prettier-ignore
    ['a reset', 'ERR_OAUTH_UNREACHABLE', faults.reset(), { sent: true }],
    ['half an answer', 'ERR_OAUTH_UNREACHABLE', faults.halfBodyThenReset(), { sent: true }],
    ['401 in words', 'ERR_OAUTH_TOKEN_ENDPOINT', text('Failed to validate oauth signature', { status: 401 }), { error: 'http_401', error_description: 'Failed to validate oauth signature' }], // prettier-ignore
    ['200 in words, as MediaWiki has it', 'ERR_OAUTH_TOKEN_ENDPOINT', text('Error: An error occurred in the OAuth protocol: Invalid signature'), { status: 200, error: 'unknown_error', error_description: 'Error: An error occurred in the OAuth protocol: Invalid signature' }], // prettier-ignore
    ['200 with the error of a form', 'ERR_OAUTH_TOKEN_ENDPOINT', text('error=invalid_client&error_description=no+such+app'), { status: 200, error: 'invalid_client', error_description: 'no such app' }], // prettier-ignore
    ['200 with the error of JSON', 'ERR_OAUTH_TOKEN_ENDPOINT', text('{"error":"no such app"}'), { status: 200, error: 'no such app' }], // prettier-ignore
    ['403 in XML, as Twitter has it', 'ERR_OAUTH_TOKEN_ENDPOINT', text('<?xml version="1.0"?>\n<errors><error code="415">Callback URL not approved</error></errors>', { status: 403 }), { error: 'http_403', error_description: 'Callback URL not approved' }], // prettier-ignore
    ['404 and a page in XML', 'ERR_OAUTH_TOKEN_ENDPOINT', text('<?xml version="1.0"?><html><p>no</p></html>', { status: 404 }), { error: 'http_404', error_description: undefined }], // prettier-ignore
    ['500 and a page', 'ERR_OAUTH_TOKEN_ENDPOINT', text('<html>', { status: 500 }), { error: 'http_500' }],
    ['a report in the header', 'ERR_OAUTH_TOKEN_ENDPOINT', text('', { status: 401, headers: { 'WWW-Authenticate': 'OAuth oauth_problem=consumer_key_refused' } }), { error: 'consumer_key_refused' }], // prettier-ignore
    ['a report in the body', 'ERR_OAUTH_TOKEN_ENDPOINT', text('oauth_problem=parameter_absent&oauth_parameters_absent=scope', { status: 400 }), { error: 'parameter_absent', error_description: 'scope' }], // prettier-ignore
    ['a report with 200', 'ERR_OAUTH_TOKEN_ENDPOINT', text('oauth_problem=additional_authorization_required'), { status: 200 }], // prettier-ignore
  ])('%s is a typed error, for both requests', async (_what, code, fault, members) => {
    const { server, session } = await startService();
    server.next(fault);
    await expect(session.authorizationUrl()).rejects.toMatchObject({ code, ...members });
    const { url, pending } = await session.authorizationUrl();
    server.next(fault);
    const callback = { authorizationResponse: server.login(url), pending };
    await expect(session.fetchToken(callback)).rejects.toMatchObject({ code, ...members });
    expect(await session.token()).toBeUndefined();
  });

  it.each([text('nobody here', { status: 404 }), text('', { status: 429 }), text('<html>', {})])(
    'an error names the endpoint, and the option of one that is not there',
    async (fault) => {
      const { server, session } = await startService();
      server.next(fault);
      const { message } = (await failureOf(session.authorizationUrl())) as Error;
      expect(message).toMatch(/^The temporary credentials endpoint /);
      expect(message).toMatch(/provider\.temporaryCredentialsEndpoint|try again later/);
    },
  );

  it.each([
    { clientKey: 'unknown', problem: 'consumer_key_unknown', says: /clientKey/ },
    { clientSecret: 'wrong', problem: 'signature_invalid', says: /secrets/ },
  ])('a client that is refused: $problem', async ({ problem, says, ...wrong }) => {
    const { session } = await startService(wrong);
    const error = await failureOf(session.authorizationUrl());
    expect(error).toMatchObject({ code: 'ERR_OAUTH_TOKEN_ENDPOINT', status: 401, error: problem });
    expect((error as Error).message).toMatch(says);
  });

  it('is given up by a signal, in both requests', async () => {
    const { server, session } = await startService();
    const { url, pending } = await session.authorizationUrl();
    const login = { authorizationResponse: server.login(url), pending };
    const calls = [
      (signal: AbortSignal) => session.authorizationUrl({ signal }),
      (signal: AbortSignal) => session.fetchToken(login, { signal }),
    ];
    for (const call of calls) {
      server.next(faults.hang());
      expect(axios.isCancel(await failureOf(call(AbortSignal.timeout(50))))).toBe(true);
    }
    await expect(session.authorizationUrl({ signal: AbortSignal.abort() })).rejects.toThrow('canceled');
    await expect(session.fetchToken(login, { signl: undefined } as object)).rejects.toMatchObject({ option: 'signl' });
  });

  it('a service that hangs is given up, and one that floods is cut off', async () => {
    const { server } = await startService();
    const session = sessionFor(server, { tokenTimeoutMs: 200 });
    server.next(faults.hang());
    await expect(session.authorizationUrl()).rejects.toMatchObject({ code: 'ERR_OAUTH_UNREACHABLE', sent: true });
    server.next(faults.endless());
    await expect(sessionFor(server).authorizationUrl()).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_RESPONSE' });
  });
});

describe('no secret is anywhere', () => {
  const shown = ({ request }: Exchange) =>
    `${request.headers.authorization ?? ''} ${request.url} ${request.body.toString()}`;

  it.each(placements)('though the service echoes it, with PLAINTEXT in the %s', async (placement) => {
    const { server, session } = await startService({ signatureMethod: 'PLAINTEXT', placement });
    const echo = faults.when(() => true, async (exchange) => ({
      status: 400,
      headers: {},
      body: `oauth_problem=parameter_rejected&oauth_problem_advice=${encodeURIComponent(shown(exchange).slice(0, 4000))}`,
    })); // prettier-ignore
    const echoInWords = faults.when(() => true, async (exchange) => ({ status: 401, headers: {}, body: `No: ${shown(exchange)}` })); // prettier-ignore
    const heard: unknown[] = [];
    for (const fault of [echo, echoInWords]) {
      server.next(fault);
      heard.push(await failureOf(session.authorizationUrl()));
      const { url, pending } = await session.authorizationUrl();
      server.next(fault);
      heard.push(await failureOf(session.fetchToken({ authorizationResponse: server.login(url), pending })));
    }
    expect(heard.every(isOAuthError)).toBe(true);
    expect(findLeaks([heard, session], server.credentials.secrets())).toEqual([]);
  });

  it.each<[string, string | Buffer, number?]>([
    ['a form as a JSON text', JSON.stringify(credentials)],
    ['half of JSON', '{"oauth_token":"t","oauth_token_secret":"brand-new-secret",'],
    ['a list', '[{"oauth_token":"t","oauth_token_secret":"brand-new-secret"}]'],
    ['lines', credentials.replaceAll('&', '\n')],
    ['words before it', `Welcome! ${credentials}`],
    ['two octets a character', Buffer.from(credentials, 'utf16le')],
    ['an error', credentials, 500],
    ['XML', '<?xml version="1.0"?><oauth_token_secret>brand-new-secret</oauth_token_secret>', 403],
  ])('of an answer that cannot be used: %s', async (_what, body, status = 200) => {
    const { server, session } = await startService();
    server.next(faults.raw({ status, body }));
    const errors = [await failureOf(session.authorizationUrl())];
    const { url, pending } = await session.authorizationUrl();
    server.next(faults.raw({ status, body }));
    errors.push(await failureOf(session.fetchToken({ authorizationResponse: server.login(url), pending })));
    expect(errors.every(isOAuthError)).toBe(true);
    const secrets = { new: 'brand-new-secret', spread: Array.from('brand-new-secret').join(' ') };
    expect(findLeaks(errors, secrets)).toEqual([]);
  });

  it('in an error of the network', async () => {
    const { server, session } = await startService();
    const { url, pending } = await session.authorizationUrl();
    server.next(faults.reset());
    const error = await failureOf(session.fetchToken({ authorizationResponse: server.login(url), pending }));
    expect(findLeaks([error, session], server.credentials.secrets())).toEqual([]);
  });
});
