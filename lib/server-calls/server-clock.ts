/** The clock of a server, as far as it has told us: for what we sign with a time in it (RFC 5849 §3.3, RFC 9449 §11.1). */
export class ServerClock {
  /** Seconds that the server is ahead of us, as far as we know. */
  offset = 0;
  /** An offset that the server has taken. */
  proven = 0;

  /** The server's time, in seconds since the epoch. */
  seconds(): number {
    return Math.floor(Date.now() / 1000) + this.offset;
  }
}
