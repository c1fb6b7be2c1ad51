import type { DigestName } from '../crypto/digest-name.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { oneOf } from '../options.js';
import type { SignatureMethod } from './signature.js';

/** `true`: the digest of the signature method. A name: that digest, as oauthlib always takes SHA-1. */
export type BodyHashOption = boolean | DigestName;

const known: readonly BodyHashOption[] = [true, false, 'SHA-1', 'SHA-256', 'SHA-512'];

/**
 * The digest for `oauth_body_hash`, if one is asked for (OAuth Request Body Hash draft §3.2).
 *
 * @throws {@link ConfigurationError} for an unknown one, and when the signature method does not imply one.
 */
export function bodyHashDigest(option: BodyHashOption, { name, digest }: SignatureMethod): DigestName | undefined {
  oneOf(known, option, 'bodyHash');
  if (typeof option === 'string') return option;
  if (!option) return undefined;
  if (digest === undefined) throw new ConfigurationError('bodyHash', `name its digest: ${name} does not imply one.`);
  return digest;
}
