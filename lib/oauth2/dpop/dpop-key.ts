import { ConfigurationError } from '../../errors.js';
import type { DpopKey } from '../../token-store.js';
import { base64url, sha256 } from '../client-authentication/base64url.js';
import type { BindingKey } from './sender-constraint.js';

/** What a `CryptoKey` of WebCrypto looks like: accepts one from any runtime without asking for DOM types. */
export interface SigningKey {
  readonly type: string;
  readonly algorithm: { readonly name: string };
  readonly extractable: boolean;
  readonly usages: readonly string[];
}

/** What a `CryptoKeyPair` of WebCrypto looks like. The private key need not be extractable. */
export interface SigningKeyPair {
  readonly privateKey: SigningKey;
  readonly publicKey: SigningKey;
}

const p256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** How keys sign (RFC 7518 §3.1, RFC 8037 §3.1), and the members of their thumbprint in order (RFC 7638 §3.2). */
const algorithms = [
  { alg: 'ES256', is: p256, sign: { name: 'ECDSA', hash: 'SHA-256' }, members: ['crv', 'kty', 'x', 'y'] },
  { alg: 'EdDSA', is: { name: 'Ed25519' }, sign: { name: 'Ed25519' }, members: ['crv', 'kty', 'x'] },
  { alg: 'PS256', is: { name: 'RSA-PSS' }, sign: { name: 'RSA-PSS', saltLength: 32 }, members: ['e', 'kty', 'n'] },
  {
    alg: 'RS256',
    is: { name: 'RSASSA-PKCS1-v1_5' },
    sign: { name: 'RSASSA-PKCS1-v1_5' },
    members: ['e', 'kty', 'n'],
  },
] as const;

type Algorithm = (typeof algorithms)[number];

/** A key that signs proofs. */
export class ProofKey implements BindingKey {
  /** The JOSE header of its proofs, encoded: the same for each (RFC 9449 §4.2). */
  readonly header: string;
  readonly #privateKey: CryptoKey;
  readonly #algorithm: Algorithm;
  #lastHash: { readonly token: string; readonly ath: Promise<string> } | undefined;

  private constructor(
    { privateKey, algorithm }: { privateKey: CryptoKey; algorithm: Algorithm },
    publicJwk: Readonly<Record<string, string>>,
    readonly authorization: { readonly dpop_jkt: string },
    readonly record: { readonly dpopKey?: DpopKey },
  ) {
    this.#privateKey = privateKey;
    this.#algorithm = algorithm;
    this.header = base64url(bytes(JSON.stringify({ typ: 'dpop+jwt', alg: algorithm.alg, jwk: publicJwk })));
  }

  /** A new one, on the curve that every server knows. It can be exported: it is kept with the token. */
  static async generated(): Promise<ProofKey> {
    const { privateKey } = await crypto.subtle.generateKey(p256, true, ['sign', 'verify']);
    const { x = '', y = '', d = '' } = await crypto.subtle.exportKey('jwk', privateKey);
    return ProofKey.kept({ kty: 'EC', crv: 'P-256', x, y, d });
  }

  /** @throws {@link ConfigurationError} for what is no such key. */
  static async kept(dpopKey: DpopKey): Promise<ProofKey> {
    const privateKey = await imported(dpopKey);
    return ProofKey.#of(privateKey, algorithms[0], { ...dpopKey }, { dpopKey });
  }

  /** The app's own, which stays where it is. */
  static async given(keyPair: SigningKeyPair): Promise<ProofKey> {
    const publicJwk = await crypto.subtle.exportKey('jwk', keyPair.publicKey as CryptoKey);
    return ProofKey.#of(keyPair.privateKey as CryptoKey, algorithmOf(keyPair), publicJwk, {});
  }

  static async #of(
    privateKey: CryptoKey,
    algorithm: Algorithm,
    jwk: object,
    record: { readonly dpopKey?: DpopKey },
  ): Promise<ProofKey> {
    const members = jwk as Readonly<Record<string, string>>;
    const publicJwk = Object.fromEntries(algorithm.members.map((name) => [name, members[name] ?? '']));
    const thumbprint = await sha256(JSON.stringify(publicJwk));
    return new ProofKey({ privateKey, algorithm }, publicJwk, { dpop_jkt: thumbprint }, record);
  }

  /** The signature of a text, encoded. */
  async sign(text: string): Promise<string> {
    return base64url(new Uint8Array(await crypto.subtle.sign(this.#algorithm.sign, this.#privateKey, bytes(text))));
  }

  /** `ath` of an access token (RFC 9449 §4.2). A key has one token for long. */
  hashOf(token: string): Promise<string> {
    if (this.#lastHash?.token !== token) this.#lastHash = { token, ath: sha256(token) };
    return this.#lastHash.ath;
  }
}

/** @throws {@link ConfigurationError} for a pair that cannot sign proofs. */
export function assertKeyPair(keyPair: SigningKeyPair): void {
  const { privateKey, publicKey } = keyPair ?? {};
  if (privateKey?.type !== 'private' || publicKey?.type !== 'public') {
    throw new ConfigurationError('dpop.keyPair', 'is a CryptoKeyPair: { privateKey, publicKey }.');
  }
  if (!privateKey.usages?.includes('sign')) throw new ConfigurationError('dpop.keyPair', "needs the usage 'sign'.");
  algorithmOf(keyPair);
}

function algorithmOf({ privateKey }: SigningKeyPair): Algorithm {
  const is = privateKey.algorithm as { name: string; namedCurve?: string; hash?: { name: string } };
  const known = algorithms.find(
    (one) =>
      one.is.name === is.name &&
      ('namedCurve' in one.is ? one.is.namedCurve : undefined) === is.namedCurve &&
      (is.hash?.name ?? 'SHA-256') === 'SHA-256',
  );
  if (known) return known;
  throw new ConfigurationError('dpop.keyPair', `signs with one of ${algorithms.map(({ alg }) => alg).join(', ')}.`);
}

async function imported(key: DpopKey): Promise<CryptoKey> {
  try {
    const { kty, crv, x, y, d } = key;
    return await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, p256, false, ['sign']);
  } catch {
    throw new ConfigurationError('dpopKey', 'is no private key of P-256: give the one that was stored with the token.');
  }
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
