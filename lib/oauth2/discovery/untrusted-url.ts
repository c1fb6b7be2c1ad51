import { assertEndpoint } from '../../server-calls/endpoint.js';
import { parsedUrl } from '../../parsed-url.js';

/**
 * Whether a document found at `source` may lead to `url`: https, or http on loopback from loopback. A server elsewhere must not make
 * us call what listens on this machine (RFC 8414 §6.1, RFC 9728 §7.7).
 */
export function mayLeadTo(source: string, url: unknown, allowInsecureRequests: boolean): url is string {
  try {
    assertEndpoint(String(url), 'url', allowInsecureRequests);
  } catch {
    return false;
  }
  const protocolOf = (text: unknown) => parsedUrl(String(text))?.protocol;
  return allowInsecureRequests || protocolOf(url) === 'https:' || protocolOf(source) === 'http:';
}
