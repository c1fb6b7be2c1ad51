import { base64url, sha256 } from '../client-authentication/base64url.js';

/** Text of 256 random bits, unguessable (RFC 6749 §10.10): for `state`, and as a code verifier of 43 characters (RFC 7636 §4.1). */
export function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** The S256 challenge of a verifier (RFC 7636 §4.2). */
export function codeChallenge(verifier: string): Promise<string> {
  return sha256(verifier);
}

/** RFC 7636 §4.3. `plain` only where it was asked for: never a way out when S256 failed (§4.2, §7.2). */
export async function pkceParameters(
  codeVerifier: string | undefined,
  method: 'S256' | 'plain' | 'none' = 'S256',
): Promise<{ code_challenge?: string; code_challenge_method?: string }> {
  if (codeVerifier === undefined || method === 'none') return {};
  const challenge = method === 'plain' ? codeVerifier : await codeChallenge(codeVerifier);
  return { code_challenge: challenge, code_challenge_method: method };
}
