import type { TokenStoreError } from '../errors.js';
import type { GuardedStore } from './guarded-store.js';
import type { RenewalReport } from './rules.js';
import type { KeyState, Share, Waiting } from './share.js';
import type { Revisioned } from '../token-store.js';

/**
 * Records that the store has not taken yet (rule 5: with rotation the stored one is void already). Kept in memory, used, and
 * written at the next chance, but over nothing that is newer.
 */
export class WaitingRecords<T extends Revisioned> {
  readonly #share: Share<T>;
  readonly #store: GuardedStore<T>;
  readonly #report: Pick<RenewalReport<T>, 'stored' | 'storeFailed'>;

  constructor(share: Share<T>, store: GuardedStore<T>, report: Pick<RenewalReport<T>, 'stored' | 'storeFailed'>) {
    this.#share = share;
    this.#store = store;
    this.#report = report;
  }

  keep(key: string, mayReplace: readonly (string | undefined)[], record: T): void {
    this.#share.state(key).unsaved = { mayReplace, record, asOf: this.#share.tick() };
  }

  /** The waiting record if there is one and it still counts, else the stored one. A look into the store is the next chance to write. */
  orStored(key: string, stored: T | undefined, asOf: number): T | undefined {
    if (this.#share.states.size === 0) return stored;
    const state = this.#share.states.get(key);
    if (!state?.unsaved) return stored;
    const { mayReplace, record } = state.unsaved;
    if (asOf < state.unsaved.asOf) return record; // what was read before it cannot overtake it
    if (mayReplace.includes(stored?.revision)) {
      void this.#write(key, state, stored?.revision);
      return record;
    }
    // Stored after all, though the store said otherwise; or overtaken by a login or a log-out.
    delete state.unsaved;
    this.#share.tidy(key);
    return stored;
  }

  /** `record` (undefined: a log-out) is stored now. What waited gives way, unless it was made from `record`. */
  giveWayTo(key: string, record: T | undefined): void {
    const state = this.#share.states.get(key);
    if (!state) return;
    // An overdue save may end after its token was renewed; what was made from it is newer.
    const isNewer = (waiting?: Waiting<T>) => record && waiting?.mayReplace.includes(record.revision);
    if (!isNewer(state.unsaved)) delete state.unsaved;
    if (!isNewer(state.saving)) delete state.saving;
    this.#share.tidy(key);
  }

  async #write(key: string, state: KeyState<T>, expected: string | undefined): Promise<void> {
    if (!state.unsaved || state.flushing || state.flight) return;
    state.flushing = true;
    const { record } = state.unsaved;
    // While we wait for the lock or the store, a log-out, a login or a renewal may make it void.
    const waits = () => state.unsaved?.record === record;
    try {
      await this.#store.locked(key, lockWaitMs, async () => {
        if (!waits()) return;
        const stored = await this.#store.replace(key, expected, record, () => waits() && !state.flight);
        if (waits() && (stored || !state.flight)) delete state.unsaved;
        if (!stored) return;
        this.#share.wrote(key, record);
        this.#report.stored(key, record);
      });
    } catch (error) {
      this.#report.storeFailed(key, error as TokenStoreError); // neither the lock nor the write throws anything else
    } finally {
      delete state.flushing;
      this.#share.tidy(key);
    }
  }
}

/** It need not wait long for the lock: the next request is the next chance. */
const lockWaitMs = 5000;
