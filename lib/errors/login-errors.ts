import { OAuthError } from './oauth-error.js';
import { inTheirWords, WordedError, type ProviderWords } from './provider-words.js';
import { remedyFor } from './remedy.js';

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
export class AuthorizationDeniedError extends WordedError {
  override readonly name = 'AuthorizationDeniedError';
  readonly code = 'ERR_OAUTH_AUTHORIZATION_DENIED';
  constructor(words: ProviderWords, outcome = 'Nothing was sent to the token endpoint.') {
    super(`The authorization was not given${inTheirWords(words)} ${outcome}`, words);
  }
}

/**
 * Nobody allowed it in time: the device code, the request at the person's own device (RFC 8628 §3.5, CIBA §11), or the wait for a
 * browser is over.
 */
export class AuthorizationExpiredError extends OAuthError {
  override readonly name = 'AuthorizationExpiredError';
  readonly code = 'ERR_OAUTH_AUTHORIZATION_EXPIRED';
  constructor(remedy = 'start again, and show the new code.') {
    super(`Nobody allowed the access in time: ${remedy}`);
  }
}

/** The authorization server did not take the request that was pushed to it (RFC 9126 §2.3). The person was not sent anywhere. */
export class AuthorizationRequestError extends WordedError {
  override readonly name = 'AuthorizationRequestError';
  readonly code = 'ERR_OAUTH_AUTHORIZATION_REQUEST';
  constructor(
    /** The HTTP status of the answer. */
    readonly status: number,
    words: ProviderWords,
    /** Milliseconds to wait, where the server said so. */
    readonly retryAfterMs?: number,
  ) {
    super(
      `The authorization server answered the request with ${String(status)}${inTheirWords(words)} ${remedyFor(words.error)}`,
      words,
    );
  }
}

/** The metadata of a resource is missing, or is not this resource's (RFC 9728 §3.2, §3.3). Nothing of it was used. */
export class ResourceMetadataError extends OAuthError {
  override readonly name = 'ResourceMetadataError';
  readonly code = 'ERR_OAUTH_RESOURCE_METADATA';
  constructor(
    readonly resource: string,
    problem: string,
  ) {
    super(`The metadata of the resource ${resource} cannot be used: ${problem}.`);
  }
}

/** The authorization server did not register the client (RFC 7591 §3.2.2). */
export class ClientRegistrationError extends WordedError {
  override readonly name = 'ClientRegistrationError';
  readonly code = 'ERR_OAUTH_CLIENT_REGISTRATION';
  constructor(
    /** The HTTP status of the answer. */
    readonly status: number,
    words: ProviderWords,
  ) {
    super(
      `The client was not registered (${String(status)})${inTheirWords(words)} Change what it says of itself, or register it by hand and give its clientId.`,
      words,
    );
  }
}
