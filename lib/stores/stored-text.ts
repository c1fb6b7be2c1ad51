import type { Token } from '../token-store.js';

/** The token in a text that was stored; undefined when it is none. */
export function tokenIn(text: string): Token | undefined {
  const value = valueOf(text);
  return typeof value === 'object' && value !== null && 'revision' in value ? (value as Token) : undefined;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the error of JSON.parse quotes what it read: a token
  }
}
