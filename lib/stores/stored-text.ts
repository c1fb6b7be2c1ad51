import { TokenRecordError } from '../errors.js';
import type { Token } from '../token-store.js';

/**
 * The token in a text that was stored.
 *
 * @throws {TokenRecordError} It is no token.
 */
export function tokenIn(text: string, key: string): Token {
  const value = valueOf(text);
  if (typeof value === 'object' && value !== null && 'revision' in value) return value as Token;
  throw new TokenRecordError(key, 'what is stored is no token. Log in again, which replaces it.');
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the error of JSON.parse quotes what it read: a token
  }
}
