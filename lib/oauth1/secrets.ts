import type { OAuth1Client } from './client.js';
import type { OAuth1Credentials } from './credentials.js';

/** What an error message must not repeat, should a server echo it. */
export function secretsOf(
  { signer }: OAuth1Client,
  { tokenSecret = '', verifier = '', sessionHandle = '' }: OAuth1Credentials,
): readonly string[] {
  return [signer.consumer.secret, tokenSecret, verifier, sessionHandle];
}
