import { ConfigurationError } from '../errors/configuration-error.js';
import { wholeText } from '../options.js';
import { isSecure } from '../secure-origin.js';
import { parsedUrl } from '../parsed-url.js';

/**
 * Absolute, without a fragment, user or password, and over TLS unless on loopback (RFC 6749 §3.1, §3.2, RFC 5849 §2).
 *
 * @throws {@link ConfigurationError} that names `option`.
 */
export function assertEndpoint(endpoint: string, option: string, allowInsecureRequests: boolean): void {
  const url = parsedUrl(wholeText(endpoint, option));
  if (!url) throw new ConfigurationError(option, 'is not an absolute URL.');
  if (endpoint.includes('#')) throw new ConfigurationError(option, 'must have no fragment (RFC 6749 §3.1).');
  if (url.username || url.password) throw new ConfigurationError(option, 'must have no user:password@ in it.');
  const allowed = isSecure(url) || (allowInsecureRequests && url.protocol === 'http:');
  if (!allowed) {
    throw new ConfigurationError(
      option,
      'must be https, or http on loopback; allowInsecureRequests opens closed networks.',
    );
  }
}
