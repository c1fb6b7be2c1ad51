const words = 4;
const stock = new Uint32Array(64 * words);
let used = stock.length;

/**
 * 128 random bits from the runtime's CSPRNG, in hexadecimal: unique for every timestamp, client and token (RFC 5849 §3.3).
 * Drawn in stock, because the call costs more than the bits; each is given out once.
 */
export function newNonce(): string {
  if (used === stock.length) {
    crypto.getRandomValues(stock);
    used = 0;
  }
  let nonce = '';
  for (const word of stock.subarray(used, (used += words))) nonce += word.toString(16).padStart(8, '0');
  return nonce;
}
