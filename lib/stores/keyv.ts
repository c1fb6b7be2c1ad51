import { ConfigurationError, TokenRecordError } from '../errors.js';
import type { Token, TokenStore } from '../token-store.js';
import { keyDigest } from './key-digest.js';
import { isToken } from './stored-text.js';

/** The part of a Keyv that is used here. */
export interface KeyvLike {
  get(key: string): Promise<unknown>;
  /** False: not stored. */
  set(key: string, value: unknown): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  readonly throwOnErrors?: boolean;
}

/**
 * Tokens in whatever Keyv can use. Keyv knows neither compare-and-set nor a lock, so this store has no `replace` and no
 * `withLock`: renewals are shared inside one process, and two processes may both renew. Give the Keyv no `ttl`.
 *
 * Names in the Keyv are SHA-256 digests: some of its backends cut names, fold their case, or end them at a NUL, and then one
 * account would get the token of another.
 *
 * @throws {TokenRecordError} From `get`: the record is no token. A `set` or a `delete` keeps it aside and goes on.
 */
export class KeyvTokenStore implements TokenStore {
  readonly #keyv: KeyvLike;

  /** @throws {ConfigurationError} A Keyv that hides errors would make a store that is down look empty. */
  constructor(keyv: KeyvLike) {
    if (typeof keyv?.get !== 'function') throw new ConfigurationError('keyv', 'must be a Keyv.');
    if (keyv.throwOnErrors === false) {
      throw new ConfigurationError(
        'keyv',
        'make it with { throwOnErrors: true }, or a store that is down looks empty.',
      );
    }
    this.#keyv = keyv;
  }

  async get(key: string): Promise<Token | undefined> {
    const name = await keyDigest(key);
    const record = await this.#read(name);
    if (record === undefined || isToken(record)) return record;
    if (record === unreadable)
      throw new TokenRecordError(key, 'Keyv cannot parse it. Move it away, or log in again, which replaces it.');
    const problem = `it is no token. Log in again: the next login or log-out keeps it aside as "${asideOf(name)}".`;
    throw new TokenRecordError(key, problem);
  }

  async set(key: string, token: Token): Promise<void> {
    const name = await keyDigest(key);
    await this.#keepDamagedAside(name);
    await this.#store(name, token);
  }

  async delete(key: string): Promise<void> {
    const name = await keyDigest(key);
    await this.#keepDamagedAside(name);
    await this.#keyv.delete(name);
  }

  async #keepDamagedAside(name: string): Promise<void> {
    const record = await this.#read(name);
    if (record !== undefined && record !== unreadable && !isToken(record)) await this.#store(asideOf(name), record);
  }

  async #read(name: string): Promise<unknown> {
    try {
      return (await this.#keyv.get(name)) ?? undefined;
    } catch (error) {
      if ((error as Error | undefined)?.name === 'SyntaxError') return unreadable; // the error quotes what it read: a token
      throw error;
    }
  }

  async #store(name: string, record: unknown): Promise<void> {
    if ((await this.#keyv.set(name, record)) === false) throw new Error('Keyv did not store the token.');
  }
}

/** What Keyv gives nobody, not even to keep it aside. */
const unreadable = Symbol('unreadable');

function asideOf(name: string): string {
  return `damaged ${name}`;
}
