/** The clock of a server, as far as it has told us: for what we sign with a time in it (RFC 5849 §3.3, RFC 9449 §11.1). */
export class ServerClock {
  /** Seconds that the server is ahead of us, as far as we know. */
  offset = 0;
  #proven = 0;

  /** The server's time, in seconds since the epoch. */
  seconds(): number {
    return Math.floor(Date.now() / 1000) + this.offset;
  }

  /**
   * Takes over the server's time, if what was refused is far from it: then it helps to sign anew.
   *
   * @param serversNow - In seconds since the epoch; NaN where the server did not say.
   * @param usedOffset - Of what was refused.
   */
  corrected(serversNow: number, usedOffset: number, farSeconds: number): boolean {
    const offset = Math.round(serversNow - Date.now() / 1000);
    if (!(Math.abs(offset - usedOffset) > farSeconds)) return false; // so for NaN
    this.offset = offset;
    return true;
  }

  /** Hears whether a time was taken. A server's time that did not help may be the wrong one, so it is forgotten. */
  judged(isTaken: boolean, usedOffset: number): void {
    if (isTaken) this.#proven = usedOffset;
    else if (usedOffset !== this.#proven) this.offset = this.#proven;
  }
}
