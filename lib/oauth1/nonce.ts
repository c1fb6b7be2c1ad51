import { randomHex } from '#crypto';

const nonceBytes = 16;
const stocked = 256;

let stock = '';
let used = 0;

/**
 * 128 random bits from the runtime's CSPRNG, in hexadecimal: unique for every timestamp, client and token (RFC 5849 §3.3).
 * Drawn in stock, because the call costs more than the bits; each is given out once.
 */
export function newNonce(): string {
  if (used === stock.length) {
    stock = randomHex(nonceBytes * stocked);
    used = 0;
  }
  return stock.slice(used, (used += nonceBytes * 2));
}
