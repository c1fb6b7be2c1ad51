/** What `encodeURIComponent` leaves bare and RFC 5849 does not. */
const subDelimiters = /[!'()*]/g;
const hasSubDelimiter = /[!'()*]/;
const ascii = /^[\0-\x7f]*$/;
const loneSurrogate = /[\uD800-\uDFFF]/gu; // with the u flag a whole pair does not match
const unreserved = /^[\w.~-]*$/;

/**
 * Percent encoding of a text (RFC 5849 §3.6): as UTF-8, unreserved characters bare, all else as %XX in upper case.
 * Half a surrogate pair becomes U+FFFD, as every encoder of requests makes of it.
 */
export function percentEncode(text: string): string {
  if (unreserved.test(text)) return text;
  const encoded = encodeURIComponent(ascii.test(text) ? text : text.replace(loneSurrogate, '\uFFFD'));
  return hasSubDelimiter.test(encoded) ? encoded.replace(subDelimiters, escaped) : encoded;
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/**
 * One parameter on its way into the base string: encoded name, `!`, encoded value. `!` occurs in neither and sorts before every
 * character that does, so comparing two of these compares first the names and then the values (§3.4.1.3.2).
 */
export type EncodedParameter = string;

const separator = '!';

/** A protocol parameter (§3.4.1.3.1, second source). Their names have nothing to encode. */
export function encodedParameter(name: `oauth_${string}`, value: string): EncodedParameter {
  return name + separator + percentEncode(value);
}

/**
 * The parameters of a query or a form body (§3.4.1.3.1, first and third source), as they are on the wire: every pair, also
 * repeated, empty and without `=`. Decoding as a form (`+` is a space) and encoding anew (§3.6) are one step on octets, so
 * that what is not UTF-8 stays what it is.
 */
export function formParameters(form: string): EncodedParameter[] {
  if (form === '') return [];
  const parameters: EncodedParameter[] = [];
  for (const piece of form.split('&')) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const end = equals < 0 ? piece.length : equals;
    parameters.push(encodedAnew(piece.slice(0, end)) + separator + encodedAnew(piece.slice(end + 1)));
  }
  return parameters;
}

/** Sorted by the octets of name, then of value; joined with `=` and `&` (§3.4.1.3.2). */
export function normalizedParameters(parameters: EncodedParameter[]): string {
  return parameters
    .sort()
    .map((parameter) => parameter.replace(separator, '='))
    .join('&');
}

/**
 * The same, percent-encoded as the base string has it (§3.4.1.1). Each sign by itself, because there is little to encode; to
 * go through the whole once more takes as long as the HMAC.
 */
export function encodedNormalizedParameters(parameters: EncodedParameter[]): string {
  const pieces = parameters.sort().map((piece) => (piece.includes('%') ? piece.replaceAll('%', '%25') : piece));
  return pieces.join('%26').replaceAll(separator, '%3D');
}

/** The names in a query or a form body, percent-encoded. */
export function formNames(form: string): string[] {
  return formParameters(form).map((parameter) => parameter.slice(0, parameter.indexOf(separator)));
}

const onlySpaces = /^[\w.~+-]*$/;
const formCharacters = /%[\dA-Fa-f]{2}|%|\+|[^\w.~%+-]+/g;

function encodedAnew(text: string): string {
  if (unreserved.test(text)) return text;
  return onlySpaces.test(text) ? text.replaceAll('+', '%20') : text.replace(formCharacters, encodedCharacter);
}

function encodedCharacter(characters: string): string {
  if (characters === '+') return '%20';
  if (characters.length < 3 || !characters.startsWith('%')) return percentEncode(characters);
  const character = String.fromCharCode(parseInt(characters.slice(1), 16));
  return unreserved.test(character) ? character : characters.toUpperCase();
}
