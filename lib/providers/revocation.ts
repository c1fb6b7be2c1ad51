import type { RevocationRequest } from '../oauth2/hook-points.js';

/**
 * A token is its own proof, and all that is sent: where RFC 7009 §2.1 has the client name a token, and prove who it is.
 *
 * @param which - The access token, whichever is meant, or the token that is meant.
 */
// @__NO_SIDE_EFFECTS__
export function revokedByItself(method: 'POST' | 'DELETE' = 'POST', which: 'access_token' | 'token' = 'access_token') {
  return ({ url, parameters, token }: RevocationRequest): RevocationRequest => {
    const bearer = which === 'token' ? parameters.get('token') : token.access_token;
    return {
      url,
      method,
      headers: { accept: 'application/json', authorization: `Bearer ${bearer ?? ''}` },
      parameters: new URLSearchParams(),
      token,
    };
  };
}

/** Names the access token, whichever is meant: for services that say of no other that it can be revoked (RFC 7009 §2.1). */
export function accessTokenNamed(request: RevocationRequest): RevocationRequest {
  const parameters = new URLSearchParams(request.parameters);
  parameters.set('token', request.token.access_token);
  parameters.set('token_type_hint', 'access_token');
  return { ...request, parameters };
}
