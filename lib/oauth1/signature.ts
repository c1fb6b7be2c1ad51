import { hmac, rsaSigner } from '#crypto';
import type { DigestName } from '../crypto/digest-name.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import type { MaybePromise } from '../maybe-promise.js';
import { requiredText } from '../options.js';

/** The signature methods of RFC 5849 §3.4, and their successors with SHA-2. */
export type SignatureMethodName =
  'HMAC-SHA1' | 'HMAC-SHA256' | 'HMAC-SHA512' | 'RSA-SHA1' | 'RSA-SHA256' | 'RSA-SHA512' | 'PLAINTEXT';

/** A signature method of your own (RFC 5849 §3.4 allows any). */
export interface CustomSignatureMethod {
  /** What is sent as `oauth_signature_method`. */
  readonly name: string;
  /**
   * Gives the value of `oauth_signature`.
   *
   * @param key - Client secret and token secret, encoded and joined with `&` (§3.4.2).
   */
  sign(baseString: string, key: string): MaybePromise<string>;
}

/** A signature method that is ready to sign. */
export interface SignatureMethod extends CustomSignatureMethod {
  /** The digest inside, for the body hash. None in one of your own. */
  readonly digest?: DigestName;
}

/**
 * The base string URI (RFC 5849 §3.4.1.2): scheme and host in lower case, the default port left out, no query, no fragment.
 * The path stays as it is on the wire, an empty one is `/`.
 *
 * @param host - The Host header, where it is not that of the URL.
 */
export function baseStringUri(url: URL, host?: string): string {
  const authority = host === undefined ? url.host : new URL(`${url.protocol}//${host}`).host;
  return `${url.protocol}//${authority}${url.pathname}`;
}

/** RSASSA-PKCS1-v1_5 with the client's private key; the secrets take no part (RFC 5849 §3.4.3). */
function rsaMethod(name: string, digest: DigestName, privateKey: string | undefined): SignatureMethod {
  const key = requiredText(privateKey, 'privateKey', `${name} signs with it, as text in PEM`);
  return { name, digest, sign: rsaSigner(digest, key, (why) => new ConfigurationError('privateKey', why)) };
}

/** The secrets themselves (RFC 5849 §3.4.4). The draft on body hashes recommends SHA-1 with it (§3.2 there). */
const plaintext: SignatureMethod = { name: 'PLAINTEXT', digest: 'SHA-1', sign: (_baseString, key) => key };

const known = /^(?:(HMAC|RSA)-SHA(1|256|512)|PLAINTEXT)$/;

/**
 * Makes a signature method ready to sign.
 *
 * @throws {@link ConfigurationError} for an unknown one, and for RSA without a key or with one that does not parse.
 */
export function signatureMethod(
  method: SignatureMethodName | CustomSignatureMethod,
  privateKey?: string,
): SignatureMethod {
  if (isCustom(method)) return { name: method.name, sign: method.sign.bind(method) };
  const [name, family, size = ''] = known.exec(method) ?? [];
  if (name === undefined) throw new ConfigurationError('signatureMethod', unknown);
  if (family === undefined) return plaintext;
  const digest = `SHA-${size}` as DigestName;
  // HMAC of the base string (RFC 5849 §3.4.2).
  if (family === 'HMAC') return { name, digest, sign: (baseString, key) => hmac(digest, key, baseString) };
  return rsaMethod(name, digest, privateKey);
}

const unknown = 'must be HMAC-SHA1 (or RSA-, -SHA256, -SHA512), PLAINTEXT or { name, sign }.';

function isCustom(method: SignatureMethodName | CustomSignatureMethod): method is CustomSignatureMethod {
  const { name, sign } = (method ?? {}) as Partial<CustomSignatureMethod>;
  return typeof name === 'string' && name !== '' && typeof sign === 'function';
}
