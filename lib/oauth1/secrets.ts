import type { OAuth1Client, OAuth1Credentials } from './client.js';

/** What an error message must not repeat, should a server echo it. */
export function secretsOf(
  { signer }: OAuth1Client,
  { tokenSecret = '', verifier = '', sessionHandle = '' }: OAuth1Credentials,
): readonly string[] {
  return [signer.consumer.secret, tokenSecret, verifier, sessionHandle];
}
