/** A record that may be used in place of asking. */
export interface Copy<T> {
  readonly record: T | undefined;
  /** In monotonic milliseconds. */
  readonly askedAtMs: number;
}

/** What was last read or written of one key. */
interface Known<T> {
  readonly record: T | undefined;
  /** When it was asked for or written, in ticks. */
  readonly asOf: number;
  /** When it was asked for, in monotonic milliseconds. Undefined for what must not be used instead of asking. */
  readonly askedAtMs: number | undefined;
  /** In ticks. What was asked for before a change may be from before it. */
  changedAt: number;
}

/** So many keys are remembered; of a key that was forgotten, the store is asked. */
export const mostKnown = 10_000;

/**
 * The last record read or written of each key: for when the store cannot be read, and so that not every request has to ask a
 * slow one. Forgetting costs no more than a look into the store, so only the last {@link mostKnown} keys are here.
 */
export class LastKnown<T> {
  /** The one that was asked for longest ago comes first. */
  readonly #known = new Map<string, Known<T>>();
  /** The newest tick of what is not here any more: what was asked for before is no news. */
  #forgottenAt = 0;
  /** The newest tick of a change of what is not here: what was asked for before is no copy. */
  #changedAt = 0;
  #latest: T | undefined;

  get size(): number {
    return this.#known.size;
  }

  record(key: string): T | undefined {
    return this.#known.get(key)?.record;
  }

  /** The record, if it was asked for after the last change that we know of. */
  copy(key: string): Copy<T> | undefined {
    const known = this.#known.get(key);
    return known && isCopy(known) && known.asOf >= known.changedAt ? known : undefined;
  }

  /**
   * A slow read that began before another read, or before a write of ours, is no news.
   *
   * @param asOf - When it was asked for.
   * @returns the newest that is known now.
   */
  read(key: string, record: T | undefined, asOf: number, askedAtMs?: number): T | undefined {
    // A store in memory gives the same object for each request: nothing is to be done for it.
    if (record !== undefined && record === this.#latest && askedAtMs === undefined) return record;
    const known = this.#known.get(key);
    if (asOf < (known?.asOf ?? this.#forgottenAt)) return known ? known.record : record;
    this.#remember(key, { record, asOf, askedAtMs, changedAt: known?.changedAt ?? this.#changedAt });
    return record;
  }

  /** Ours is no copy before it was read once: others may have written between it and its answer. */
  wrote(key: string, record: T | undefined, at: number): void {
    this.#remember(key, { record, asOf: at, askedAtMs: undefined, changedAt: at });
  }

  /** Something was written, by whomever: what was asked for before must be asked for again. */
  changed(key: string, at: number): void {
    const known = this.#known.get(key);
    if (known) known.changedAt = at;
    else this.#changedAt = at;
  }

  #remember(key: string, known: Known<T>): void {
    this.#known.delete(key);
    this.#known.set(key, known);
    this.#latest = known.record;
    if (this.#known.size > mostKnown) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const [key, { record, asOf, changedAt }] of this.#known) {
      this.#known.delete(key);
      this.#forgottenAt = Math.max(this.#forgottenAt, asOf);
      this.#changedAt = Math.max(this.#changedAt, changedAt);
      if (record === this.#latest) this.#latest = undefined;
      return;
    }
  }
}

function isCopy<T>(known: Known<T>): known is Known<T> & Copy<T> {
  return known.askedAtMs !== undefined;
}
