import { ConfigurationError } from './errors/configuration-error.js';
import { assertKnownOptions, requiredText } from './options.js';

/** Per-request options, under the one key `oauth` of an axios config. Plain data: axios deep-copies it. */
export interface OAuthRequestOptions {
  /** Whose credential to use. Default: the account of the attached session. */
  account?: string;
}

/** What a request without options of its own has. */
export const noOptions: OAuthRequestOptions = Object.freeze({});

/**
 * The account that a request names. A missing or misspelt account must not mean somebody else's token.
 *
 * @throws {@link ConfigurationError}
 */
export function accountOf(options: OAuthRequestOptions): string | undefined {
  if (options === noOptions) return undefined;
  if (typeof options !== 'object') throw new ConfigurationError('oauth', 'is { account }, or false.');
  assertKnownOptions(options, ['account'], 'oauth.');
  return 'account' in options ? requiredText(options.account, 'oauth.account', 'whose token to send') : undefined;
}

declare module 'axios' {
  // No type parameters here: this form merges with every axios 1.x, whatever parameters its own declaration has.
  interface AxiosRequestConfig {
    /** Which credential this request carries; `false` sends it without one. */
    oauth?: OAuthRequestOptions | false;
  }
}
