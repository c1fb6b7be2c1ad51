const farSeconds = 60;

/** The clock for timestamps, corrected by what a server said of its own (RFC 5849 §3.3). */
export class ServerClock {
  /** Seconds that the server is ahead of us. */
  offset = 0;

  /** As `oauth_timestamp`. */
  seconds(): string {
    return String(Math.floor(Date.now() / 1000) + this.offset);
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
}
