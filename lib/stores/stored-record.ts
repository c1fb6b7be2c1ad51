import { TokenRecordError } from '../errors.js';
import type { Token } from '../token-store.js';

/** @throws `TokenRecordError` when the text is no record. It stays where it is until the next login or log-out. */
export function storedRecord(text: string, key: string): Token {
  const record = parsed(text);
  if (typeof record === 'object' && record !== null && 'revision' in record) return record as Token;
  throw new TokenRecordError(key, 'it is damaged. Restore it, or log in again: that replaces it.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the error of JSON.parse quotes what it read: a token
  }
}
