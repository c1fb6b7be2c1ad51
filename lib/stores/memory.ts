import type { Token, TokenStore } from '../token-store.js';

/** The default: lives as long as the process, answers without promises. */
export class MemoryTokenStore implements TokenStore {
  readonly #tokens = new Map<string, Token>();

  get(key: string): Token | undefined {
    return this.#tokens.get(key);
  }

  set(key: string, token: Token): void {
    this.#tokens.set(key, token);
  }

  delete(key: string): void {
    this.#tokens.delete(key);
  }

  replace(key: string, expected: string | undefined, next: Token): boolean {
    if (this.#tokens.get(key)?.revision !== expected) return false;
    this.#tokens.set(key, next);
    return true;
  }

  keys(): Iterable<string> {
    return this.#tokens.keys();
  }
}
