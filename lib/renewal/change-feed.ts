import { isPromise, type MaybePromise } from '../maybe-promise.js';

/** A store that may tell of changes made elsewhere. */
interface Telling {
  subscribe?(changed: (key: string) => void, live?: (isLive: boolean) => void): () => void;
}

/** One's ear at a store: open from the first slow read on, as long as a scheme on that store is attached somewhere. */
export class ChangeFeed {
  /** Since then no change was missed, in monotonic milliseconds; undefined when one may have been. */
  liveSinceMs: number | undefined;
  #users = 0;
  #subscription: { undo?: () => void } | undefined;

  /** Somebody is attached; gives back its undo. */
  use(): () => void {
    let inUse = true;
    this.#users++;
    return () => {
      if (inUse && --this.#users === 0) this.#end();
      inUse = false;
    };
  }

  /** @throws what the store throws, once: it is asked again when all have been detached, and one is attached anew. */
  listen(store: Telling, changed: (key: string) => void, nowMs: () => number): void {
    if (this.#subscription || this.#users === 0 || !store.subscribe) return;
    const subscription: { undo?: () => void } = (this.#subscription = {});
    const isOpen = () => this.#subscription === subscription; // a store may have something under way when it ends
    const undo: MaybePromise<() => void> = store.subscribe(
      (key) => {
        if (isOpen()) changed(key);
      },
      (isLive) => {
        if (isOpen()) this.liveSinceMs = isLive ? nowMs() : undefined;
      },
    );
    if (isPromise(undo)) {
      // Nobody can end it later; how it ends changes nothing of what is said below.
      undo
        .then((end) => {
          end();
        })
        .catch(() => undefined);
      throw new TypeError('subscribe() must give back its undo, not a promise of it.');
    }
    subscription.undo = undo;
  }

  #end(): void {
    const undo = this.#subscription?.undo;
    this.#subscription = undefined;
    this.liveSinceMs = undefined;
    undo?.();
  }
}
