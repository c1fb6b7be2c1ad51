import { ConfigurationError } from '../errors.js';
import type { Token, TokenStore } from '../token-store.js';
import { keyDigest } from './key-digest.js';

/** The part of a Keyv that is used here. */
export interface KeyvLike {
  get(key: string): Promise<unknown>;
  /** False: not stored. */
  set(key: string, value: Token): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  readonly throwOnErrors?: boolean;
}

/**
 * Tokens in whatever Keyv can use. Keyv knows neither compare-and-set nor a lock, so this store has no `replace` and no
 * `withLock`: renewals are shared inside one process, and two processes may both renew. Give the Keyv no `ttl`.
 *
 * Names in the Keyv are SHA-256 digests: some of its backends cut names, fold their case, or end them at a NUL, and then one
 * account would get the token of another.
 */
export class KeyvTokenStore implements TokenStore {
  readonly #keyv: KeyvLike;

  /** @throws {ConfigurationError} A Keyv that hides errors would make a store that is down look empty. */
  constructor(keyv: KeyvLike) {
    if (keyv.throwOnErrors === false) {
      throw new ConfigurationError(
        'keyv',
        'make it with { throwOnErrors: true }, or a store that is down looks empty.',
      );
    }
    this.#keyv = keyv;
  }

  async get(key: string): Promise<Token | undefined> {
    return ((await this.#keyv.get(await keyDigest(key))) as Token | null | undefined) ?? undefined;
  }

  async set(key: string, token: Token): Promise<void> {
    if ((await this.#keyv.set(await keyDigest(key), token)) === false) throw new Error('Keyv did not store the token.');
  }

  async delete(key: string): Promise<void> {
    await this.#keyv.delete(await keyDigest(key));
  }
}
