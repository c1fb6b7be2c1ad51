import type { RevocationRequest } from '../oauth2/endpoints/endpoints.js';

/** The access token is its own proof, and all that is sent: where RFC 7009 §2.1 has the client name a token, and prove who it is. */
// @__NO_SIDE_EFFECTS__
export function revokedByItself(method: 'POST' | 'DELETE' = 'POST') {
  return ({ url, token }: RevocationRequest): RevocationRequest => ({
    url,
    method,
    headers: { accept: 'application/json', authorization: `Bearer ${token.access_token}` },
    parameters: new URLSearchParams(),
    token,
  });
}
