import { CallbackUnconfirmedError, ConfigurationError, InvalidGrantError, TokenEndpointError } from '../errors.js';
import { assertKnownOptions, assertPlainObject, wholeText } from '../options.js';
import { platform } from '../platform.js';
import { callServer, type ServerAnswer, type ServerCall } from '../server-calls/server-call.js';
import { assertFirstUse, forgetUse } from '../server-calls/single-use.js';
import type { OAuth1Token } from '../token-store.js';
import { verifierOfCallback, type OAuth1Callback, type PendingTemporaryCredentials } from './authorization-response.js';
import { formType } from './body.js';
import type { OAuth1Credentials } from './credentials.js';
import { judgeCorrection, mendsClock } from './clock-correction.js';
import { readCredentials } from './credentials-response.js';
import { encoded, urlWith } from './placement.js';
import { endpointOf } from './provider.js';
import { refusalOf, type Refusal } from './refusal.js';
import { checkedCallback, type OAuth1SessionClient } from './session-client.js';
import { secretsOf } from './secrets.js';
import { signRequest } from './sign-request.js';
import { tokenRecord, type GivenOAuth1Token } from './token.js';

/** What one login can be told. */
export interface OAuth1LoginOptions {
  /** Of the temporary credential request. Default: that of the session. */
  readonly realm?: string;
  /** Default: that of the session. */
  readonly callbackUri?: string;
  /** Further parameters of the temporary credential request, as `x_auth_access_type` (RFC 5849 §2.1). */
  readonly requestParameters?: Readonly<Record<string, string | undefined>>;
  /** Further parameters of the URL that the person is sent to, as `force_login` (RFC 5849 §2.2). */
  readonly authorizationParameters?: Readonly<Record<string, string | undefined>>;
  /** Gives the call up, with axios' `CanceledError`. */
  readonly signal?: AbortSignal;
}

/** Where to send the person, and what to remember until they come back. */
export interface OAuth1AuthorizationRequest {
  /** Where to send the person. */
  readonly url: string;
  /** Keep it in the web session of this very person, and give it to `fetchToken()`. */
  readonly pending: PendingTemporaryCredentials;
}

/**
 * Asks for temporary credentials (RFC 5849 §2.1) and says where to send the person (§2.2).
 *
 * @throws `CallbackUnconfirmedError`, and every error of {@link readCredentials} and {@link callServer}.
 */
export async function authorizationRequest(
  client: OAuth1SessionClient,
  options: OAuth1LoginOptions,
): Promise<OAuth1AuthorizationRequest> {
  assertKnownOptions(options, ['realm', 'callbackUri', 'requestParameters', 'authorizationParameters', 'signal']);
  const { realm, callbackUri, signal } = options;
  const parameters = checkedParameters(options, 'requestParameters');
  const authorizationParameters = checkedParameters(options, 'authorizationParameters');
  const { provider } = client;
  const page = endpointOf(provider, 'authorizationEndpoint', 'where the person is sent to log in');
  const callback = callbackUri === undefined ? client.callback : checkedCallback(callbackUri);
  const given = await credentials(client, 'temporaryCredentialsEndpoint', {
    realm,
    parameters,
    credentials: { callback },
    timeoutMs: client.tokenTimeoutMs,
    signal,
  });
  const { oauth_token, oauth_token_secret, oauth_callback_confirmed: confirmed } = given;
  forgetUse(loginOf(client, oauth_token));
  const isConfirmed = String(confirmed).toLowerCase() === 'true';
  if (!isConfirmed && provider.confirmsCallback !== false) throw new CallbackUnconfirmedError();
  // Before revision A, the callback was said here.
  const old = provider.confirmsCallback === false && callback !== 'oob' ? { oauth_callback: callback } : {};
  const name = provider.namesClient ? { oauth_consumer_key: client.clientKey } : {};
  const shown = encoded({ ...authorizationParameters, oauth_token, ...name, ...old });
  const { href: url } = urlWith(shown, new URL(page));
  return { url, pending: { oauth_token, oauth_token_secret } };
}

/**
 * Trades temporary credentials and a verifier for token credentials (RFC 5849 §2.3). Each `pending` is accepted once in this
 * process.
 *
 * @throws every error of {@link verifierOfCallback}, {@link readCredentials} and {@link callServer}.
 */
export async function fetchToken(
  client: OAuth1SessionClient,
  callback: OAuth1Callback,
  signal: AbortSignal | undefined,
): Promise<OAuth1Token> {
  const verifier = verifierOfCallback(callback, client.provider.confirmsCallback !== false);
  const { oauth_token: token, oauth_token_secret: tokenSecret } = callback.pending;
  endpointOf(client.provider, 'tokenEndpoint', 'where the login is traded for a token');
  assertFirstUse(loginOf(client, token), 'oauth_token');
  const askedAtMs = Date.now();
  const { oauth_callback_confirmed: _confirmed, ...given } = await credentials(client, 'tokenEndpoint', {
    credentials: { token, tokenSecret, verifier },
    timeoutMs: client.tokenTimeoutMs,
    signal,
  });
  return tokenRecord(given, askedAtMs);
}

/** What a server says when a session handle is over; everything else may be mended without the person. */
const finalProblems: readonly string[] = [
  'token_expired',
  'token_rejected',
  'token_revoked',
  'token_used',
  'permission_denied',
  'additional_authorization_required',
];

/**
 * Renews token credentials with their session handle (OAuth Session extension).
 *
 * @throws `InvalidGrantError` when the session handle is over, and every error of {@link readCredentials} and {@link callServer}.
 */
export async function renewedToken(
  client: OAuth1SessionClient,
  account: string,
  current: OAuth1Token,
  timeLeftMs: number,
): Promise<OAuth1Token> {
  const { oauth_token: token, oauth_token_secret: tokenSecret, oauth_session_handle: sessionHandle } = current;
  const askedAtMs = Date.now();
  try {
    const given = await credentials(client, 'tokenEndpoint', {
      credentials: { token, tokenSecret, sessionHandle },
      timeoutMs: Math.min(client.tokenTimeoutMs, timeLeftMs),
    });
    return tokenRecord(given, askedAtMs, current);
  } catch (error) {
    if (error instanceof TokenEndpointError && isFinal(error)) {
      const { error: problem, error_description: advice } = error;
      throw new InvalidGrantError(account, { error: problem, ...(advice && { error_description: advice }) });
    }
    throw error;
  }
}

function isFinal({ error, error_description: advice }: TokenEndpointError): boolean {
  const refusesHandle = error === 'parameter_rejected' && advice?.includes('oauth_session_handle');
  return refusesHandle === true || finalProblems.includes(error);
}

/** A request for credentials, and all that goes into it. */
interface CredentialsRequest {
  readonly credentials: OAuth1Credentials;
  readonly realm?: string | undefined;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

async function credentials(
  client: OAuth1SessionClient,
  endpoint: 'temporaryCredentialsEndpoint' | 'tokenEndpoint',
  request: CredentialsRequest,
): Promise<GivenOAuth1Token> {
  const url = endpointOf(client.provider, endpoint, 'the URL that gives credentials');
  const answer = await answered(client, url, request);
  return readCredentials(answer, endpoint, secretsOf(client.signing, request.credentials));
}

/** Signed anew once where that helps: a clock that is wrong is first found here. */
async function answered(client: OAuth1SessionClient, url: string, request: CredentialsRequest): Promise<ServerAnswer> {
  const { clock } = client.signing;
  const deadlineMs = platform.monotonicMs() + request.timeoutMs;
  const send = async () => {
    const call = await signedCall(client, url, request);
    return callServer(client.axios, call, deadlineMs - platform.monotonicMs(), request.signal);
  };
  const { offset } = clock;
  const answer = await send();
  const refusal = refusalIn(answer);
  if (!refusal || !mendsClock(clock, refusal, offset)) return answer;
  const { offset: mended } = clock;
  const second = await send();
  judgeCorrection(clock, refusalIn(second), mended);
  return second;
}

/** A refusal of credentials. oauthlib refuses a timestamp with 400 and without a report: only the Date tells why. */
function refusalIn({ status, headers, body }: ServerAnswer): Refusal | undefined {
  return refusalOf({ status: status === 400 ? 401 : status, headers, data: body });
}

/** RFC 5849 §2.1, §2.3. */
async function signedCall(
  { signing, provider }: OAuth1SessionClient,
  endpoint: string,
  { credentials: own, realm, parameters = {} }: CredentialsRequest,
): Promise<ServerCall> {
  const { method = 'POST' } = provider;
  const isPost = method === 'POST';
  const url = isPost ? new URL(endpoint) : urlWith(encoded(parameters), new URL(endpoint));
  const form = isPost ? { body: new URLSearchParams(parameters).toString(), contentType: formType } : {};
  const signed = await signRequest(signing, { method, url, realm, ...form }, own);
  const headers = { accept: '*/*', ...(isPost && { 'content-type': formType }), ...signed.headers };
  return { method, url: signed.url, headers, body: signed.body as string | undefined, isSigned: true };
}

/** What only one login has. */
function loginOf({ provider }: OAuth1SessionClient, token: string): string {
  return `${provider.tokenEndpoint ?? ''} ${token}`;
}

/** The protocol's own parameters are set by the session itself. Undefined is not sent. */
function checkedParameters(
  options: OAuth1LoginOptions,
  option: 'requestParameters' | 'authorizationParameters',
): Readonly<Record<string, string>> {
  const { [option]: given = {} } = options;
  assertPlainObject(given, option);
  const said = Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== undefined);
  for (const [name, value] of said) {
    if (name.startsWith('oauth_')) throw new ConfigurationError(option, `must have no ${name}: the session sets it.`);
    wholeText(value, `${option}.${name}`);
  }
  return Object.fromEntries(said);
}
