import { ComparedRecords } from './compared-records.js';
import type { TokenStoreError } from '../errors.js';
import { GuardedStore, storeError, type RecordStore } from './guarded-store.js';
import { isPromise, type MaybePromise } from '../maybe-promise.js';
import { platform as realPlatform, type Platform } from '../platform.js';
import type { RenewalReport } from './rules.js';
import { ReadAhead } from './read-ahead.js';
import { shareOf, type Share, type Waiting } from './share.js';
import type { Revisioned } from '../token-store.js';
import { WaitingRecords } from './waiting-record.js';

/** What became of a save: stored, kept in memory because the store failed, or dropped because the record had changed. */
export type SaveOutcome = 'stored' | 'kept' | 'overtaken';

/**
 * The records of a store as this process knows them: what is stored, but for a record that still waits to be; the last known
 * one while the store cannot be read; and a copy where a slow store need not be asked.
 */
export class SharedRecords<T extends Revisioned> {
  readonly share: Share<T>;
  readonly #store: RecordStore<T>;
  readonly #compared: ComparedRecords<T>;
  readonly #guarded: GuardedStore<T>;
  readonly #waiting: WaitingRecords<T>;
  readonly #readAhead = new ReadAhead();
  readonly #nowMs: () => number;
  readonly #report: (error: TokenStoreError) => void;
  readonly #tellStored: (key: string, record: T) => void;
  #isSlow = false;

  constructor(
    store: RecordStore<T>,
    report: Pick<RenewalReport<T>, 'stored' | 'storeFailed'>,
    platform: Pick<Platform, 'monotonicMs'> = realPlatform,
  ) {
    this.#store = store;
    this.#nowMs = () => platform.monotonicMs();
    this.#report = (error) => {
      report.storeFailed(error.key, error);
    };
    this.#tellStored = (key, record) => {
      report.stored(key, record);
    };
    this.share = shareOf(store);
    this.#compared = new ComparedRecords(store, this.share);
    this.#guarded = new GuardedStore(store, (key) => this.#compared.stored(key), this.#report);
    this.#waiting = new WaitingRecords(this.share, this.#guarded, report);
  }

  /** What was read a moment ago, or with a live change feed a while ago; undefined when the store must be asked. */
  copy(key: string): T | undefined {
    if (!this.#isSlow || this.share.states.get(key)?.unsaved) return undefined;
    const ageMs = this.#store.copyAgeMs ?? defaultCopyAgeMs;
    if (!(ageMs > 0)) return undefined;
    const copy = this.share.lastKnown.copy(key);
    if (copy?.record === undefined) return undefined;
    const { liveSinceMs = Infinity } = this.share.feed;
    const longestMs = copy.askedAtMs > liveSinceMs ? Math.max(ageMs, longestCopyAgeMs) : ageMs;
    const oldMs = this.#nowMs() - copy.askedAtMs;
    if (oldMs >= longestMs) return undefined;
    if (oldMs > longestMs / 2) this.#readAhead.start(key, (one) => this.current(one));
    return copy.record;
  }

  /** The record to use. No promise when the store answers without one. A store that fails is bridged by the last known record. */
  current(key: string): MaybePromise<T | undefined> {
    const asOf = this.share.tick();
    try {
      const stored = this.#store.get(key);
      if (!isPromise(stored)) return this.#seen(key, stored, asOf);
      const askedAtMs = this.#nowMs();
      this.#listen(key);
      return stored.then(
        (record) => this.#seen(key, record, asOf, askedAtMs),
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
      return saving?.mayReplace.includes(record?.revision) ? saving.record : record;
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
    const waiting = [state.unsaved, state.saving].find((one) => one?.record.revision === expected);
    // `expected` may be a record that itself still waits to be stored; or it was stored, and we did not hear of it.
    const mayReplace = [...(waiting?.mayReplace ?? []), expected];
    const saving = { mayReplace, record };
    try {
      if (!(await this.#replaced(key, saving)) && !(await this.#replacedAfterAll(key, saving))) {
        if (state.unsaved === waiting) delete state.unsaved; // what it renewed has been overtaken, too
        return 'overtaken';
      }
      this.#stored(key, record);
      return 'stored';
    } catch (error) {
      this.#failed(error as TokenStoreError); // a guarded store throws nothing else
      if (!this.#isSaving(key, saving)) return 'overtaken'; // by a login, a log-out or a later renewal of this very process
      this.#waiting.keep(key, mayReplace, record);
      return 'kept';
    } finally {
      this.#endSaving(key, saving);
    }
  }

  /**
   * Stores the outcome of a login: it wins over whatever is there or under way. A login cannot be had again, so one that the
   * store does not take is kept in memory, used, and written at the next chance; the caller hears of it all the same.
   */
  async set(key: string, record: T): Promise<void> {
    const read = this.#compared.replaceable(key); // before: what others store from now on wins over a login that was not taken
    const replaceable = isPromise(read) ? await read : read;
    const { failures } = this.share;
    try {
      await this.#store.set(key, record);
    } catch (error) {
      // It may have been stored, though the store said otherwise; and if somebody has stored another since, that one counts.
      const now = await this.#compared.replaceable(key);
      if (now.some((revision) => replaceable.includes(revision))) this.#waiting.keep(key, replaceable, record);
      this.share.changed(key);
      if (!now.includes(record.revision)) throw storeError('set', key, error);
    }
    this.share.forgetFailures(key, failures);
    this.#stored(key, record);
  }

  async delete(key: string): Promise<void> {
    const { failures } = this.share;
    try {
      await this.#store.delete(key);
    } catch (error) {
      this.share.changed(key);
      throw storeError('delete', key, error);
    }
    this.share.forgetFailures(key, failures);
    this.#stored(key, undefined);
  }

  /** Runs `work` under the store's lock, if it has one. */
  locked<R>(key: string, waitMs: number, work: () => Promise<R>): Promise<R> {
    return this.#guarded.locked(key, waitMs, work);
  }

  #replaced(key: string, saving: Waiting<T>): Promise<boolean> {
    this.share.state(key).saving = saving;
    const isWanted = () => this.#isSaving(key, saving);
    return this.#guarded.replaceAny(key, saving.mayReplace, saving.record, isWanted);
  }

  /**
   * A login or a log-out of this process called it off, but was perhaps only answered late: what we renewed may have come after
   * it. Then that is there still. That there is nothing tells nothing.
   */
  async #replacedAfterAll(key: string, { mayReplace, record }: Waiting<T>): Promise<boolean> {
    if (this.share.states.get(key)?.saving) return false;
    const again = { mayReplace: mayReplace.filter((revision) => revision !== undefined), record };
    return this.#replaced(key, again).finally(() => {
      this.#endSaving(key, again);
    });
  }

  #isSaving(key: string, saving: Waiting<T>): boolean {
    return this.share.states.get(key)?.saving === saving;
  }

  #endSaving(key: string, saving: Waiting<T>): void {
    const state = this.share.states.get(key);
    if (state?.saving === saving) delete state.saving;
    this.share.tidy(key);
  }

  /** @param found - What the store has; some have null for nothing. */
  #seen(key: string, found: T | undefined, asOf: number, askedAtMs?: number): T | undefined {
    const stored = found ?? undefined;
    const record = this.#waiting.orStored(key, stored, asOf);
    this.share.lastKnown.read(key, record, asOf, record === stored ? askedAtMs : undefined);
    return record;
  }

  #stored(key: string, record: T | undefined): void {
    this.#waiting.giveWayTo(key, record);
    this.share.wrote(key, record);
    if (record) this.#tellStored(key, record);
  }

  /** A write that failed may have been done all the same. */
  #failed(error: TokenStoreError): void {
    this.share.changed(error.key);
    this.#report(error);
  }

  #bridged(key: string, error: unknown): T | undefined {
    const failure = storeError('get', key, error);
    const known = this.share.states.get(key)?.unsaved?.record ?? this.share.lastKnown.record(key);
    if (!known) throw failure;
    this.#report(failure);
    return known;
  }

  /** Who waits for a store listens to it from then on. */
  #listen(key: string): void {
    this.#isSlow = true;
    if (this.#store.copyAgeMs === 0) return;
    const changed = (changedKey: string) => {
      this.share.changed(changedKey);
    };
    try {
      this.share.feed.listen(this.#store, changed, this.#nowMs);
    } catch (error) {
      this.#report(storeError('subscribe', key, error));
    }
  }
}

/** A log-out elsewhere is seen so much later; see `TokenStore.copyAgeMs`. */
const defaultCopyAgeMs = 1000;
/** Of a live feed, too: a connection may be half open without anybody noticing. */
const longestCopyAgeMs = 60_000;
