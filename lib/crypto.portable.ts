import Base64 from 'crypto-js/enc-base64.js';
import hmacSha1 from 'crypto-js/hmac-sha1.js';
import sha1 from 'crypto-js/sha1.js';
import type { DigestName } from './digest-name.js';
import { isPromise, type MaybePromise } from './maybe-promise.js';
import { privateKeyInfo } from './private-key-info.js';

// Reached as `#crypto` in browsers, React Native and edge runtimes; crypto.node.ts has the same functions.
// SHA-1 is there at once, because it is what OAuth 1 uses by default; the others are loaded when first used.

type WordArray = ReturnType<typeof sha1>;

interface Functions {
  hash(message: WordArray | string): WordArray;
  hmac(message: string, key: string): WordArray;
}

const loaded: Partial<Record<DigestName, Functions>> = { 'SHA-1': { hash: sha1, hmac: hmacSha1 } };

const loaders = {
  'SHA-1': () => Promise.reject(new Error('It is there from the start.')),
  'SHA-256': async () => ({
    hash: (await import('crypto-js/sha256.js')).default,
    hmac: (await import('crypto-js/hmac-sha256.js')).default,
  }),
  'SHA-512': async () => ({
    hash: (await import('crypto-js/sha512.js')).default,
    hmac: (await import('crypto-js/hmac-sha512.js')).default,
  }),
} satisfies Record<DigestName, () => Promise<Functions>>;

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
 * @param pem - A private key in PKCS#8 or PKCS#1.
 * @throws When that is no PEM; a key that WebCrypto does not take rejects when the first text is signed.
 */
export function rsaSigner(digest: DigestName, pem: string): (text: string) => MaybePromise<string> {
  const der = privateKeyInfo(pem);
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: digest };
  let key: Promise<CryptoKey> | undefined;
  return async (text) => {
    key ??= crypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
    const signature = await crypto.subtle.sign(algorithm.name, await key, new TextEncoder().encode(text));
    return Base64.stringify(words(new Uint8Array(signature)));
  };
}

function withFunctions(digest: DigestName, use: (functions: Functions) => WordArray): MaybePromise<string> {
  const functions: MaybePromise<Functions> = loaded[digest] ?? load(digest);
  return isPromise(functions) ? functions.then((now) => Base64.stringify(use(now))) : Base64.stringify(use(functions));
}

async function load(digest: DigestName): Promise<Functions> {
  return (loaded[digest] = await loaders[digest]());
}

/** Bytes as crypto-js has them: big-endian words of 32 bits. */
function words(bytes: Uint8Array): WordArray {
  const packed: number[] = [];
  bytes.forEach((byte, index) => {
    packed[index >>> 2] = (packed[index >>> 2] ?? 0) | (byte << (24 - (index % 4) * 8));
  });
  const empty = sha1('');
  empty.words = packed;
  empty.sigBytes = bytes.length;
  return empty;
}
