import { OAuthError } from './oauth-error.js';
import { inTheirWords, type ProviderWords } from './provider-words.js';

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
