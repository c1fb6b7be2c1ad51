import type { EndpointRequest } from '../oauth2/hook-points.js';

/** A hook that sends requests as JSON, for services that read no forms (RFC 6749 §4.1.3 has forms). */
// @__NO_SIDE_EFFECTS__
export function sentAsJson(headers: Readonly<Record<string, string>> = {}) {
  return <Request extends EndpointRequest>(request: Request): Request => ({
    ...request,
    headers: { ...request.headers, 'content-type': 'application/json', ...headers },
  });
}
