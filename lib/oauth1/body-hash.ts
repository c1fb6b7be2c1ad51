import type { DigestName } from '../crypto/digest-name.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import type { SignatureMethod } from './signature.js';

/** `true`: the digest of the signature method. A name: that digest, as oauthlib always takes SHA-1. */
export type BodyHashOption = boolean | DigestName;

const digests: readonly DigestName[] = ['SHA-1', 'SHA-256', 'SHA-512'];

/**
 * The digest for `oauth_body_hash`, if one is asked for (OAuth Request Body Hash draft §3.2).
 *
 * @throws {@link ConfigurationError} for an unknown one, and when the signature method does not imply one.
 */
export function bodyHashDigest(option: BodyHashOption, { name, digest }: SignatureMethod): DigestName | undefined {
  if (option === false) return undefined;
  if (option !== true && !digests.includes(option)) {
    throw new ConfigurationError('bodyHash', `must be true, false or one of ${digests.join(', ')}.`);
  }
  if (option !== true) return option;
  if (digest === undefined) throw new ConfigurationError('bodyHash', `name its digest: ${name} does not imply one.`);
  return digest;
}
