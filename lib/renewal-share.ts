import type { OAuthError } from './errors.js';
import type { Revisioned } from './token-store.js';

/** A renewal under way. */
export interface Flight<T> {
  readonly record: Promise<T>;
  /** Whether a request waits for it. */
  awaited: boolean;
}

/** A record, and the revisions that it may be written over: of the stored one, and of those that were to be stored since. */
interface Unstored<T> {
  readonly bases: readonly (string | undefined)[];
  readonly record: T;
}

/** What this process knows of one key beyond what is stored. */
export interface KeyState<T> {
  flight?: Flight<T>;
  /** A record that the store would not take: it counts as long as the stored one is one of `bases`. */
  unsaved?: Unstored<T> & { readonly asOf: number };
  /** A renewed record that is on its way to the store. */
  saving?: Unstored<T>;
  /** The unsaved record is being written. */
  flushing?: true;
  /** The last failed renewal: of which record, and which in the count of failures it was. */
  failure?: { readonly ordinal: number; readonly revision: string | undefined; readonly error: OAuthError };
  /** The server asked for patience until then, in monotonic milliseconds. */
  notBefore?: { readonly ms: number; readonly error: OAuthError };
  /** No background try until then, in monotonic milliseconds. */
  quiet?: { readonly untilMs: number; readonly failures: number };
}

/** All that the sessions and instances on one store share in this process. */
export class Share<T> {
  readonly states = new Map<string, KeyState<T>>();
  /** The last record read or written of each key, for when the store cannot be read. */
  readonly lastKnown = new Map<string, { readonly record: T | undefined; readonly asOf: number }>();
  /** Failed renewals so far. A request that was sent before a failure shares it, and makes no call of its own. */
  failures = 0;
  /** The last write that ended, in {@link tick}s. */
  wroteAt = 0;
  #ticks = 0;

  /** Counts reads and writes, so that what began first never wins over what began later. */
  tick(): number {
    return ++this.#ticks;
  }

  state(key: string): KeyState<T> {
    const known = this.states.get(key);
    if (known) return known;
    const state: KeyState<T> = {};
    this.states.set(key, state);
    return state;
  }

  /** Keeps no empty state. */
  tidy(key: string): void {
    const state = this.states.get(key);
    if (state && Object.keys(state).length === 0) this.states.delete(key);
  }
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
