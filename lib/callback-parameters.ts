import { AuthorizationResponseError } from './errors.js';
import { parsedUrl } from './parsed-url.js';
import { cleanText } from './redact.js';

/**
 * The parameters of a callback, given as its URL or its query. One given twice makes it ambiguous (RFC 6749 §3.1); one without
 * a value counts as missing.
 *
 * @throws {@link AuthorizationResponseError}
 */
export function callbackParameters(response: string): Map<string, string> {
  const query = parsedUrl(response)?.search ?? response.slice(response.indexOf('?') + 1);
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (parameters.has(name)) throw new AuthorizationResponseError(name, `it has "${cleanText(name, [])}" twice`);
    if (value !== '') parameters.set(name, value);
  }
  return parameters;
}
