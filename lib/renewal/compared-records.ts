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
    const seen = (stored: T | undefined) => this.#agreed(key, stored, asOf);
    const unread = () => this.#lastKnown(key); // a store that cannot be read fails in what follows, too
    try {
      const stored = this.#store.get(key);
      return isPromise(stored) ? stored.then(seen, unread) : seen(stored);
    } catch {
      return unread();
    }
  }

  /** Of reads that overlap nobody knows which came first at the store: where they differ, it is asked again. */
  #agreed(key: string, stored: T | undefined, asOf: number): MaybePromise<Waiting<T>['mayReplace']> {
    const newest = this.#share.lastKnown.read(key, stored, asOf);
    const revision = stored?.revision;
    const agree = newest?.revision === revision || this.#waiting(key, newest)?.mayReplace.includes(revision);
    return agree ? [revision] : this.replaceable(key);
  }

  /** A record that waits may have been stored, though the store said otherwise. */
  #lastKnown(key: string): Waiting<T>['mayReplace'] {
    const record = this.#share.lastKnown.record(key);
    return [...(this.#waiting(key, record)?.mayReplace ?? []), record?.revision];
  }

  #waiting(key: string, record: T | undefined): Waiting<T> | undefined {
    const unsaved = this.#share.states.get(key)?.unsaved;
    return unsaved?.record === record ? unsaved : undefined;
  }
}
