import { ConfigurationError } from '../errors.js';

/**
 * The name of an account as it stands in the key of its record.
 *
 * @throws {@link ConfigurationError} for a lone surrogate, which is half a character.
 */
export function nameInKey(account: string): string {
  try {
    return encodeURIComponent(account);
  } catch {
    throw new ConfigurationError('account', 'has half a character in it.');
  }
}
