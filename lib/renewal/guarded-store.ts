import { isOAuthError, TokenStoreError } from '../errors.js';
import type { MaybePromise } from '../maybe-promise.js';
import { longestTimerMs } from '../platform.js';
import type { Revisioned } from '../token-store.js';

/** A token store, as far as a renewal looks at its records. */
export interface RecordStore<T> {
  get(key: string): MaybePromise<T | undefined>;
  set(key: string, record: T): MaybePromise<void>;
  delete(key: string): MaybePromise<void>;
  replace?(key: string, expected: string | undefined, next: T): MaybePromise<boolean>;
  withLock?<R>(key: string, work: () => Promise<R>, options: { waitMs: number }): Promise<R>;
  subscribe?(changed: (key: string) => void, live?: (isLive: boolean) => void): () => void;
  readonly copyAgeMs?: number | undefined;
}

/** Lock and compare-and-set of a store, and what stands in for them where it has none. */
export class GuardedStore<T extends Revisioned> {
  readonly #store: RecordStore<T>;
  readonly #read: (key: string) => MaybePromise<T | undefined>;
  readonly #report: (error: TokenStoreError) => void;

  /** @param read - A `get` of the store that is remembered. */
  constructor(
    store: RecordStore<T>,
    read: (key: string) => MaybePromise<T | undefined>,
    report: (error: TokenStoreError) => void,
  ) {
    this.#store = store;
    this.#read = read;
    this.#report = report;
  }

  /** Runs `work` under the store's lock, if it has one. What `work` came to counts more than a lock that fails afterwards. */
  async locked<R>(key: string, waitMs: number, work: () => Promise<R>): Promise<R> {
    if (!this.#store.withLock) return work();
    let done: { result: R } | undefined;
    const noted = async () => {
      done = { result: await work() };
    };
    try {
      await this.#store.withLock(key, noted, { waitMs: Math.min(waitMs, longestTimerMs) });
    } catch (error) {
      if (!done) throw isOAuthError(error) ? error : storeError('withLock', key, error);
      this.#report(storeError('withLock', key, error));
    }
    if (!done) throw storeError('withLock', key, new Error('withLock() resolved without running its work.'));
    return done.result;
  }

  /**
   * Compare-and-set: false when something else is stored than `expected`.
   *
   * @param isWanted - Asked once more where a get and a set stand in for compare-and-set.
   */
  async replace(key: string, expected: string | undefined, record: T, isWanted = () => true): Promise<boolean> {
    if (this.#store.replace) {
      return during('replace', key, async () => (await this.#store.replace?.(key, expected, record)) ?? false);
    }
    const stored = await during('get', key, async () => this.#read(key));
    if (stored?.revision !== expected || !isWanted()) return false;
    await during('set', key, async () => this.#store.set(key, record));
    return true;
  }

  /** Over whichever of these revisions is stored. */
  async replaceAny(
    key: string,
    revisions: readonly (string | undefined)[],
    record: T,
    isWanted: () => boolean,
  ): Promise<boolean> {
    for (const expected of revisions) if (await this.#replaceTwice(key, expected, record, isWanted)) return true;
    return false;
  }

  async #replaceTwice(key: string, expected: string | undefined, record: T, isWanted: () => boolean): Promise<boolean> {
    try {
      return await this.replace(key, expected, record, isWanted);
    } catch (error) {
      this.#report(error as TokenStoreError); // `replace` throws nothing else
      // With rotation the old token is void already, so this write is worth a second try before memory has to keep it.
      // The first may have been written although its answer was lost.
      if (await this.replace(key, expected, record, isWanted)) return true;
      return (await during('get', key, async () => this.#read(key)))?.revision === record.revision;
    }
  }
}

async function during<R>(operation: TokenStoreError['operation'], key: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw storeError(operation, key, error);
  }
}

/** What a store threw, as an error that names the operation and the key; one that is so already stays as it is. */
export function storeError(operation: TokenStoreError['operation'], key: string, cause: unknown): TokenStoreError {
  return cause instanceof TokenStoreError ? cause : new TokenStoreError(operation, key, { cause });
}
