import type { OAuth2Hooks, TokenEndpointRequest } from '../oauth2/provider.js';

/** Requests as JSON, for services that read no forms (RFC 6749 §4.1.3 has forms). */
// @__NO_SIDE_EFFECTS__
export function sentAsJson(headers: Readonly<Record<string, string>> = {}): OAuth2Hooks {
  const json = (request: TokenEndpointRequest): TokenEndpointRequest => ({
    ...request,
    headers: { ...request.headers, 'content-type': 'application/json', ...headers },
  });
  return { accessTokenRequest: json, refreshTokenRequest: json, revocationRequest: json };
}
