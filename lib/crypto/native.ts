import { createHash, createPrivateKey, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { DigestName } from './digest-name.js';
import { HmacKey } from './hmac-key.js';
import type { MaybePromise } from '../maybe-promise.js';
import { notRsa, type UnusableKey } from './unusable-key.js';

// Reached as `#crypto` on Node, Bun and Deno; portable.ts has the same functions for everything else.

const names = { 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-512': 'sha512' } as const;

/** Most programs sign with one. */
let last: { digest: DigestName; key: string; ready: HmacKey } | undefined;

/** HMAC of a text in ASCII, as every base string is; in base64 (RFC 2104). */
export function hmac(digest: DigestName, key: string, text: string): MaybePromise<string> {
  if (last?.key !== key || last.digest !== digest) last = { digest, key, ready: new HmacKey(names[digest], key) };
  return last.ready.of(text);
}

/** Digest of a text in UTF-8, or of bytes, in base64. */
export function hash(digest: DigestName, body: string | Uint8Array): MaybePromise<string> {
  return createHash(names[digest]).update(body).digest('base64');
}

const stockedBytes = 4096;
let stock = '';
let used = 0;

/** Random bytes from the runtime's CSPRNG, in hexadecimal. Drawn in stock, because the call costs more than the bytes; each is given out once. */
export function randomHex(bytes: number): string {
  if (used + bytes * 2 > stock.length) {
    stock = randomBytes(Math.max(bytes, stockedBytes)).toString('hex');
    used = 0;
  }
  return stock.slice(used, (used += bytes * 2));
}

/**
 * Makes the RSASSA-PKCS1-v1_5 signature of texts, in base64 (RFC 8017 §8.2).
 *
 * @param pem - A private key in PKCS#8 or PKCS#1.
 * @throws What `unusable` makes, when that is no RSA key; here at once, in other runtimes when the first text is signed.
 */
export function rsaSigner(
  digest: DigestName,
  pem: string,
  unusable: UnusableKey,
): (text: string) => MaybePromise<string> {
  const key = rsaKey(pem, unusable);
  return (text) => sign(names[digest], Buffer.from(text), key).toString('base64');
}

function rsaKey(pem: string, unusable: UnusableKey): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // Without the cause: what a parser says of a key may quote it.
  }
  throw unusable(notRsa);
}
