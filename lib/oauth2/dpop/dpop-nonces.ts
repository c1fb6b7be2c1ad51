const mostOrigins = 100;

/** 1*NQCHAR (RFC 9449 §8.1), of a length that still fits into a header beside everything else. */
const sound = /^[\x21\x23-\x5b\x5d-\x7e]{1,1024}$/;

/** The newest nonce of each server (RFC 9449 §8.2): one server's is of no use to another. */
export class Nonces {
  readonly #newest = new Map<string, string>();

  of(origin: string): string | undefined {
    return this.#newest.get(origin);
  }

  /** `true`: there is one, and it is another than the one that was `used`. */
  learn(origin: string, nonce: unknown, used: string | undefined): boolean {
    if (typeof nonce !== 'string' || !sound.test(nonce)) return false;
    this.#newest.delete(origin);
    this.#newest.set(origin, nonce);
    const [oldest] = this.#newest.keys();
    if (this.#newest.size > mostOrigins && oldest !== undefined) this.#newest.delete(oldest);
    return nonce !== used;
  }
}
