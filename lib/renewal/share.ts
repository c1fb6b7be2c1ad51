import { ChangeFeed } from './change-feed.js';
import type { OAuthError } from '../errors.js';
import { LastKnown } from './last-known.js';
import type { Revisioned } from '../token-store.js';

/** A renewal under way. */
export interface Flight<T> {
  readonly record: Promise<T>;
  /** Whether a request waits for it. */
  awaited: boolean;
}

/** A record that is not stored yet, and what it may be written over: the stored revision, and those that were to be stored since. */
export interface Waiting<T> {
  readonly mayReplace: readonly (string | undefined)[];
  readonly record: T;
}

interface Failure {
  readonly ordinal: number;
  /** In monotonic milliseconds. */
  readonly atMs: number;
  readonly revision: string | undefined;
  readonly error: OAuthError;
}

/** What this process knows of one key beyond what is stored. */
export interface KeyState<T> {
  flight?: Flight<T>;
  /** A record that the store would not take: it counts as long as the stored one is one that it may replace. */
  unsaved?: Waiting<T> & { readonly asOf: number };
  /** A renewed record that is on its way to the store. */
  saving?: Waiting<T>;
  /** The unsaved record is being written. */
  flushing?: true;
  /** The last failed renewal: of which record, and which in the count of failures it was. */
  failure?: Failure;
  /** The server asked for patience until then, in monotonic milliseconds; and when in the count of failures that was. */
  notBefore?: { readonly ms: number; readonly error: OAuthError; readonly ordinal: number };
  /** No background try until then, in monotonic milliseconds. */
  quiet?: { readonly untilMs: number; readonly failures: number };
}

/** All that the sessions and instances on one store share in this process. */
export class Share<T> {
  readonly states = new Map<string, KeyState<T>>();
  readonly lastKnown = new LastKnown<T>();
  readonly feed = new ChangeFeed();
  /** Failed renewals so far. A request that was sent before a failure shares it, and makes no call of its own. */
  failures = 0;
  /** The last write that ended, in {@link tick}s. */
  wroteAt = 0;
  #ticks = 0;

  /** Counts reads and writes, so that what began first never wins over what began later. */
  tick(): number {
    return ++this.#ticks;
  }

  /** A write of ours ended. */
  wrote(key: string, record: T | undefined): void {
    this.wroteAt = this.tick();
    this.lastKnown.wrote(key, record, this.wroteAt);
  }

  /** Somebody wrote, or may have written. */
  changed(key: string): void {
    this.lastKnown.changed(key, this.tick());
  }

  state(key: string): KeyState<T> {
    const known = this.states.get(key);
    if (known) return known;
    const state: KeyState<T> = {};
    this.states.set(key, state);
    return state;
  }

  /**
   * A record that is renewed, stored anew or gone has no failures.
   *
   * @param began - {@link failures} when it was to be stored or to go. A later one may be of the very record that was stored.
   */
  forgetFailures(key: string, began = Infinity): void {
    const state = this.states.get(key);
    if (!state || Math.max(state.failure?.ordinal ?? 0, state.notBefore?.ordinal ?? 0) > began) return;
    delete state.failure;
    delete state.notBefore;
    delete state.quiet;
    this.tidy(key);
  }

  /**
   * Drops failures that matter no more, of the two keys looked at longest ago: called for each new one, it keeps no more of them
   * than there were in {@link failureLifeMs}, without a timer. A renewal under way and a record that waits to be stored stay.
   */
  sweep(nowMs: number): void {
    let looks = 2;
    for (const [key, state] of this.states) {
      if (looks-- === 0) return;
      this.states.delete(key);
      this.states.set(key, state);
      if (isOver(state, nowMs)) this.forgetFailures(key);
    }
  }

  /** Keeps no empty state. */
  tidy(key: string): void {
    const state = this.states.get(key);
    if (state && Object.keys(state).length === 0) this.states.delete(key);
  }
}

/** Requests that were sent before a failure share it; they have ended by then, or cost one call more. */
const failureLifeMs = 300_000;

function isOver({ failure, notBefore, quiet }: KeyState<unknown>, nowMs: number): boolean {
  const failedMs = Math.max(failure?.atMs ?? 0, quiet?.untilMs ?? 0);
  return nowMs > Math.max(failedMs + failureLifeMs, notBefore?.ms ?? 0);
}

// Two copies of this package (one loaded as ESM, one as CommonJS) must share a renewal too.
const registry = Symbol.for('axios-oauthlib.renewals.v1');
const shares = ((globalThis as { [registry]?: WeakMap<object, Share<never>> })[registry] ??= new WeakMap());

/** The share of a store: the same for whoever asks. */
export function shareOf<T extends Revisioned>(store: object): Share<T> {
  const known = shares.get(store);
  if (known) return known;
  const share = new Share<T>();
  shares.set(store, share as unknown as Share<never>);
  return share;
}
