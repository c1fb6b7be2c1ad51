/** The clock for timestamps, corrected by what a server said of its own (RFC 5849 §3.3). */
export class ServerClock {
  /** Seconds that the server is ahead of us, as far as we know. */
  offset = 0;
  /** The last offset that helped. */
  proven = 0;

  /** As `oauth_timestamp`. */
  seconds(): string {
    return String(Math.floor(Date.now() / 1000) + this.offset);
  }
}
