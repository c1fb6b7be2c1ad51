import type { Token } from '../token-store.js';

/** @throws when the text is no record. It stays where it is: what cannot be read must not be replaced in silence. */
export function storedRecord(text: string): Token {
  const record = parsed(text);
  if (typeof record === 'object' && record !== null && 'revision' in record) return record as Token;
  throw new SyntaxError(
    'The stored record is damaged. It was left as it is: look at it, then log in again or delete it.',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // its message would quote the token
  }
}
