import { OAuthError } from './oauth-error.js';
import { inTheirWords, type ProviderWords } from './provider-words.js';

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
  constructor(words: ProviderWords, outcome = 'Nothing was sent to the token endpoint.') {
    super(`The authorization was not given${inTheirWords(words)} ${outcome}`);
    this.error = words.error;
    Object.assign(this, words);
  }
}

/** Nobody allowed it in time: the device code, or the request at the person's own device, is over (RFC 8628 §3.5, CIBA §11). */
export class AuthorizationExpiredError extends OAuthError {
  override readonly name = 'AuthorizationExpiredError';
  readonly code = 'ERR_OAUTH_AUTHORIZATION_EXPIRED';
  constructor() {
    super('Nobody allowed the access in time: start again, and show the new code.');
  }
}
