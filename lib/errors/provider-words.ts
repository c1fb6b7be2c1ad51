import { OAuthError } from './oauth-error.js';

/** What an OAuth server says of an error, in its own words and spelling (RFC 6749 §5.2, RFC 6750 §3). Cleaned and cut. */
export interface ProviderWords {
  /** The error code, as `invalid_client`. */
  readonly error: string;
  readonly error_description?: string;
  readonly error_uri?: string;
}

/** The provider's words, as the end of a sentence. */
export function inTheirWords(words: Partial<ProviderWords> | undefined): string {
  if (words?.error === undefined) return '.';
  const description = words.error_description === undefined ? '' : ` (${words.error_description})`;
  return `: ${words.error}${description}.`;
}

/** An error that a server put into words, which are its fields. */
export abstract class WordedError extends OAuthError implements ProviderWords {
  readonly error: string;
  readonly error_description?: string;
  readonly error_uri?: string;
  protected constructor(message: string, words: ProviderWords) {
    super(message);
    this.error = words.error;
    Object.assign(this, words);
  }
}
