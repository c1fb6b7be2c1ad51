import CryptoJS from 'crypto-js/core.js';
import 'crypto-js/hmac.js';
import 'crypto-js/sha1.js';
import type { DigestName } from './digest-name.js';
import type { MaybePromise } from '../maybe-promise.js';
import type { rsaSigner as RsaSigner } from './portable-rsa.js';
import type { UnusableKey } from './unusable-key.js';

// Reached as `#crypto` in browsers, React Native and edge runtimes; native.ts has the same functions.
// SHA-1 is there at once, because it is what OAuth 1 uses by default; the others and RSA are loaded when first used.

type WordArray = CryptoJS.lib.WordArray;

/** crypto-js puts each digest, and its HMAC, on its core once the module is loaded. */
type Loaded = Partial<typeof CryptoJS>;

function nameOf(digest: DigestName) {
  return digest.replace('-', '') as 'SHA1' | 'SHA256' | 'SHA512';
}

/** HMAC of a text in ASCII, as every base string is; in base64 (RFC 2104). */
export function hmac(digest: DigestName, key: string, text: string): MaybePromise<string> {
  return onceThere(digest, () => CryptoJS[`Hmac${nameOf(digest)}`](text, key));
}

/** Digest of a text in UTF-8, or of bytes, in base64. */
export function hash(digest: DigestName, body: string | Uint8Array): MaybePromise<string> {
  return onceThere(digest, () => CryptoJS[nameOf(digest)](typeof body === 'string' ? body : wordsOf(body)));
}

/** Random bytes from the runtime's CSPRNG, in hexadecimal. */
export function randomHex(bytes: number): string {
  let text = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(bytes))) text += byte.toString(16).padStart(2, '0');
  return text;
}

/**
 * Makes the RSASSA-PKCS1-v1_5 signature of texts, in base64 (RFC 8017 §8.2), with WebCrypto: crypto-js has no RSA.
 *
 * @param pem - A private key in PKCS#8 or PKCS#1. What is none rejects with what `unusable` makes, when the first text is signed.
 */
export function rsaSigner(
  digest: DigestName,
  pem: string,
  unusable: UnusableKey,
): (text: string) => MaybePromise<string> {
  let signer: ReturnType<typeof RsaSigner> | undefined;
  return async (text) =>
    (await (signer ??= import('./portable-rsa.js').then((rsa) => rsa.rsaSigner(digest, pem, unusable))))(text);
}

/** Makes it once the digest is there: at once, where it is. */
function onceThere(digest: DigestName, make: () => WordArray): MaybePromise<string> {
  if ((CryptoJS as Loaded)[nameOf(digest)]) return base64(make());
  const loading = digest === 'SHA-256' ? import('crypto-js/sha256.js') : import('crypto-js/sha512.js');
  return loading.then(() => base64(make()));
}

function base64(digest: WordArray): string {
  return btoa(digest.toString(CryptoJS.enc.Latin1));
}

/** Bytes as crypto-js has them. */
function wordsOf(bytes: Uint8Array): WordArray {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return CryptoJS.enc.Latin1.parse(text);
}
