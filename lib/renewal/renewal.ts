import { backoffMs, pauseBeforeNextTry } from './backoff.js';
import { RenewalTimeoutError, type OAuthError } from '../errors.js';
import type { RecordStore } from './guarded-store.js';
import { isPromise, type MaybePromise } from '../maybe-promise.js';
import { platform as realPlatform, type Platform } from '../platform.js';
import type { RenewalAnswer, RenewalRules } from './rules.js';
import type { Flight, KeyState } from './share.js';
import { SharedRecords } from './shared-records.js';
import type { Revisioned } from '../token-store.js';

/** Which record would do. */
export interface Ask {
  /** Any but this revision: it was refused, or is about to expire. */
  readonly newerThan?: string | undefined;
  /** {@link Renewal.failures} when the refused request was sent. */
  readonly failuresSeen?: number | undefined;
}

/** One renewal on its way through the lock. */
interface Task<T> {
  readonly key: string;
  readonly ask: Ask;
  readonly state: KeyState<T>;
  readonly flight: { awaited: boolean };
  /** In monotonic milliseconds. */
  readonly deadlineMs: number;
  /** The revision of the record that it last looked at. */
  lookedAt?: string | undefined;
}

/**
 * One renewal per store and key, whoever asks: in this process by sharing the promise, across processes by the store's lock
 * and a second look inside it, and against everything else by compare-and-set on save. Knows neither HTTP nor OAuth.
 */
export class Renewal<T extends Revisioned> {
  readonly records: SharedRecords<T>;
  readonly #rules: RenewalRules<T>;
  readonly #platform: Platform;

  constructor(store: RecordStore<T>, rules: RenewalRules<T>, platform: Platform = realPlatform) {
    this.records = new SharedRecords(store, rules.report, platform);
    this.#rules = rules;
    this.#platform = platform;
  }

  /** Failed renewals so far; see {@link Ask.failuresSeen}. */
  get failures(): number {
    return this.records.share.failures;
  }

  /** A record that is good, without asking the store; undefined where it must be asked. */
  copy(key: string): T | undefined {
    const copy = this.records.copy(key);
    const isGood = copy && !this.#rules.mustRenew(copy) && this.#rules.refusedRevision(copy) === undefined;
    return isGood ? copy : undefined;
  }

  /** The record to use. No promise when the store answers without one; a store has as long as a renewal. */
  current(key: string): MaybePromise<T | undefined> {
    const record = this.records.current(key);
    return isPromise(record) ? this.#withinBudget(record) : record;
  }

  /** A record that answers `ask`: from the renewal under way, from the store, or renewed now; in this order. */
  renewed(key: string, ask: Ask = {}): Promise<T> {
    const flight = this.records.share.states.get(key)?.flight;
    const next = flight ? join(flight) : this.#storedOrRenewed(key, ask);
    if (ask.newerThan === undefined) return next; // thousands who wait need no more than the promise that they share
    // The renewal that we joined may be the one that had made the refused record, or have found it refused for good.
    return next.then((record) => (this.#isRefused(record, ask) ? this.renewed(key, ask) : record));
  }

  /** Renews `record` while it is still good. Nobody waits for it, so a failure is reported and followed by a quiet time. */
  renewInBackground(key: string, record: T): void {
    if (this.#rules.obstacle(key, record)) return;
    const state = this.records.share.state(key);
    if (state.flight || this.#isQuiet(state)) return;
    this.#start(key, state, { newerThan: record.revision }, false).record.catch(() => {
      const failures = (state.quiet?.failures ?? 0) + 1;
      state.quiet = { failures, untilMs: this.#now() + this.#quietMs(failures) };
    });
  }

  async #storedOrRenewed(key: string, ask: Ask): Promise<T> {
    const stored = this.current(key);
    // No await when the store answers at once: the renewal is then there before the second request of a burst asks.
    const record = isPromise(stored) ? await stored : stored;
    if (record && !this.#isStale(record, ask)) return record;
    const state = this.records.share.states.get(key);
    if (state?.flight) return join(state.flight); // begun while we looked
    const reason = this.#rules.obstacle(key, record) ?? (state && this.#knownFailure(state, record, ask));
    if (reason) throw reason;
    return this.#start(key, this.records.share.state(key), ask, true).record;
  }

  #start(key: string, state: KeyState<T>, ask: Ask, awaited: boolean): Flight<T> {
    const { budgetMs } = this.#rules;
    const task: Task<T> = { key, ask, state, flight: { awaited }, deadlineMs: this.#now() + budgetMs };
    const work = this.records.locked(key, budgetMs, () => this.#renewInLock(task));
    const record = this.#withinBudget(work).then(
      (renewed) => {
        this.#land(task, flight);
        this.records.share.forgetFailures(key);
        this.#rules.report.finished(key, renewed);
        return renewed;
      },
      (error: unknown) => {
        this.#land(task, flight);
        this.#noteFailure(task, error as OAuthError); // a renewal throws nothing else
        throw error;
      },
    );
    const flight: Flight<T> = Object.assign(task.flight, { record });
    state.flight = flight;
    this.#rules.report.started(key, !awaited);
    return flight;
  }

  /** The tries of one renewal. Each looks again before it calls: others may have renewed, logged in or logged out. */
  async #renewInLock(task: Task<T>): Promise<T> {
    for (let tries = 1, lostBefore = 0; ; tries++) {
      const current = await this.records.latest(task.key);
      task.lookedAt = current?.revision;
      if (current && !this.#isStale(current, task.ask)) return current;
      const timeLeftMs = task.deadlineMs - this.#now();
      const obstacle =
        this.#rules.obstacle(task.key, current) ?? (timeLeftMs >= this.#leastCallMs() ? undefined : this.#timeout());
      if (obstacle) throw obstacle;

      const answer = await this.#rules.renew(task.key, current, timeLeftMs);
      if (answer.failure === undefined) {
        if (await this.#saved(task.key, current, answer.record)) return answer.record;
        continue;
      }
      if (answer.failure === 'final' && current && (await this.#refusalOvertaken(task.key, current, answer.error)))
        continue;
      await this.#pauseOrFail(task, answer, { tries, lostBefore });
      if (answer.failure === 'lost') lostBefore++;
    }
  }

  async #saved(key: string, current: T | undefined, record: T): Promise<boolean> {
    let outcome = await this.records.save(key, current?.revision, record);
    if (outcome === 'overtaken' && current) {
      // Another holder may have been refused with the very token that we renewed: one that works wins over that word.
      const stored = await this.records.latest(key);
      const refusedMeanwhile = stored && this.#rules.refusedRevision(stored) === current.revision;
      if (refusedMeanwhile) outcome = await this.records.save(key, stored.revision, record);
    }
    if (outcome === 'overtaken') return false;
    this.#rules.report.renewed(key, record);
    return true;
  }

  /** The server's final word is written down under the same condition as a token: only if the record is still the one refused. */
  async #refusalOvertaken(key: string, current: T, error: OAuthError): Promise<boolean> {
    return (await this.records.save(key, current.revision, this.#rules.refused(current, error))) === 'overtaken';
  }

  async #pauseOrFail(
    { state, flight, deadlineMs }: Task<T>,
    { failure, error, retryAfterMs }: Exclude<RenewalAnswer<T>, { failure?: never }>,
    soFar: { tries: number; lostBefore: number },
  ): Promise<void> {
    const now = this.#now();
    const circumstances = { ...soFar, awaited: flight.awaited, timeLeftMs: deadlineMs - now - this.#leastCallMs() };
    const pauseMs = pauseBeforeNextTry(failure, retryAfterMs, circumstances, () => this.#platform.random());
    if (pauseMs === undefined) {
      if (retryAfterMs !== undefined) {
        const ordinal = ++this.records.share.failures; // as of now: the renewal itself may end later
        state.notBefore = { ms: now + retryAfterMs, error, ordinal };
      }
      throw error;
    }
    if (pauseMs > 0) await new Promise<void>((resolve) => this.#platform.timer(pauseMs, resolve));
  }

  #withinBudget<R>(work: Promise<R>): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      const cancel = this.#platform.timer(this.#rules.budgetMs, () => {
        reject(this.#timeout());
      });
      work.then(resolve, reject).finally(cancel);
    });
  }

  /** Only its own flight: after a timeout another one may be under way. */
  #land({ state }: Task<T>, flight: Flight<T>): void {
    if (state.flight === flight) delete state.flight;
  }

  #noteFailure({ key, state, lookedAt }: Task<T>, error: OAuthError): void {
    const { share } = this.records;
    state.failure = { ordinal: ++share.failures, atMs: this.#now(), revision: lookedAt, error };
    share.sweep(this.#now());
    this.#rules.report.failed(key, error);
  }

  #knownFailure({ failure, notBefore }: KeyState<T>, record: T | undefined, ask: Ask): OAuthError | undefined {
    const askedBefore = failure && ask.failuresSeen !== undefined && ask.failuresSeen < failure.ordinal;
    if (askedBefore && failure.revision === record?.revision) return failure.error;
    return notBefore && notBefore.ms > this.#now() ? notBefore.error : undefined;
  }

  #isStale(record: T, ask: Ask): boolean {
    if (this.#rules.mustRenew(record)) return true;
    return this.#isRefused(record, ask);
  }

  #isRefused(record: T, { newerThan }: Ask): boolean {
    // A record with the server's refusal written on it is newer, but its token is the old one.
    return (
      newerThan !== undefined && (record.revision === newerThan || this.#rules.refusedRevision(record) !== undefined)
    );
  }

  #isQuiet({ quiet, notBefore }: KeyState<T>): boolean {
    return Math.max(quiet?.untilMs ?? 0, notBefore?.ms ?? 0) > this.#now();
  }

  /** A second at least: a burst of requests must not become a burst of tries. */
  #quietMs(failures: number): number {
    return 1000 + backoffMs(failures + 1, () => this.#platform.random());
  }

  #now(): number {
    return this.#platform.monotonicMs();
  }

  /** A call that is given up half-way may cost the grant: the server has rotated, and nobody heard its answer. */
  #leastCallMs(): number {
    return Math.min(2000, this.#rules.budgetMs / 4);
  }

  #timeout(): RenewalTimeoutError {
    return new RenewalTimeoutError(this.#rules.budgetMs);
  }
}

function join<T>(flight: Flight<T>): Promise<T> {
  flight.awaited = true;
  return flight.record;
}
