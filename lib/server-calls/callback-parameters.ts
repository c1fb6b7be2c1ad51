import { AuthorizationResponseError } from '../errors.js';
import { requiredText } from '../options.js';
import { parsedUrl } from '../parsed-url.js';

/** What came to the redirect URI: its URL, or what stands behind the `?` or `#`; a form post as its body, parsed or not. */
export type CallbackResponse = string | URL | URLSearchParams | Readonly<Record<string, unknown>>;

/** Where in a URL the parameters are. */
export type CallbackPart = 'query' | 'fragment';

/**
 * The parameters of a callback. One given twice makes it ambiguous (RFC 6749 §3.1); one without a value counts as missing.
 *
 * @param isOurs - Others are left out: the redirect URI may have its own.
 * @throws {@link AuthorizationResponseError}, `ConfigurationError` for what is neither.
 */
export function callbackParameters(
  response: CallbackResponse,
  part: CallbackPart = 'query',
  isOurs: (name: string) => boolean = () => true,
): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of pairsOf(response, part)) {
    if (!isOurs(name)) continue;
    if (parameters.has(name) || typeof value !== 'string') throw twice(name);
    if (value !== '') parameters.set(name, value);
  }
  return parameters;
}

function pairsOf(response: CallbackResponse, part: CallbackPart): Iterable<readonly [string, unknown]> {
  if (response instanceof URLSearchParams) return response;
  const given = response instanceof URL ? response.href : response;
  // A body parser has made lists of what came twice.
  if (typeof given === 'object' && given !== null) return Object.entries(given);
  const text = requiredText(
    given,
    'authorizationResponse',
    'the callback URL, its query or fragment, or the form body',
  ).trim();
  return new URLSearchParams(part === 'query' ? queryOf(text) : fragmentOf(text));
}

/** Services such as Facebook append a fragment of their own. */
function queryOf(text: string): string {
  const [address = ''] = text.split('#', 1);
  return parsedUrl(address)?.search ?? address.slice(address.indexOf('?') + 1);
}

/** Without a `#` it is a bare fragment, unless it is a URL with none. */
function fragmentOf(text: string): string {
  const [, fragment = /^[^=&]*[?:/]/.test(text) ? '' : text] = text.split('#', 2);
  return fragment;
}

function twice(given: string): AuthorizationResponseError {
  const name = given.replace(/[^\w.-]+/g, ' ').slice(0, 100);
  return new AuthorizationResponseError(name, `it has "${name}" twice`);
}
