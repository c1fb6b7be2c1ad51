import { hash } from 'node:crypto';

/** Octets of a block (FIPS 180-4 §1). */
const blocks = { sha1: 64, sha256: 64, sha512: 128 } as const;

type Digest = keyof typeof blocks;

/**
 * A key made ready for HMAC (RFC 2104 §2). Of two digests in one call each, because the object that `createHmac` makes for every
 * text costs more than both of them, and once more when it is collected.
 */
export class HmacKey {
  readonly #digest: Digest;
  readonly #inner: string;
  readonly #outer: string;

  constructor(digest: Digest, key: string) {
    const block = blocks[digest];
    const octets = Buffer.from(key);
    const padded = Buffer.alloc(block);
    padded.set(octets.length > block ? hash(digest, octets, 'buffer') : octets);
    this.#digest = digest;
    this.#inner = masked(padded, 0x36);
    this.#outer = masked(padded, 0x5c);
  }

  /** The HMAC of a text in ASCII, in base64. */
  of(text: string): string {
    const inner = hash(this.#digest, octetsOf(this.#inner + text), 'binary');
    return hash(this.#digest, octetsOf(this.#outer + inner), 'base64');
  }
}

function masked(octets: Uint8Array, mask: number): string {
  return Buffer.from(octets.map((octet) => octet ^ mask)).toString('latin1');
}

/** A character each. */
function octetsOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
