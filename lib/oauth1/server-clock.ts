import { blamesClock, serversTime, type Refusal } from './refusal.js';

const farSeconds = 60;

/** The clock for timestamps, corrected by what a server said of its own (RFC 5849 §3.3). */
export class ServerClock {
  /** Seconds that the server is ahead of us, as far as we know. */
  offset = 0;
  /** The last offset that helped. */
  #proven = 0;

  /** As `oauth_timestamp`. */
  seconds(): string {
    return String(Math.floor(Date.now() / 1000) + this.offset);
  }

  /** Whether it helps to sign a refused request anew: its nonce was taken for used, or its timestamp was wrong and is mended now. */
  mends(refusal: Refusal, usedOffset: number): boolean {
    if (refusal.report?.problem === 'nonce_used') return true;
    if (!blamesClock(refusal)) return false;
    return this.learn(serversTime(refusal), usedOffset, refusal.report ? 1 : farSeconds);
  }

  /**
   * Learns the server's time; `true` if requests signed with `usedOffset` were far from it.
   *
   * @param serversNow - Seconds since the epoch; NaN when the server did not say.
   */
  learn(serversNow: number, usedOffset: number, far = farSeconds): boolean {
    const offset = Math.round(serversNow - Date.now() / 1000);
    if (!(Math.abs(offset - usedOffset) > far)) return false;
    this.offset = offset;
    return true;
  }

  /** Hears what became of a request that was signed anew. A server's time that did not help may be the wrong one, so it is forgotten. */
  judge(refusal: Refusal | undefined, usedOffset: number): void {
    if (!refusal || !blamesClock(refusal)) this.#proven = usedOffset;
    else if (usedOffset !== this.#proven) this.offset = this.#proven;
  }
}
