import type { RecordStore } from './guarded-store.js';
import { isPromise, type MaybePromise } from '../maybe-promise.js';
import type { Share, Waiting } from './share.js';
import type { Revisioned } from '../token-store.js';

/** What is read only to compare, and remembered all the same: for when the store cannot be read. */
export class ComparedRecords<T extends Revisioned> {
  readonly #store: RecordStore<T>;
  readonly #share: Share<T>;

  constructor(store: RecordStore<T>, share: Share<T>) {
    this.#store = store;
    this.#share = share;
  }

  async stored(key: string): Promise<T | undefined> {
    const asOf = this.#share.tick();
    const stored = await this.#store.get(key);
    this.#share.lastKnown.read(key, stored, asOf);
    return stored;
  }

  /** The revisions that a login made now may be written over. */
  replaceable(key: string): MaybePromise<Waiting<T>['mayReplace']> {
    const asOf = this.#share.tick();
    const seen = (stored: T | undefined) => [this.#newest(key, stored, asOf)?.revision];
    const unread = () => this.#lastKnown(key); // a store that cannot be read fails in what follows, too
    try {
      const stored = this.#store.get(key);
      return isPromise(stored) ? stored.then(seen, unread) : seen(stored);
    } catch {
      return unread();
    }
  }

  /** A slow read tells less than one that was asked for later, or a write since; but a record that waits is not stored. */
  #newest(key: string, stored: T | undefined, asOf: number): T | undefined {
    const newest = this.#share.lastKnown.read(key, stored, asOf);
    return this.#waits(key, newest) ? stored : newest;
  }

  /** A record that waits may have been stored, though the store said otherwise. */
  #lastKnown(key: string): Waiting<T>['mayReplace'] {
    const record = this.#share.lastKnown.record(key);
    const waiting = this.#waits(key, record);
    return [...(waiting?.mayReplace ?? []), record?.revision];
  }

  #waits(key: string, record: T | undefined): Waiting<T> | undefined {
    const unsaved = this.#share.states.get(key)?.unsaved;
    return unsaved?.record === record ? unsaved : undefined;
  }
}
