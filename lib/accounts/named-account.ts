import { noOptions, type OAuthRequestOptions } from '../axios-config.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { assertKnownOptions, requiredText } from '../options.js';

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

/** @throws {@link ConfigurationError} for a request that names an account, where there is but one credential. */
export function assertNoAccount(options: OAuthRequestOptions): void {
  if (accountOf(options) !== undefined)
    throw new ConfigurationError('oauth.account', 'there is one credential here, for all: accounts need a session.');
}
