import type { MaybePromise } from '../maybe-promise.js';

/** Reads that no request waits for: a copy is read anew while it may still be used, so that a busy program never waits for a slow store. */
export class ReadAhead {
  readonly #underWay = new Set<string>();

  /** One at a time for each key. A failure is told by `read`, and met again by the request that has no copy any more. */
  start(key: string, read: (key: string) => MaybePromise<unknown>): void {
    if (this.#underWay.has(key)) return;
    this.#underWay.add(key);
    const over = () => this.#underWay.delete(key);
    Promise.resolve(key).then(read).then(over, over);
  }
}
