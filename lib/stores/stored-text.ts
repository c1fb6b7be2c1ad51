import type { Token } from '../token-store.js';

/** The token in a text that was stored; undefined when it is none. */
export function tokenIn(text: string): Token | undefined {
  const value = valueIn(text);
  return isToken(value) ? value : undefined;
}

/** A store looks at nothing but the revision. */
export function isToken(value: unknown): value is Token {
  return typeof value === 'object' && value !== null && 'revision' in value && typeof value.revision === 'string';
}

function valueIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the error of JSON.parse quotes what it read: a token
  }
}
