import { OAuthError } from './oauth-error.js';
import { inTheirWords, WordedError, type ProviderWords } from './provider-words.js';
import { remedyFor } from './remedy.js';

/** An endpoint around the token answered with an error: revocation (RFC 7009 §2.2.1), introspection, userinfo. Nothing stored was changed. */
export class EndpointError extends WordedError {
  override readonly name = 'EndpointError';
  readonly code = 'ERR_OAUTH_ENDPOINT';
  constructor(
    readonly endpoint: 'revocation' | 'introspection' | 'userinfo',
    /** The HTTP status of the answer. */
    readonly status: number,
    words: ProviderWords,
    /** Milliseconds to wait, where the server said so. */
    readonly retryAfterMs?: number,
  ) {
    super(`The ${endpoint} endpoint answered ${String(status)}${inTheirWords(words)} ${remedyFor(words.error)}`, words);
  }
}

/** The answer of an endpoint around the token cannot be used: nothing of it is. */
export class EndpointResponseError extends OAuthError {
  override readonly name = 'EndpointResponseError';
  readonly code = 'ERR_OAUTH_ENDPOINT_RESPONSE';
  constructor(
    readonly endpoint: 'introspection' | 'userinfo',
    problem: string,
  ) {
    super(`The answer of the ${endpoint} endpoint is not used, ${problem}: check its URL and the server.`);
  }
}
