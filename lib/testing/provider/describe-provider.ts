import type { OAuth2Session } from '../../oauth2/session.js';
import { claim, claimEqual, claimRejects } from '../claim.js';
import { globalRunner } from '../runner.js';
import {
  answerOf,
  atService,
  firstCall,
  grantParameters,
  kept,
  loggedIn,
  redirectUri,
  type Scene,
} from './oauth2-scene.js';
import type { Carried, ExpectedTokenCall, ExpectedValue, ProviderTests } from './provider-tests.js';
import { claimHeaders, claimParameters, claimTokenCall, client } from './received.js';
import type { ReceivedRequest, ServiceAnswer } from './service.js';

/**
 * Proves a provider against the service's own documentation: the whole way from the login to a renewed token runs through the real
 * code and real sockets, and what is sent must be what the documentation says. The hosts of the service are never called. In Node.
 *
 * @example
 * describeProvider('Acme', {
 *   provider: acme,
 *   source: 'https://developers.acme.example/oauth',
 *   clientAuthentication: 'client_secret_basic',
 *   login: { authorizationRequest: { url: 'https://acme.example/oauth/authorize' } },
 *   token: { request: { url: 'https://acme.example/oauth/token' }, answer: { access_token: 'at', token_type: 'bearer' } },
 *   api: { url: 'https://api.acme.example/me' },
 * });
 */
export function describeProvider(name: string, tests: ProviderTests): void {
  const { describe, it } = tests.runner ?? globalRunner();
  describe(name, () => {
    for (const [sentence, proof] of Object.entries(claimsOf(tests))) it(sentence, () => atService(tests, proof));
  });
}

type Proof = (scene: Scene) => Promise<void>;

function claimsOf(tests: ProviderTests): Readonly<Record<string, Proof>> {
  return {
    ...(tests.login && { 'sends the person to the right page': sendsThePerson }),
    ...(!('held' in tests.token) && {
      [tests.login ? 'trades the code for a token' : 'runs its grant for a token']: getsAToken,
    }),
    'puts the token where the API wants it': carriesTheToken,
    ...(renews(tests)
      ? { 'renews a token that the API calls expired, and sends the request again': renewsTheToken }
      : { 'hands the answer on when the API calls the token expired: nothing renews it': handsOnTheRefusal }),
    ...(tests.revocation && { 'revokes the token, and forgets it': revokesTheToken }),
    ...(tests.revocationPage && { 'says how the access is taken back, where no program can': saysWhereToRevoke }),
    ...refusalsOf(tests),
  };
}

function renews({ refresh, grant }: ProviderTests): boolean {
  return refresh !== undefined || grant?.repeatable === true;
}

function refusalsOf({ refusals = [], refresh }: ProviderTests): Readonly<Record<string, Proof>> {
  return Object.fromEntries(
    refusals.map((refusal) => {
      const { of = refresh ? 'refresh' : 'login', answer, says } = refusal;
      const { code = of === 'revocation' ? 'ERR_OAUTH_ENDPOINT' : 'ERR_OAUTH_INVALID_GRANT' } = refusal;
      const proof: Proof = async (scene) => {
        const refused = (await claimRejects(() => attempts[of](scene, answer), `the ${of}`)) as Partial<
          Error & { code: string }
        >;
        claimEqual(refused.code, code, 'the code of the error');
        claim(refused.message?.includes(says) === true, `the message is ${refused.message ?? 'missing'}`);
      };
      return [`says ${code} when a ${of} is refused with: ${says}`, proof];
    }),
  );
}

/** What is refused. */
const attempts = {
  login: loggedIn,
  refresh: (scene: Scene, answer: ServiceAnswer) => afterLogin(scene, answer, (session) => session.refreshToken()),
  revocation: (scene: Scene, answer: ServiceAnswer) => afterLogin(scene, answer, (session) => session.revokeToken()),
};

async function afterLogin(
  scene: Scene,
  answer: ServiceAnswer,
  call: (session: OAuth2Session) => Promise<unknown>,
): Promise<void> {
  await loggedIn(scene);
  scene.service.willAnswer(answer);
  await call(scene.session);
}

async function sendsThePerson({ tests, session }: Scene): Promise<void> {
  const { login, scope } = tests;
  if (!login) return;
  const { url, pending } = await session.authorizationUrl(login.extra);
  const sent = new URL(url);
  claimEqual(sent.origin + sent.pathname, login.authorizationRequest.url, 'the page');
  const { code_challenge: challenge, ...parameters } = Object.fromEntries(sent.searchParams);
  const protocol = {
    response_type: 'code',
    client_id: client.id,
    redirect_uri: redirectUri,
    state: pending.state,
    code_challenge_method: login.pkce === false ? null : 'S256',
    scope: typeof scope === 'object' ? scope.join(' ') : (scope ?? null),
  };
  claimParameters(parameters, protocol, { ...login.extra, ...login.authorizationRequest.parameters });
  claimEqual(challenge !== undefined, login.pkce !== false, 'whether a code challenge is sent');
}

async function getsAToken(scene: Scene): Promise<void> {
  const { tests, service, session } = scene;
  const protocol = await loggedIn(scene);
  claimEqual(service.received.length, 1, 'the number of requests');
  claimTokenCall(service.received[0], firstCall(tests).request, protocol, tests.clientAuthentication);
  claimEqual(await kept(session), { ...askedScope(tests), ...firstToken(tests) }, 'the token that is kept');
}

async function carriesTheToken(scene: Scene): Promise<void> {
  const { tests, service, session, api } = scene;
  await loggedIn(scene);
  service.willAnswer({ body: { ok: true } });
  await api.get(tests.api.url);
  claimCarried(tests, service.received.at(-1), (await session.token())?.access_token);
}

async function renewsTheToken(scene: Scene): Promise<void> {
  const { tests, service, session, api } = scene;
  await loggedIn(scene);
  const before = await session.token();
  const { length: logins } = service.received;
  const call = tests.refresh ?? firstCall(tests);
  service.willAnswer(tests.api.expired ?? refusal, answerOf(call), { body: { ok: true } });
  const { data } = await api.get<unknown>(tests.api.url);

  const [first, renewal, second, ...more] = service.received.slice(logins);
  claimEqual([data, more.length], [{ ok: true }, 0], 'the answer, and the number of requests too many');
  claimCarried(tests, first, before?.access_token);
  const protocol = tests.refresh
    ? { grant_type: 'refresh_token', refresh_token: before?.refresh_token ?? null }
    : grantParameters(tests);
  claimTokenCall(renewal, call.request, protocol, tests.clientAuthentication);
  claimEqual(
    await kept(session),
    { ...askedScope(tests), ...(tests.refresh && withoutLifetime(firstToken(tests))), ...tokenOf(call) },
    'the token that is kept',
  );
  claimCarried(tests, second, (await session.token())?.access_token);
}

async function revokesTheToken(scene: Scene): Promise<void> {
  const { tests, service, session } = scene;
  await loggedIn(scene);
  const { access_token: accessToken = '', refresh_token: refreshToken } = (await session.token()) ?? {};
  service.willAnswer(tests.revocation?.answer ?? { body: '' });
  await session.revokeToken();
  const hint = refreshToken === undefined ? 'access_token' : 'refresh_token';
  const protocol = { token: refreshToken ?? accessToken, token_type_hint: hint };
  if (tests.revocation) claimTokenCall(service.received.at(-1), tests.revocation, protocol, tests.clientAuthentication);
  claimEqual(await session.token(), undefined, 'the token that is kept');
}

async function saysWhereToRevoke({ tests, ...scene }: Scene): Promise<void> {
  await loggedIn({ tests, ...scene });
  const { length: logins } = scene.service.received;
  const refused = (await claimRejects(() => scene.session.revokeToken(), 'the revocation')) as Partial<Error>;
  const { message = '' } = refused;
  claim(message.includes(`${tests.revocationPage ?? ''}. `), `the message is ${message}`);
  claimEqual(scene.service.received.length, logins, 'the number of requests');
}

async function handsOnTheRefusal(scene: Scene): Promise<void> {
  const { tests, service, api } = scene;
  await loggedIn(scene);
  const { length: logins } = service.received;
  const { status = 200, ...expired } = tests.api.expired ?? refusal;
  service.willAnswer({ status, ...expired });
  const response = await api.get<unknown>(tests.api.url, { validateStatus: () => true });
  claimEqual(
    [response.status, service.received.length - logins],
    [status, 1],
    'the status, and the number of requests',
  );
}

const refusal: ServiceAnswer = {
  status: 401,
  headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  body: { error: 'invalid_token' },
};

function claimCarried({ api }: ProviderTests, received: ReceivedRequest | undefined, accessToken = ''): void {
  claim(received !== undefined, 'no request came to the API');
  const bearer: Carried = { headers: { authorization: `Bearer ${accessToken}` } };
  const { headers = {}, parameters = {} } = api.carries?.(accessToken) ?? bearer;
  const expected = new URL(api.url);
  for (const [name, value] of Object.entries(parameters)) expected.searchParams.append(name, value);
  claimEqual(received.url.href, expected.href, 'the URL of the request to the API');
  claimHeaders(received, headers);
}

/** What was granted where the answer does not say: what was asked for (RFC 6749 §5.1). */
function askedScope({ login, token, scope }: ProviderTests): { scope?: ExpectedValue } {
  const requests = [login?.authorizationRequest, 'held' in token ? undefined : token.request];
  const [sent] = requests.flatMap((request) => request?.parameters?.['scope'] ?? []);
  const asked = sent ?? (typeof scope === 'object' ? scope.join(' ') : scope);
  return asked === undefined ? {} : { scope: asked };
}

/** A lifetime belongs to its own answer; everything else stays until it is said anew (RFC 6749 §6). */
function withoutLifetime({ expires_in: _lifetime, ...members }: Readonly<Record<string, unknown>>): object {
  return members;
}

function firstToken({ token }: ProviderTests): Readonly<Record<string, unknown>> {
  return 'held' in token ? { ...token.held } : tokenOf(token);
}

function tokenOf({ token, answer }: ExpectedTokenCall): Readonly<Record<string, unknown>> {
  return token ?? (answer as Readonly<Record<string, unknown>>);
}
