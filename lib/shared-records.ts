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
    const asOf = this.share.tick();
    try {
      const stored = this.#store.get(key);
      if (!isPromise(stored)) return this.#seen(key, stored, asOf);
      return stored.then(
        (record) => this.#seen(key, record, asOf),
        (error: unknown) => this.#bridged(key, error),
      );
    } catch (error) {
      return this.#bridged(key, error);
    }
  }

  /** The record to renew: what is really stored, or the newer one that waits to be. */
  async latest(key: string): Promise<T | undefined> {
    try {
      let asOf = this.share.tick();
      let stored = await this.#store.get(key);
      if (asOf < this.share.wroteAt) {
        // A write of ours ended while we read: what we read may be from before it.
        asOf = this.share.tick();
        stored = await this.#store.get(key);
      }
      const record = this.#seen(key, stored, asOf);
      // A save that outlasts its own renewal, and has no lock to keep the next one off: its token is the one to go on with.
      const saving = this.share.states.get(key)?.saving;
      return saving?.bases.includes(record?.revision) ? saving.record : record;
    } catch (error) {
      const { unsaved, flushing } = this.share.states.get(key) ?? {};
      // One that is just being written may be stored already, and renewed by others.
      if (unsaved && !flushing) return unsaved.record;
      throw storeError('get', key, error);
    }
  }

  /** Compare-and-set on the revision that was read: a late answer harms neither a new login nor a log-out. */
  async save(key: string, expected: string | undefined, record: T): Promise<SaveOutcome> {
    const state = this.share.state(key);
    const waiting = [state.unsaved, state.saving].find((unstored) => unstored?.record.revision === expected);
    // `expected` may be a record that itself still waits to be stored; or it was stored, and we did not hear of it.
    const bases = [...(waiting?.bases ?? []), expected];
    const saving = (state.saving = { bases, record });
    try {
      const isWanted = () => state.saving === saving; // not after a login or a log-out of this process
      if (!(await this.#replaceOneOf(key, bases, record, isWanted))) {
        if (state.unsaved === waiting) delete state.unsaved; // what it renewed has been overtaken, too
        return 'overtaken';
      }
      this.#settled(key, record);
      return 'stored';
    } catch (error) {
      this.#report(storeError('replace', key, error));
      if (state.saving !== saving) return 'overtaken'; // by a login, a log-out or a later renewal of this very process
      this.#keep(key, bases, record);
      return 'kept';
    } finally {
      if (state.saving === saving) delete state.saving;
      this.share.tidy(key);
    }
  }

  /**
   * Stores the outcome of a login: it wins over whatever is there or under way. A login cannot be had again, so one that the
   * store does not take is kept in memory, used, and written at the next chance; the caller hears of it all the same.
   */
  async set(key: string, record: T): Promise<void> {
    const read = this.#storedRevision(key); // before: what others store from now on wins over a login that was not taken
    const expected = isPromise(read) ? await read : read;
    try {
      await this.#store.set(key, record);
    } catch (error) {
      // It may have been stored, though the store said otherwise; and if somebody has stored another since, that one counts.
      const now = await this.#storedRevision(key);
      if (now === expected) this.#keep(key, [expected], record);
      if (now !== record.revision) throw storeError('set', key, error);
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

  #keep(key: string, bases: readonly (string | undefined)[], record: T): void {
    this.share.state(key).unsaved = { bases, record, asOf: this.share.tick() };
  }

  /** @param found - What the store has; some have null for nothing. */
  #seen(key: string, found: T | undefined, asOf: number): T | undefined {
    const stored = found ?? undefined;
    const record = this.share.states.size === 0 ? stored : this.#unlessUnsaved(key, stored, asOf);
    if (record === undefined || record !== this.#lastSeen) this.#remember(key, record, asOf);
    return record;
  }

  #unlessUnsaved(key: string, stored: T | undefined, asOf: number): T | undefined {
    const state = this.share.states.get(key);
    if (!state?.unsaved) return stored;
    const { bases, record } = state.unsaved;
    if (asOf < state.unsaved.asOf) return record; // what was read before it cannot overtake it
    if (bases.includes(stored?.revision)) {
      void this.#flush(key, stored?.revision);
      return record;
    }
    // Stored after all, though the store said otherwise; or overtaken by a login or a log-out.
    delete state.unsaved;
    this.share.tidy(key);
    return stored;
  }

  /** The next chance for a record that the store would not take. */
  async #flush(key: string, expected: string | undefined): Promise<void> {
    const state = this.share.state(key);
    if (!state.unsaved || state.flushing || state.flight) return;
    state.flushing = true;
    const { record } = state.unsaved;
    // While we wait for the lock or the store, a log-out, a login or a renewal may make it void.
    const waits = () => state.unsaved?.record === record;
    try {
      await this.locked(key, flushWaitMs, async () => {
        if (!waits()) return;
        const stored = await this.#replace(key, expected, record, () => waits() && !state.flight);
        if (waits() && (stored || !state.flight)) delete state.unsaved;
        if (stored) this.#wrote(key, record);
      });
    } catch (error) {
      this.#report(storeError('replace', key, error));
    } finally {
      delete state.flushing;
      this.share.tidy(key);
    }
  }

  #storedRevision(key: string): MaybePromise<string | undefined> {
    const lastKnown = () => this.share.lastKnown.get(key)?.record?.revision; // a store that cannot be read fails in what follows, too
    const asOf = this.share.tick();
    const seen = (record: T | undefined) => {
      this.#remember(key, record, asOf);
      return record?.revision;
    };
    try {
      const stored = this.#store.get(key);
      return isPromise(stored) ? stored.then(seen, lastKnown) : seen(stored);
    } catch {
      return lastKnown();
    }
  }

  async #replaceOneOf(
    key: string,
    bases: readonly (string | undefined)[],
    record: T,
    isWanted: () => boolean,
  ): Promise<boolean> {
    for (const base of bases) if (await this.#replaceTwice(key, base, record, isWanted)) return true;
    return false;
  }

  async #replaceTwice(key: string, expected: string | undefined, record: T, isWanted: () => boolean): Promise<boolean> {
    try {
      return await this.#replace(key, expected, record, isWanted);
    } catch (error) {
      this.#report(storeError('replace', key, error));
      // With rotation the old token is void already, so this write is worth a second try before memory has to keep it.
      // The first may have been written although its answer was lost.
      return (
        (await this.#replace(key, expected, record, isWanted)) ||
        (await this.#store.get(key))?.revision === record.revision
      );
    }
  }

  /** @param isWanted - Asked once more where a get and a set stand in for compare-and-set. */
  async #replace(key: string, expected: string | undefined, record: T, isWanted = () => true): Promise<boolean> {
    if (this.#store.replace) return this.#store.replace(key, expected, record);
    if ((await this.#store.get(key))?.revision !== expected || !isWanted()) return false;
    await this.#store.set(key, record);
    return true;
  }

  #settled(key: string, record: T | undefined): void {
    const state = this.share.states.get(key);
    // An overdue save may end after its token was renewed; what was made from it is newer.
    const isNewer = (unstored?: { bases: readonly unknown[] }) => record && unstored?.bases.includes(record.revision);
    if (!isNewer(state?.unsaved)) delete state?.unsaved;
    if (!isNewer(state?.saving)) delete state?.saving;
    this.share.tidy(key);
    this.#wrote(key, record);
  }

  #wrote(key: string, record: T | undefined): void {
    this.share.wroteAt = this.share.tick();
    this.#remember(key, record, this.share.wroteAt);
  }

  /** A slow read that began before another read, or before a write of ours, is no news. */
  #remember(key: string, record: T | undefined, asOf: number): void {
    const known = this.share.lastKnown.get(key);
    if (known ? known.asOf > asOf : !record) return;
    this.share.lastKnown.set(key, { record, asOf });
    this.#lastSeen = record;
  }

  #bridged(key: string, error: unknown): T | undefined {
    const failure = storeError('get', key, error);
    const known = this.share.states.get(key)?.unsaved?.record ?? this.share.lastKnown.get(key)?.record;
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
