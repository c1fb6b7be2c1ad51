import { CausedError } from './error-cause.js';
import { OAuthError } from './oauth-error.js';
import { inTheirWords, WordedError, type ProviderWords } from './provider-words.js';
import { unchanged } from './remedy.js';

/** The authorization server refused the grant for good (RFC 6749 §5.2). Never retried; the person must log in again. */
export class InvalidGrantError extends CausedError {
  override readonly name = 'InvalidGrantError';
  readonly code = 'ERR_OAUTH_INVALID_GRANT';
  readonly error: string = 'invalid_grant';
  readonly error_description?: string;
  readonly error_uri?: string;
  constructor(
    readonly account: string,
    words?: Partial<ProviderWords>,
    options?: { cause?: unknown },
  ) {
    super(
      `Account "${account}" must log in again, because its grant is expired, revoked or used up${inTheirWords({ error: 'invalid_grant', ...words })}`,
      options,
    );
    Object.assign(this, words);
  }
}

/** Any other error answer of the token endpoint (RFC 6749 §5.2). Nothing stored was changed. */
export class TokenEndpointError extends WordedError {
  override readonly name = 'TokenEndpointError';
  readonly code = 'ERR_OAUTH_TOKEN_ENDPOINT';
  constructor(
    /** The HTTP status of the answer. */
    readonly status: number,
    words: ProviderWords,
    remedy: string = unchanged,
    endpoint = 'token endpoint',
  ) {
    super(`The ${endpoint} answered ${String(status)}${inTheirWords(words)} ${remedy}`, words);
  }
}

/** The token endpoint asks for patience: 429, 503, 408, or an earlier Retry-After that still runs (RFC 9110 §10.2.3). */
export class TokenEndpointBusyError extends OAuthError {
  override readonly name = 'TokenEndpointBusyError';
  readonly code = 'ERR_OAUTH_TOKEN_ENDPOINT_BUSY';
  constructor(
    readonly status: number,
    /** Milliseconds to wait, where the server said so. */
    readonly retryAfterMs?: number,
    endpoint = 'token endpoint',
  ) {
    const wait = retryAfterMs === undefined ? 'later' : `in ${String(Math.ceil(retryAfterMs / 1000))} s`;
    super(`The ${endpoint} is busy (${String(status)}): try again ${wait}. The stored token is unchanged.`);
  }
}

/** No whole answer came from the authorization server, or its certificate was not accepted. The stored token is unchanged. */
export class AuthorizationServerUnreachableError extends CausedError {
  override readonly name = 'AuthorizationServerUnreachableError';
  readonly code = 'ERR_OAUTH_UNREACHABLE';
  constructor(
    /** Whether the request may have reached the server, so that it may have acted on it. */
    readonly sent: boolean,
    options?: { cause?: unknown },
    /** Why its certificate was not accepted, as Node names it: `CERT_HAS_EXPIRED`. Not tried again. */
    readonly certificateProblem?: string,
  ) {
    super(certificateProblem === undefined ? unanswered(sent) : notTrusted(certificateProblem), options);
  }
}

function unanswered(sent: boolean): string {
  return sent
    ? 'The authorization server gave no whole answer: check its health, tokenTimeoutMs and the network, then try again.'
    : 'The authorization server cannot be reached: check its URL, the network and the proxy.';
}

function notTrusted(problem: string): string {
  return `The certificate of the authorization server was not accepted (${problem}), nothing was sent: name the authority that signed it in NODE_EXTRA_CA_CERTS, or as ca of the httpsAgent of your axios instance; if it has expired, or is for another host, check URL and clock.`;
}

/** The answer of the token endpoint cannot be used. Nothing stored was changed. */
export class TokenResponseError extends OAuthError {
  override readonly name = 'TokenResponseError';
  readonly code = 'ERR_OAUTH_TOKEN_RESPONSE';
  constructor(
    /** The HTTP status of the answer; undefined when it was too long to be read, or hidden by a browser. */
    readonly status: number | undefined,
    problem: string,
    remedy = 'check the tokenEndpoint URL, or mend the answer in a hook (accessTokenResponse, refreshTokenResponse)',
    endpoint = 'token endpoint',
  ) {
    super(`The ${endpoint} answered${status === undefined ? '' : ` ${String(status)}`}, but ${problem}: ${remedy}.`);
  }
}

/** The token is of a type that is not understood, so it is not sent (RFC 6749 §7.1). */
export class TokenTypeError extends OAuthError {
  override readonly name = 'TokenTypeError';
  readonly code = 'ERR_OAUTH_TOKEN_TYPE';
  constructor(readonly tokenType: string) {
    super(
      `Tokens of type "${tokenType}" are not supported: only Bearer is, or DPoP with dpop(). A hook may set token_type if it means Bearer.`,
    );
  }
}

/** A token bound to a key was asked for, and another came: it is not used (RFC 9449 §5). */
export class TokenNotBoundError extends OAuthError {
  override readonly name = 'TokenNotBoundError';
  readonly code = 'ERR_OAUTH_TOKEN_NOT_BOUND';
  constructor(
    /** What came. */
    readonly tokenType: string,
  ) {
    super(
      `A token of type DPoP was asked for, but one of type "${tokenType}" came: switch DPoP on for this client at the provider, or accept it with dpop({ acceptBearer: true }).`,
    );
  }
}
