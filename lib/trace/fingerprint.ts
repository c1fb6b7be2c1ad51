import sha256 from 'crypto-js/sha256.js';

/** Six hexadecimal digits that tell one token from another, and nothing of it: the beginning of its SHA-256. */
export function fingerprint(token: string): string {
  return sha256(token).toString().slice(0, 6);
}
