/** What an OAuth server says of an error, in its own words and spelling (RFC 6749 §5.2, RFC 6750 §3). Cleaned and cut. */
export interface ProviderWords {
  /** The error code, as `invalid_client`. */
  readonly error: string;
  readonly error_description?: string;
  readonly error_uri?: string;
}

const brand = Symbol.for('axios-oauthlib.error');

/**
 * Every error of this package. The message says what to do next; no secret is in it, in `toJSON()` or in `util.inspect`.
 * Narrow with {@link isOAuthError} and `switch (error.code)`.
 */
export abstract class OAuthError extends Error {
  /** Stable across versions. */
  abstract readonly code: `ERR_OAUTH_${string}`;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options?.cause === undefined ? undefined : { cause: cleanCause(options.cause) });
  }

  /** What may be logged: name, code, message and the public fields; never the cause. */
  toJSON(): object {
    return Object.assign({}, this, { message: this.message });
  }
}
Object.defineProperty(OAuthError.prototype, brand, { value: true });

/** True for every error of this package, also one made by another copy of it, where `instanceof` fails. */
export function isOAuthError(error: unknown): error is AnyOAuthError {
  return typeof error === 'object' && error !== null && brand in error;
}

/** An option is missing, unknown, or contradicts another. `option` names it; its value is never shown. */
export class ConfigurationError extends OAuthError {
  override readonly name = 'ConfigurationError';
  readonly code = 'ERR_OAUTH_CONFIGURATION';
  constructor(
    readonly option: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(`Option "${option}": ${message}`, options);
  }
}

/** There is no token for this account. Log in with `session.authorizationUrl()`, run a grant, or give one to `setToken()`. */
export class TokenMissingError extends OAuthError {
  override readonly name = 'TokenMissingError';
  readonly code = 'ERR_OAUTH_TOKEN_MISSING';
  constructor(readonly account: string) {
    super(
      `No token for account "${account}": log in with session.authorizationUrl() and fetchToken(), or store one with setToken().`,
    );
  }
}

/** The token is past its expiry, and `refresh` is `'manual'` or nothing is there to renew it with. */
export class TokenExpiredError extends OAuthError {
  override readonly name = 'TokenExpiredError';
  readonly code = 'ERR_OAUTH_TOKEN_EXPIRED';
  constructor(
    readonly account: string,
    /** Whether `session.refreshToken()` can help. */
    readonly renewable: boolean,
    /** What a renewal would need. */
    renewedWith = 'refresh_token',
  ) {
    super(
      renewable
        ? `The token of account "${account}" has expired: call session.refreshToken() and send the request again.`
        : `The token of account "${account}" cannot be renewed, because it came without ${renewedWith}: log in again.`,
    );
  }
}

/** The `cause` of a final 401: the API refused the token, and a renewal did not help or was not possible (RFC 6750 §3.1). */
export class TokenRefusedError extends OAuthError {
  override readonly name = 'TokenRefusedError';
  readonly code = 'ERR_OAUTH_TOKEN_REFUSED';
  readonly error?: string;
  readonly error_description?: string;
  readonly error_uri?: string;
  constructor(
    readonly account: string,
    why: string,
    words?: Partial<ProviderWords>,
  ) {
    super(`The API refused the token of account "${account}": ${why}${inTheirWords(words)}`);
    Object.assign(this, words);
  }
}

/** The authorization server refused the grant for good (RFC 6749 §5.2). Never retried; the person must log in again. */
export class InvalidGrantError extends OAuthError {
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
      `Account "${account}" must log in again (session.authorizationUrl()): its grant is expired, revoked or used up${inTheirWords({ error: 'invalid_grant', ...words })}`,
      options,
    );
    Object.assign(this, words);
  }
}

/** Any other error answer of the token endpoint (RFC 6749 §5.2). Nothing stored was changed. */
export class TokenEndpointError extends OAuthError {
  override readonly name = 'TokenEndpointError';
  readonly code = 'ERR_OAUTH_TOKEN_ENDPOINT';
  readonly error: string;
  readonly error_description?: string;
  readonly error_uri?: string;
  constructor(
    /** The HTTP status of the answer. */
    readonly status: number,
    words: ProviderWords,
  ) {
    super(`The token endpoint answered ${String(status)}${inTheirWords(words)} ${remedyFor(words.error)}`);
    this.error = words.error;
    Object.assign(this, words);
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
  ) {
    const wait = retryAfterMs === undefined ? 'later' : `in ${String(Math.ceil(retryAfterMs / 1000))} s`;
    super(`The token endpoint is busy (${String(status)}): try again ${wait}. The stored token is unchanged.`);
  }
}

/** No whole answer came from the authorization server. The stored token is unchanged. */
export class AuthorizationServerUnreachableError extends OAuthError {
  override readonly name = 'AuthorizationServerUnreachableError';
  readonly code = 'ERR_OAUTH_UNREACHABLE';
  constructor(
    /** Whether the request may have reached the server, so that it may have acted on it. */
    readonly sent: boolean,
    options?: { cause?: unknown },
  ) {
    super(
      sent
        ? 'The authorization server gave no whole answer: check its health, tokenTimeoutMs and the network, then try again.'
        : 'The authorization server cannot be reached: check its URL, the network and the proxy.',
      options,
    );
  }
}

/** The answer of the token endpoint cannot be used. Nothing stored was changed. */
export class TokenResponseError extends OAuthError {
  override readonly name = 'TokenResponseError';
  readonly code = 'ERR_OAUTH_TOKEN_RESPONSE';
  constructor(
    readonly status: number,
    problem: string,
  ) {
    super(
      `The token endpoint answered ${String(status)}, but ${problem}: check the tokenEndpoint URL, or mend the answer in a hook (accessTokenResponse, refreshTokenResponse).`,
    );
  }
}

/** The token is of a type that is not understood, so it is not sent (RFC 6749 §7.1). */
export class TokenTypeError extends OAuthError {
  override readonly name = 'TokenTypeError';
  readonly code = 'ERR_OAUTH_TOKEN_TYPE';
  constructor(readonly tokenType: string) {
    super(
      `Tokens of type "${tokenType}" are not supported: only Bearer is. A hook may set token_type if it means Bearer.`,
    );
  }
}

/** A renewal with all its tries and waits took longer than `renewalBudgetMs`. Nothing stored was lost. */
export class RenewalTimeoutError extends OAuthError {
  override readonly name = 'RenewalTimeoutError';
  readonly code = 'ERR_OAUTH_RENEWAL_TIMEOUT';
  constructor(
    /** Milliseconds that the renewal was given. */
    readonly budgetMs: number,
  ) {
    super(
      `The renewal did not end within ${String(budgetMs)} ms: check the token endpoint and the store, or raise renewalBudgetMs.`,
    );
  }
}

/** The token store failed; its own error is the `cause`. */
export class TokenStoreError extends OAuthError {
  override readonly name = 'TokenStoreError';
  readonly code = 'ERR_OAUTH_STORE';
  constructor(
    readonly operation: 'get' | 'set' | 'delete' | 'replace' | 'withLock' | 'subscribe',
    readonly key: string,
    options?: { cause?: unknown },
  ) {
    super(`The token store failed in ${operation}() for "${key}": see cause. No token was lost.`, options);
  }
}

/** The authorization response must not be used: wrong state, issuer or form (RFC 6749 §10.12, RFC 9207 §2.4). Nothing was sent. */
export class AuthorizationResponseError extends OAuthError {
  override readonly name = 'AuthorizationResponseError';
  readonly code = 'ERR_OAUTH_AUTHORIZATION_RESPONSE';
  constructor(
    /** The parameter that is wrong. */
    readonly parameter: string,
    problem: string,
  ) {
    super(`The authorization response is not accepted, ${problem}: start again with session.authorizationUrl().`);
  }
}

/** The authorization server, or the person, said no (RFC 6749 §4.1.2.1). */
export class AuthorizationDeniedError extends OAuthError {
  override readonly name = 'AuthorizationDeniedError';
  readonly code = 'ERR_OAUTH_AUTHORIZATION_DENIED';
  readonly error: string;
  readonly error_description?: string;
  readonly error_uri?: string;
  constructor(words: ProviderWords) {
    super(`The authorization was not given${inTheirWords(words)} Nothing was sent to the token endpoint.`);
    this.error = words.error;
    Object.assign(this, words);
  }
}

/** The API refused the token, and the body is a stream that is already read. */
export class BodyNotReplayableError extends OAuthError {
  override readonly name = 'BodyNotReplayableError';
  readonly code = 'ERR_OAUTH_BODY_NOT_REPLAYABLE';
  constructor(
    /** The HTTP status of the refusal. */
    readonly status: number,
  ) {
    super(
      `The API refused the token (${String(status)}) and the request body is a stream that is already read: give data as a function that makes a new one, or renew before with session.refreshToken().`,
    );
  }
}

/** A hook threw; its own error is the `cause`. */
export class HookError extends OAuthError {
  override readonly name = 'HookError';
  readonly code = 'ERR_OAUTH_HOOK';
  constructor(
    readonly hook: string,
    options?: { cause?: unknown },
  ) {
    super(`The hook "${hook}" failed: see cause.`, options);
  }
}

/** The `cause` of a 401 from an origin that the credential was not configured for, so that none was sent. */
export class CredentialWithheldError extends OAuthError {
  override readonly name = 'CredentialWithheldError';
  readonly code = 'ERR_OAUTH_CREDENTIAL_WITHHELD';
  constructor(readonly origin: string) {
    super(
      `The request to ${origin} was sent without a credential: name that origin in attach(instance, { origins: [...] }) if it may have it.`,
    );
  }
}

/** The metadata of an issuer is missing, or is not this issuer's (RFC 8414 §3.2, §3.3). */
export class DiscoveryError extends OAuthError {
  override readonly name = 'DiscoveryError';
  readonly code = 'ERR_OAUTH_DISCOVERY';
  constructor(
    readonly issuer: string,
    problem: string,
    options?: { cause?: unknown },
  ) {
    super(`The metadata of ${issuer} cannot be used: ${problem}.`, options);
  }
}

/** For `switch (error.code)`: each case knows its class. */
export type AnyOAuthError =
  | ConfigurationError
  | TokenMissingError
  | TokenExpiredError
  | TokenRefusedError
  | InvalidGrantError
  | TokenEndpointError
  | TokenEndpointBusyError
  | AuthorizationServerUnreachableError
  | TokenResponseError
  | TokenTypeError
  | RenewalTimeoutError
  | TokenStoreError
  | AuthorizationResponseError
  | AuthorizationDeniedError
  | BodyNotReplayableError
  | HookError
  | CredentialWithheldError
  | DiscoveryError;

/** Every code an error of this package can have. */
export type OAuthErrorCode = AnyOAuthError['code'];

function inTheirWords(words: Partial<ProviderWords> | undefined): string {
  if (words?.error === undefined) return '.';
  const description = words.error_description === undefined ? '' : ` (${words.error_description})`;
  return `: ${words.error}${description}.`;
}

const remedies: Readonly<Record<string, string>> = {
  invalid_client: 'Check clientId, clientSecret and clientAuthentication.',
  unauthorized_client: 'Allow this grant for the client at the provider.',
  unsupported_grant_type: 'Choose a grant that this provider offers.',
  invalid_scope: 'Check the scope.',
  invalid_request: 'Check the parameters, and the hooks that change them.',
};

function remedyFor(error: string): string {
  return remedies[error] ?? 'Nothing stored was changed.';
}

/**
 * An AxiosError carries its config, and with it the token request: refresh token, code, client secret. Only its words and
 * codes may travel on as a cause, also when an error of the app's own is wrapped round it.
 */
function cleanCause(cause: unknown, depth = 0): unknown {
  if (typeof cause !== 'object' || cause === null) return cause;
  if ('isAxiosError' in cause) return inItsWords(cause);
  const inner = (cause as { cause?: unknown }).cause;
  const clean = depth < deepestCause ? cleanCause(inner, depth + 1) : undefined;
  return clean === inner ? cause : inItsWords(cause, clean);
}

const deepestCause = 8; // causes may go in a circle

function inItsWords(error: object, cause?: unknown): Error {
  const { name, message, code, response } = error as Partial<Error> & {
    code?: unknown;
    response?: { status?: unknown };
  };
  const clean = new Error(String(message), cause === undefined ? undefined : { cause });
  if (name !== undefined && name !== 'AxiosError') Object.assign(clean, { name });
  if (typeof code === 'string') Object.assign(clean, { code });
  if (typeof response?.status === 'number') Object.assign(clean, { status: response.status });
  return clean;
}
