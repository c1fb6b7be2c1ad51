import type { ConfigurationError } from './errors/configuration-error.js';
import type {
  AuthorizationDeniedError,
  AuthorizationExpiredError,
  AuthorizationRequestError,
  AuthorizationResponseError,
  ClientRegistrationError,
  ResourceMetadataError,
} from './errors/login-errors.js';
import { CausedError } from './errors/error-cause.js';
import type { InsufficientScopeError, InsufficientUserAuthenticationError } from './errors/challenge-errors.js';
import type { EndpointError, EndpointResponseError } from './errors/endpoint-errors.js';
import type { IdTokenError } from './errors/id-token-error.js';
import { OAuthError, isBranded } from './errors/oauth-error.js';
import type {
  AuthorizationServerUnreachableError,
  InvalidGrantError,
  TokenEndpointBusyError,
  TokenEndpointError,
  TokenNotBoundError,
  TokenResponseError,
  TokenTypeError,
} from './errors/token-endpoint-errors.js';
import type { TokenRefusedError } from './errors/token-refused-error.js';

export * from './errors/challenge-errors.js';
export * from './errors/endpoint-errors.js';
export * from './errors/id-token-error.js';
export { ConfigurationError } from './errors/configuration-error.js';
export * from './errors/login-errors.js';
export { OAuthError } from './errors/oauth-error.js';
export type { ProviderWords } from './errors/provider-words.js';
export * from './errors/token-endpoint-errors.js';
export { TokenRefusedError } from './errors/token-refused-error.js';

/** True for every error of this package, also one made by another copy of it, where `instanceof` fails. */
export function isOAuthError(error: unknown): error is AnyOAuthError {
  return isBranded(error);
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
export class TokenStoreError extends CausedError {
  override readonly name = 'TokenStoreError';
  readonly code = 'ERR_OAUTH_STORE';
  constructor(
    readonly operation: 'get' | 'set' | 'delete' | 'replace' | 'withLock' | 'subscribe' | 'keys',
    readonly key: string,
    options?: { cause?: unknown },
  ) {
    super(`The token store failed in ${operation}() for "${key}": see cause. No token was lost.`, options);
  }
}

/** A stored record cannot be used: damaged, not ours, or encrypted with a key that is not at hand. It is kept as it is. */
export class TokenRecordError extends CausedError {
  override readonly name = 'TokenRecordError';
  readonly code = 'ERR_OAUTH_STORE_RECORD';
  constructor(
    readonly key: string,
    problem: string,
    options?: { cause?: unknown },
  ) {
    super(`The stored record of "${key}" cannot be used: ${problem}`, options);
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
      `The API answered ${String(status)}, and the request body, a stream that is already read, cannot be sent again: give data as a function that makes a new one.`,
    );
  }
}

/** A hook threw; its own error is the `cause`. */
export class HookError extends CausedError {
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
export class DiscoveryError extends CausedError {
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

/** The service did not confirm the callback of a login, as it must since OAuth 1.0a (RFC 5849 §2.1). Nobody was sent anywhere. */
export class CallbackUnconfirmedError extends OAuthError {
  override readonly name = 'CallbackUnconfirmedError';
  readonly code = 'ERR_OAUTH_CALLBACK_UNCONFIRMED';
  constructor() {
    super(
      'The service did not confirm the callback (oauth_callback_confirmed): check provider.temporaryCredentialsEndpoint and callbackUri. If it speaks OAuth 1.0 without revision A, which is open to session fixation, say confirmsCallback: false.',
    );
  }
}

/** For `switch (error.code)`: each case knows its class. */
export type AnyOAuthError =
  | ConfigurationError
  | TokenMissingError
  | TokenExpiredError
  | TokenRefusedError
  | InsufficientScopeError
  | InsufficientUserAuthenticationError
  | InvalidGrantError
  | TokenEndpointError
  | TokenEndpointBusyError
  | AuthorizationServerUnreachableError
  | TokenResponseError
  | TokenTypeError
  | TokenNotBoundError
  | RenewalTimeoutError
  | TokenStoreError
  | TokenRecordError
  | AuthorizationRequestError
  | ClientRegistrationError
  | ResourceMetadataError
  | AuthorizationResponseError
  | AuthorizationDeniedError
  | AuthorizationExpiredError
  | BodyNotReplayableError
  | HookError
  | CredentialWithheldError
  | DiscoveryError
  | CallbackUnconfirmedError
  | EndpointError
  | EndpointResponseError
  | IdTokenError;

/** Every code an error of this package can have. */
export type OAuthErrorCode = AnyOAuthError['code'];
