import type { CryptoKey, JWK, JWTPayload } from 'jose';
import { ConfigurationError } from '../../errors.js';
import { privateKeyInfo } from '../../crypto/private-key-info.js';

/** What a private `CryptoKey` of WebCrypto looks like: accepts one from any runtime without asking for DOM types. */
export interface PrivateCryptoKey {
  readonly type: string;
  readonly algorithm: { readonly name: string };
  readonly extractable: boolean;
  readonly usages: readonly string[];
}

/** A private key as JSON (RFC 7517). */
export interface PrivateJwk {
  readonly kty: string;
  readonly d?: string;
  readonly alg?: string;
  readonly kid?: string;
  readonly [member: string]: unknown;
}

/** A private key and how it signs. PEM does not say how, so there `alg` is required. */
export type SigningKey = {
  /** Which of the keys that the server knows of this client (RFC 7515 §4.1.4). Default: the JWK's own. */
  readonly kid?: string;
} & (
  | {
      /** A `CryptoKey` or a JWK. As text it is PEM: PKCS#8, or PKCS#1 for RSA; not encrypted. */
      readonly key: PrivateCryptoKey | PrivateJwk;
      /** Default: what the key is for. */
      readonly alg?: SigningAlgorithm;
    }
  | {
      /** PEM: PKCS#8, or PKCS#1 for RSA; not encrypted. */
      readonly key: string;
      /** PEM does not say it. */
      readonly alg: SigningAlgorithm;
    }
);

/** Asymmetric algorithms of signatures (RFC 7518 §3.1, RFC 8037 §3.1). */
export type SigningAlgorithm =
  'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512' | 'EdDSA' | 'Ed25519';

const algorithms: readonly SigningAlgorithm[] = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
];

/** Signs claims as a JWT in compact form (RFC 7519). */
export type JwtSigner = (claims: JWTPayload, header?: { readonly typ: string }) => Promise<string>;

/**
 * Signs with a private key. `jose` is loaded by the first signature.
 *
 * @throws {@link ConfigurationError} for what is no such key, or when `alg` is missing or does not go with it.
 */
export function jwtSigner(signingKey: SigningKey): JwtSigner {
  const { key, kid = kidOf(key) } = signingKey;
  const alg = algorithmOf(signingKey);
  let imported: Promise<CryptoKey | JWK> | undefined;
  return async (claims, header) => {
    const { importPKCS8, SignJWT } = await import('./jwt-signing.js');
    try {
      imported ??= typeof key === 'string' ? importPKCS8(asPkcs8(key), alg) : Promise.resolve(key as CryptoKey);
      const protectedHeader = { ...header, alg, ...(kid === undefined ? {} : { kid }) };
      return await new SignJWT(claims).setProtectedHeader(protectedHeader).sign(await imported);
    } catch {
      // Without its cause: it may quote the key.
      throw new ConfigurationError('key', `is no private key that signs with ${alg}.`);
    }
  };
}

function algorithmOf({ key, alg = algorithmOfKey(key) }: SigningKey): SigningAlgorithm {
  if (alg === undefined) throw new ConfigurationError('alg', 'is required: the key does not say how it signs.');
  if (algorithms.includes(alg)) return alg;
  throw new ConfigurationError('alg', `there is ${algorithms.join(', ')}.`);
}

function algorithmOfKey(key: SigningKey['key']): SigningAlgorithm | undefined {
  if (typeof key === 'string') return undefined;
  if (typeof key !== 'object' || key === null || !('kty' in key || 'algorithm' in key)) {
    throw new ConfigurationError('key', 'is a private key: a CryptoKey, a JWK, or PEM.');
  }
  if ('kty' in key) return (key.alg as SigningAlgorithm | undefined) ?? byCurve[String(key['crv'])] ?? byKind[key.kty];
  const { name, hash, namedCurve } = key.algorithm as { name: string; hash?: { name: string }; namedCurve?: string };
  const bits = hash?.name.replace('SHA-', '') ?? '';
  return byCurve[namedCurve ?? name] ?? (`${families[name] ?? 'unknown '}${bits}` as SigningAlgorithm);
}

const byCurve: Readonly<Partial<Record<string, SigningAlgorithm>>> = {
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
  Ed25519: 'EdDSA',
};
const byKind: Readonly<Partial<Record<string, SigningAlgorithm>>> = { RSA: 'RS256' };
const families: Readonly<Partial<Record<string, string>>> = { 'RSASSA-PKCS1-v1_5': 'RS', 'RSA-PSS': 'PS' };

function kidOf(key: SigningKey['key']): string | undefined {
  return typeof key === 'object' && key !== null && 'kid' in key ? key.kid : undefined;
}

function asPkcs8(pem: string): string {
  const der = btoa(Array.from(privateKeyInfo(pem), (byte) => String.fromCharCode(byte)).join(''));
  return `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----`;
}
