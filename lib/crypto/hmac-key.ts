import { hash } from 'node:crypto';

/** Octets of a block, and of the digest (FIPS 180-4 §1). */
const sizes = { sha1: [64, 20], sha256: [64, 32], sha512: [128, 64] } as const;

type Digest = keyof typeof sizes;

/**
 * A key made ready for HMAC (RFC 2104 §2). Of two digests in one call each, because the object that `createHmac` makes for every
 * text costs more than both of them, and once more when it is collected.
 */
export class HmacKey {
  readonly #digest: Digest;
  readonly #block: number;
  readonly #inner: string;
  /** Ends with room for the inner digest. */
  readonly #outer: Buffer;

  constructor(digest: Digest, key: string) {
    const [block, size] = sizes[digest];
    const octets = Buffer.from(key);
    const padded = Buffer.alloc(block);
    padded.set(octets.length > block ? hash(digest, octets, 'buffer') : octets);
    this.#digest = digest;
    this.#block = block;
    this.#inner = masked(padded, 0x36).toString('latin1');
    this.#outer = Buffer.concat([masked(padded, 0x5c), Buffer.alloc(size)]);
  }

  /** The HMAC of a text in ASCII, in base64. */
  of(text: string): string {
    const inner = hash(this.#digest, octetsOf(this.#inner + text), 'binary');
    this.#outer.write(inner, this.#block, 'latin1');
    return hash(this.#digest, this.#outer, 'base64');
  }
}

/** Written over by the next text: a digest in one call does not keep them. */
let message = Buffer.alloc(512);

/** A character each. */
function octetsOf(text: string): Buffer {
  if (text.length > message.length) message = Buffer.alloc(text.length * 2);
  return message.subarray(0, message.write(text, 'latin1'));
}

function masked(octets: Uint8Array, mask: number): Buffer {
  return Buffer.from(octets.map((octet) => octet ^ mask));
}
