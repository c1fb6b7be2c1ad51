const nonceBytes = 16;
const stocked = 64;

const hexadecimal = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

let stock = '';
let used = 0;

/**
 * 128 random bits from the runtime's CSPRNG, in hexadecimal: unique for every timestamp, client and token (RFC 5849 §3.3).
 * Drawn in stock, because the call costs more than the bits; each is given out once.
 */
export function newNonce(): string {
  if (used === stock.length) {
    stock = '';
    for (const byte of crypto.getRandomValues(new Uint8Array(nonceBytes * stocked))) stock += hexadecimal[byte] ?? '';
    used = 0;
  }
  return stock.slice(used, (used += nonceBytes * 2));
}
