import { isOAuthError, TokenStoreError } from './errors.js';
import { isPromise, type MaybePromise } from './maybe-promise.js';
import { shareOf, type Share } from './renewal-share.js';
import type { Revisioned } from './token-store.js';

/** A token store, as far as a renewal looks at its records. */
export interface RecordStore<T> {
  get(key: string): MaybePromise<T | undefined>;
  set(key: string, record: T): MaybePromise<void>;
  delete(key: string): MaybePromise<void>;
  replace?(key: string, expected: string | undefined, next: T): MaybePromise<boolean>;
  withLock?<R>(key: string, work: () => Promise<R>, options: { waitMs: number }): Promise<R>;
}

/** What became of a save: stored, kept in memory because the store failed, or dropped because the record had changed. */
export type SaveOutcome = 'stored' | 'kept' | 'overtaken';

/**
 * The records of a store as this process knows them: what is stored, but for a renewed record that the store would not take,
 * which is kept here and written at the next chance; and the last known one while the store cannot be read.
 */
export class SharedRecords<T extends Revisioned> {
  readonly share: Share<T>;
  readonly #store: RecordStore<T>;
  readonly #report: (error: TokenStoreError) => void;
  #lastSeen: T | undefined;

  constructor(store: RecordStore<T>, report: (key: string, error: TokenStoreError) => void) {
    this.#store = store;
    this.#report = (error) => {
      report(error.key, error);
    };
    this.share = shareOf(store);
  }

  /** The record to use. No promise when the store answers without one. A store that fails is bridged by the last known record. */
  current(key: string): MaybePromise<T | undefined> {
    try {
      const stored = this.#store.get(key);
      if (!isPromise(stored)) return this.#seen(key, stored);
      return stored.then(
        (record) => this.#seen(key, record),
        (error: unknown) => this.#bridged(key, error),
      );
    } catch (error) {
      return this.#bridged(key, error);
    }
  }

  /** The record to renew: what is really stored, or the newer one that waits to be. */
  async latest(key: string): Promise<T | undefined> {
    try {
      return this.#seen(key, await this.#store.get(key));
    } catch (error) {
      const unsaved = this.share.states.get(key)?.unsaved;
      if (unsaved) return unsaved.record;
      throw storeError('get', key, error);
    }
  }

  /** Compare-and-set on the revision that was read: a late answer harms neither a new login nor a log-out. */
  async save(key: string, expected: string | undefined, record: T): Promise<SaveOutcome> {
    const unsaved = this.share.states.get(key)?.unsaved;
    // `expected` may be a record that itself still waits to be stored.
    const base = unsaved && unsaved.record.revision === expected ? unsaved.expected : expected;
    try {
      if (!(await this.#replaceTwice(key, base, record))) return 'overtaken';
      this.#settled(key, record);
      return 'stored';
    } catch (error) {
      this.share.state(key).unsaved = { expected: base, record };
      this.#report(storeError('replace', key, error));
      return 'kept';
    }
  }

  /** Stores the outcome of a login: it wins over whatever is there or under way. */
  async set(key: string, record: T): Promise<void> {
    try {
      await this.#store.set(key, record);
    } catch (error) {
      throw storeError('set', key, error);
    }
    this.#settled(key, record);
  }

  async delete(key: string): Promise<void> {
    try {
      await this.#store.delete(key);
    } catch (error) {
      throw storeError('delete', key, error);
    }
    this.#settled(key, undefined);
  }

  /** Runs `work` under the store's lock, if it has one. What `work` came to counts more than a lock that fails afterwards. */
  async locked<R>(key: string, waitMs: number, work: () => Promise<R>): Promise<R> {
    if (!this.#store.withLock) return work();
    let done: { result: R } | undefined;
    const noted = async () => {
      done = { result: await work() };
    };
    try {
      await this.#store.withLock(key, noted, { waitMs });
    } catch (error) {
      if (isOAuthError(error)) throw error;
      const failure = storeError('withLock', key, error);
      if (!done) throw failure;
      this.#report(failure);
    }
    if (!done) throw storeError('withLock', key, new Error('withLock() resolved without running its work.'));
    return done.result;
  }

  #seen(key: string, stored: T | undefined): T | undefined {
    const record = this.share.states.size === 0 ? stored : this.#unlessUnsaved(key, stored);
    if (record !== this.#lastSeen) {
      this.#lastSeen = record;
      this.#remember(key, record);
    }
    return record;
  }

  #unlessUnsaved(key: string, stored: T | undefined): T | undefined {
    const state = this.share.states.get(key);
    if (!state?.unsaved) return stored;
    const { expected, record } = state.unsaved;
    if (stored?.revision === expected) {
      void this.#flush(key);
      return record;
    }
    // Stored after all, though the store said otherwise; or overtaken by a login or a log-out.
    delete state.unsaved;
    return stored;
  }

  /** The next chance for a record that the store would not take. */
  async #flush(key: string): Promise<void> {
    const state = this.share.state(key);
    if (!state.unsaved || state.flushing || state.flight) return;
    state.flushing = true;
    const { expected, record } = state.unsaved;
    try {
      await this.locked(key, flushWaitMs, () => this.#replace(key, expected, record));
      this.#settled(key, record);
    } catch (error) {
      this.#report(storeError('replace', key, error));
    } finally {
      delete state.flushing;
    }
  }

  async #replaceTwice(key: string, expected: string | undefined, record: T): Promise<boolean> {
    try {
      return await this.#replace(key, expected, record);
    } catch (error) {
      this.#report(storeError('replace', key, error));
      // With rotation the old token is void already, so this write is worth a second try before memory has to keep it.
      // The first may have been written although its answer was lost.
      return (await this.#replace(key, expected, record)) || (await this.#store.get(key))?.revision === record.revision;
    }
  }

  async #replace(key: string, expected: string | undefined, record: T): Promise<boolean> {
    if (this.#store.replace) return this.#store.replace(key, expected, record);
    if ((await this.#store.get(key))?.revision !== expected) return false;
    await this.#store.set(key, record);
    return true;
  }

  #settled(key: string, record: T | undefined): void {
    delete this.share.states.get(key)?.unsaved;
    this.#remember(key, record);
    this.#lastSeen = record;
  }

  #remember(key: string, record: T | undefined): void {
    if (record) this.share.lastKnown.set(key, record);
    else this.share.lastKnown.delete(key);
  }

  #bridged(key: string, error: unknown): T | undefined {
    const failure = storeError('get', key, error);
    const known = this.share.states.get(key)?.unsaved?.record ?? this.share.lastKnown.get(key);
    if (!known) throw failure;
    this.#report(failure);
    return known;
  }
}

/** A record that waits to be written need not wait long for the lock: the next request is the next chance. */
const flushWaitMs = 5000;

function storeError(operation: TokenStoreError['operation'], key: string, cause: unknown): TokenStoreError {
  return cause instanceof TokenStoreError ? cause : new TokenStoreError(operation, key, { cause });
}
