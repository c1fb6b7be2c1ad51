import { findLeaks } from '../../fixtures/leak-detector.js';
import {
  apiOf,
  closeServers,
  failureOf,
  sessionFor,
  startService,
  type Settings,
} from '../../fixtures/oauth1/session-scene.js';
import { faults } from '../../fixtures/servers/faults.js';
import { MemoryTokenStore } from '../../lib/index.js';

afterEach(async () => {
  expect(await closeServers()).toEqual([]);
});

/** Logged in at a service whose tokens live for half an hour. */
async function loggedIn(settings: Settings = {}) {
  const store = new MemoryTokenStore();
  const { server, session } = await startService({ store, ...settings }, { lifetimeSeconds: 1800 });
  const { url, pending } = await session.authorizationUrl();
  const token = await session.fetchToken({ authorizationResponse: server.login(url), pending });
  return { server, session, store, token, api: apiOf(server, session), renewals: () => renewalsAt(server) };
}

const renewalsAt = (server: { parametersOf(path: string): Record<string, string>[] }) =>
  server.parametersOf('/token').filter(({ oauth_session_handle: handle }) => handle !== undefined);

/** The client knows that its token has expired. */
async function expire({ session, token }: Pick<Awaited<ReturnType<typeof loggedIn>>, 'session' | 'token'>) {
  await session.setToken({ ...token, expiresAt: Date.now() - 1000 });
}

describe('token credentials that expire (OAuth Session extension)', () => {
  it('are stored with their session handle and their times', async () => {
    const { token } = await loggedIn();
    const inSeconds = (at = 0) => Math.round((at - (token.issuedAt ?? 0)) / 1000);
    expect(token.oauth_session_handle).toMatch(/^session-handle/);
    expect([inSeconds(token.expiresAt), inSeconds(token.authorizationExpiresAt)]).toEqual([1800, 86_400]);
    expect(token).not.toHaveProperty('oauth_expires_in');
  });

  it.each(['header', 'body', 'query'])(
    'are renewed before a request when they have expired (%s)',
    async (placement) => {
      const scene = await loggedIn({ provider: { placement } });
      const { server, session, token, api, renewals } = scene;
      await expire(scene);
      const { data } = await api.post('/me', new URLSearchParams('a=1'));
      expect(data).toEqual({ account: 'ann' });
      expect(renewals()).toMatchObject([
        { oauth_token: token.oauth_token, oauth_session_handle: token.oauth_session_handle },
      ]);
      expect(await session.token()).toMatchObject({
        screen_name: 'ann',
        oauth_session_handle: token.oauth_session_handle,
      });
      expect((await session.token())?.oauth_token).not.toBe(token.oauth_token);
      expect(server.requests.flatMap(({ verdict }) => verdict.problems)).toEqual([]);
    },
  );

  it('are renewed once for a hundred requests that wait, and for two sessions on one store', async () => {
    const scene = await loggedIn();
    const { server, store, api, renewals } = scene;
    await expire(scene);
    const other = apiOf(server, sessionFor(server, { store }));
    await Promise.all(Array.from({ length: 100 }, (_, at) => (at % 2 ? api : other).get('/me')));
    expect(renewals()).toHaveLength(1);
  });

  it('are renewed when the API says token_expired, and the request is sent once more', async () => {
    const { server, api, renewals } = await loggedIn();
    server.expireTokens();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => api.post('/me', { at })));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(renewals()).toHaveLength(1);
    expect(server.requestsTo('/me').filter(({ status }) => status === 200)).toHaveLength(20);
  });

  it('a late refusal of the old token is answered with the new one, and no further renewal', async () => {
    const { server, session, api, renewals } = await loggedIn();
    const hold = faults.hold();
    server.nextWhen(({ request }) => request.path === '/late', hold);
    const late = api.get('/late');
    await hold.until();
    await session.refreshToken();
    hold.release();
    expect((await late).status).toBe(200);
    expect(server.requestsTo('/late').map(({ status }) => status)).toEqual([401, 200]);
    expect(renewals()).toHaveLength(1);
  });

  it('are renewed when the API refuses them without a report', async () => {
    const { server, api, renewals } = await loggedIn();
    server.nextWhen(({ request }) => request.path === '/me', faults.raw({ status: 401 }));
    expect((await api.get('/me')).status).toBe(200);
    expect(renewals()).toHaveLength(1);
  });

  it('are renewed also where the Date of a refusal without a report is far from our clock', async () => {
    const { server, api, renewals } = await loggedIn();
    server.expireTokens();
    const Date = new globalThis.Date(globalThis.Date.now() + 120_000).toUTCString();
    server.always(faults.insteadOf401({ headers: { Date }, body: '' }));
    expect((await api.get('/me')).status).toBe(200);
    expect(renewals()).toHaveLength(1);
  });

  it('a clock that is mended is enough where the renewal fails', async () => {
    const { server, api } = await loggedIn();
    const Date = new globalThis.Date(globalThis.Date.now() + 120_000).toUTCString();
    server.nextWhen(({ request }) => request.path === '/me', faults.raw({ status: 401, headers: { Date } }));
    server.nextWhen(({ request }) => request.path === '/token', faults.raw({ status: 403 }));
    expect((await api.get('/me')).status).toBe(200);
  });

  it('the time of the API counts there, though that of the token endpoint is another', async () => {
    const { server, api, renewals } = await loggedIn();
    server.settings.toleranceSeconds = 10_000;
    const dateIn = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();
    const late = { status: 401, body: 'oauth_problem=timestamp_refused', headers: { Date: dateIn(0) } };
    server.nextWhen(({ request }) => request.path === '/me', faults.raw({ status: 401, headers: { Date: dateIn(7200) } })); // prettier-ignore
    server.nextWhen(({ request }) => request.path === '/token', faults.raw(late));
    await api.get('/me');
    await api.get('/me');
    const hoursAhead = ({ oauth_timestamp: sent }: Record<string, string>) =>
      Math.round((Number(sent) - Date.now() / 1000) / 3600) || 0;
    expect(renewals().map(hoursAhead)).toEqual([2, 0]);
    expect(server.parametersOf('/me').map(hoursAhead)).toEqual([0, 2, 2]);
  });

  it('are renewed whatever validateStatus says', async () => {
    const { server, session, renewals } = await loggedIn();
    server.expireTokens();
    const { status } = await apiOf(server, session, { validateStatus: () => true }).get('/me');
    expect([status, renewals().length]).toEqual([200, 1]);
  });

  it('a token that was renewed for this very request and is refused again goes to the caller', async () => {
    const { server, api, renewals } = await loggedIn();
    const expired = faults.raw({ status: 401, headers: { 'WWW-Authenticate': 'OAuth oauth_problem="token_expired"' } });
    server.nextWhen(({ request }) => request.path === '/me', expired);
    server.nextWhen(({ request }) => request.path === '/me', expired);
    expect(await failureOf(api.get('/me'))).toMatchObject({
      response: { status: 401 },
      cause: { code: 'ERR_OAUTH_TOKEN_REFUSED', error: 'token_expired' },
    });
    expect(renewals()).toHaveLength(1);
  });

  it('are renewed by hand, also when they are fresh', async () => {
    const { session, token } = await loggedIn();
    expect((await session.refreshToken()).oauth_token).not.toBe(token.oauth_token);
  });

  it('are the caller’s affair with refresh: manual', async () => {
    const scene = await loggedIn({ refresh: 'manual' });
    await expire(scene);
    expect(await failureOf(scene.api.get('/me'))).toMatchObject({ code: 'ERR_OAUTH_TOKEN_EXPIRED', renewable: true });
    await scene.session.refreshToken();
    expect((await scene.api.get('/me')).status).toBe(200);
  });

  it('an answer without a handle keeps the old one', async () => {
    const scene = await loggedIn();
    const { server, session, token } = scene;
    server.next(
      faults.mutateBody((body) => {
        const members = new URLSearchParams(body);
        members.delete('oauth_session_handle');
        return members.toString();
      }),
    );
    expect((await session.refreshToken()).oauth_session_handle).toBe(token.oauth_session_handle);
  });

  it.each<[string, (members: Record<string, unknown>) => unknown]>([
    ['that is empty', (members) => ({ ...members, oauth_session_handle: '' })],
    ['that is null', (members) => ({ ...members, oauth_session_handle: null })],
    ['that is no text', (members) => ({ ...members, oauth_session_handle: 5 })],
  ])('an answer with a handle %s keeps the old one', async (_what, change) => {
    const { server, session, token } = await loggedIn();
    const asJson = (body: string) => JSON.stringify(change(Object.fromEntries(new URLSearchParams(body))));
    server.next(faults.mutateBody(asJson));
    expect((await session.refreshToken()).oauth_session_handle).toBe(token.oauth_session_handle);
    await session.refreshToken();
  });

  it('a login whose handle is empty has none: a refused token goes to the caller, who is told to log in', async () => {
    const { server, session } = await startService({}, { lifetimeSeconds: 1800 });
    const { url, pending } = await session.authorizationUrl();
    server.next(faults.mutateBody((body) => body.replace(/(oauth_session_handle=)[^&]*/, '$1')));
    const token = await session.fetchToken({ authorizationResponse: server.login(url), pending });
    expect(token).not.toHaveProperty('oauth_session_handle');
    server.expireTokens();
    expect(await failureOf(apiOf(server, session).get('/me'))).toMatchObject({ response: { status: 401 } });
    expect(renewalsAt(server)).toEqual([]);
    await expect(session.setToken({ ...token, oauth_session_handle: 5 as never })).rejects.toMatchObject({
      code: 'ERR_OAUTH_CONFIGURATION',
      option: 'oauth_session_handle',
    });
  });

  it('sign by hand as well: sign() takes the stored token, renewed where it has expired', async () => {
    const scene = await loggedIn();
    await expire(scene);
    const { url, headers } = await scene.session.sign({ method: 'GET', url: `${scene.server.origin}/me?x=1` });
    const { status } = await fetch(url, { headers });
    expect([status, scene.renewals().length]).toEqual([200, 1]);
  });
});

describe('when the session is over', () => {
  const refusals = [
    ['token_rejected', undefined],
    ['token_revoked', 'oauth_problem=token_revoked'],
    ['parameter_rejected', 'oauth_problem=parameter_rejected&oauth_parameters_rejected=oauth_session_handle'],
    ['parameter_rejected', 'oauth_problem=parameter_rejected&oauth_problem_advice=No+such+session&oauth_parameters_rejected=oauth_session_handle'], // prettier-ignore
    ['token_expired', '{"oauth_problem":"token_expired"}'],
  ] as const;

  it.each(refusals)('%s is final: one call, a typed error for all, and the event reauthorize', async (error, body) => {
    const scene = await loggedIn();
    const { server, session, api, renewals } = scene;
    const heard: unknown[] = [];
    session.on('reauthorize', (event) => heard.push(event));
    await expire(scene);
    if (body) server.next(faults.raw({ status: 401, body }));
    else server.endSessions();
    const failures = await Promise.all(Array.from({ length: 20 }, () => failureOf(api.get('/me'))));
    for (const failure of failures)
      expect(failure).toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT', account: 'default', error });
    expect(await failureOf(api.get('/me'))).toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT', error });
    expect(renewals()).toHaveLength(1);
    expect(heard).toMatchObject([{ account: 'default', error: { code: 'ERR_OAUTH_INVALID_GRANT', error } }]);
    expect(findLeaks([failures, heard], server.credentials.secrets())).toEqual([]);
  });

  it('a new login mends it', async () => {
    const scene = await loggedIn();
    const { server, session, api } = scene;
    await expire(scene);
    server.endSessions();
    await failureOf(api.get('/me'));
    const { url, pending } = await session.authorizationUrl();
    await session.fetchToken({ authorizationResponse: server.login(url), pending });
    expect((await api.get('/me')).status).toBe(200);
  });

  it.each([
    [
      'the client is refused',
      faults.raw({ status: 401, body: 'oauth_problem=consumer_key_rejected' }),
      'ERR_OAUTH_TOKEN_ENDPOINT',
    ],
    ['the answer is nonsense', faults.raw({ body: '<html>' }), 'ERR_OAUTH_TOKEN_RESPONSE'],
    ['401 without a report', faults.raw({ status: 401 }), 'ERR_OAUTH_TOKEN_ENDPOINT'],
  ] as const)('%s: nothing is lost, the next request tries again', async (_what, fault, code) => {
    const scene = await loggedIn();
    const { server, api } = scene;
    await expire(scene);
    server.next(fault);
    expect(await failureOf(api.get('/me'))).toMatchObject({ code });
    expect((await api.get('/me')).status).toBe(200);
  });

  it('a lost answer is asked for once more', async () => {
    const scene = await loggedIn();
    await expire(scene);
    scene.server.next(faults.reset());
    expect((await scene.api.get('/me')).status).toBe(200);
  });
});

describe('tokens that do not expire', () => {
  it('are used until they are refused: token_expired without a handle goes to the caller, who is told to log in', async () => {
    const { server, session } = await startService();
    await session.setToken(server.issue());
    server.expireTokens();
    const error = await failureOf(apiOf(server, session).get('/me'));
    expect(error).toMatchObject({ response: { status: 401 }, cause: { error: 'token_expired' } });
    expect(server.requests).toHaveLength(1);
    expect(await failureOf(session.refreshToken())).toMatchObject({
      code: 'ERR_OAUTH_TOKEN_EXPIRED',
      renewable: false,
    });
  });

  it('one that has expired by its own word, without a handle, is not sent', async () => {
    const { server, session } = await startService();
    await session.setToken({ ...server.issue(), expiresAt: Date.now() - 1 });
    expect(await failureOf(apiOf(server, session).get('/me'))).toMatchObject({ code: 'ERR_OAUTH_TOKEN_EXPIRED' });
    expect(server.requests).toEqual([]);
  });
});
