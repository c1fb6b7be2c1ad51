import CryptoJS from 'crypto-js/core.js';
import hmacSha1 from 'crypto-js/hmac-sha1.js';
import sha1 from 'crypto-js/sha1.js';
import type { DigestName } from './digest-name.js';
import { isPromise, type MaybePromise } from '../maybe-promise.js';

// Reached as `#crypto` in browsers, React Native and edge runtimes; native.ts has the same functions.
// SHA-1 is there at once, because it is what OAuth 1 uses by default; the others and RSA are loaded when first used.

type WordArray = ReturnType<typeof sha1>;

interface Functions {
  hash(message: WordArray | string): WordArray;
  hmac(message: string, key: string): WordArray;
}

const loaded: Partial<Record<DigestName, Functions>> = { 'SHA-1': { hash: sha1, hmac: hmacSha1 } };

/** HMAC of a text, in base64 (RFC 2104). */
export function hmac(digest: DigestName, key: string, text: string): MaybePromise<string> {
  return withFunctions(digest, (functions) => functions.hmac(text, key));
}

/** Digest of a text in UTF-8, or of bytes, in base64. */
export function hash(digest: DigestName, body: string | Uint8Array): MaybePromise<string> {
  return withFunctions(digest, (functions) => functions.hash(typeof body === 'string' ? body : words(body)));
}

/**
 * Makes the RSASSA-PKCS1-v1_5 signature of texts, in base64 (RFC 8017 §8.2), with WebCrypto: crypto-js has no RSA.
 *
 * @param pem - A private key in PKCS#8 or PKCS#1; what is none rejects when the first text is signed.
 */
export function rsaSigner(digest: DigestName, pem: string): (text: string) => MaybePromise<string> {
  const sign = async () => (await import('./portable-rsa.js')).rsaSigner(digest, pem);
  let signer: ReturnType<typeof sign> | undefined;
  return async (text) => (await (signer ??= sign()))(text);
}

function withFunctions(digest: DigestName, use: (functions: Functions) => WordArray): MaybePromise<string> {
  const functions: MaybePromise<Functions> = loaded[digest] ?? load(digest);
  return isPromise(functions) ? functions.then((now) => base64(use(now))) : base64(use(functions));
}

async function load(digest: DigestName): Promise<Functions> {
  const [hashing, keyed] =
    digest === 'SHA-256'
      ? await Promise.all([import('crypto-js/sha256.js'), import('crypto-js/hmac-sha256.js')])
      : await Promise.all([import('crypto-js/sha512.js'), import('crypto-js/hmac-sha512.js')]);
  return (loaded[digest] = { hash: hashing.default, hmac: keyed.default });
}

function base64(digest: WordArray): string {
  return btoa(digest.toString(CryptoJS.enc.Latin1));
}

/** Bytes as crypto-js has them: big-endian words of 32 bits. */
function words(bytes: Uint8Array): WordArray {
  const packed: number[] = [];
  bytes.forEach((byte, index) => {
    packed[index >>> 2] = (packed[index >>> 2] ?? 0) | (byte << (24 - (index % 4) * 8));
  });
  return CryptoJS.lib.WordArray.create(packed, bytes.length);
}
