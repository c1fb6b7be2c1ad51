import { hash } from '#crypto';
import { ConfigurationError } from '../errors/configuration-error.js';
import type { MaybePromise } from '../maybe-promise.js';
import type { SignableBody } from './body.js';
import type { OAuth1Client } from './client.js';
import type { Placement } from './placement.js';

/**
 * The value of `oauth_body_hash`: the plain digest of the bytes that are sent, of the empty string without any (OAuth Request Body
 * Hash draft §3.2). None for a form, whose parameters are signed themselves (§3.1 there).
 *
 * @throws {@link ConfigurationError} for a stream.
 */
export function hashedBody(
  { bodyHash }: OAuth1Client,
  { form, bytes }: SignableBody,
  placement: Placement,
): MaybePromise<string | undefined> {
  if (bodyHash === undefined || form !== undefined || placement === 'body') return undefined;
  if (bytes !== undefined) return hash(bodyHash, bytes);
  throw new ConfigurationError('bodyHash', 'a stream has no hash before it is sent: give bytes.');
}
