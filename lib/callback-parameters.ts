import { AuthorizationResponseError } from './errors.js';
import { requiredText } from './options.js';
import { parsedUrl } from './parsed-url.js';
import { cleanText } from './redact.js';

/**
 * The parameters of a callback, given as its URL or its query. One given twice makes it ambiguous (RFC 6749 §3.1); one without
 * a value counts as missing.
 *
 * @throws {@link AuthorizationResponseError}, `ConfigurationError` for what is neither.
 */
export function callbackParameters(response: string | URL): Map<string, string> {
  const given = response instanceof URL ? response.href : response;
  const text = requiredText(given, 'authorizationResponse', 'the callback URL, or its query');
  const query = parsedUrl(text)?.search ?? text.slice(text.indexOf('?') + 1);
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (parameters.has(name)) throw twice(cleanText(name, []));
    if (value !== '') parameters.set(name, value);
  }
  return parameters;
}

function twice(name: string): AuthorizationResponseError {
  return new AuthorizationResponseError(name, `it has "${name}" twice`);
}
