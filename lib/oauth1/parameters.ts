import { ConfigurationError } from '../errors/configuration-error.js';

/** What `encodeURIComponent` leaves bare and RFC 5849 does not. */
const subDelimiters = /[!'()*]/g;
const loneSurrogate = /[\uD800-\uDFFF]/gu; // with the u flag a whole pair does not match
const unreserved = /^[\w.~-]*$/;

/**
 * Percent encoding of a text (RFC 5849 §3.6): as UTF-8, unreserved characters bare, all else as %XX in upper case.
 * Half a surrogate pair becomes U+FFFD, as every encoder of requests makes of it.
 */
export function percentEncode(text: string): string {
  if (unreserved.test(text)) return text;
  return encodeURIComponent(text.replace(loneSurrogate, '\uFFFD')).replace(subDelimiters, escaped);
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/**
 * One parameter as the base string has it: name, `!`, value, both encoded twice, for the base string encodes once more what is encoded
 * (§3.4.1.1). `!` occurs in neither and sorts before every character that does, so comparing two of these compares first the names
 * and then the values, as §3.4.1.3.2 wants it of what is encoded once. Of `q=a b` it is `q!a%2520b`.
 */
export type EncodedParameter = string;

/** Between name and value of an {@link EncodedParameter}. */
export const separator = '!';
// Encoded once: what the base string has between parameters; and twice: what it has within them.
const equalsSign = '%3D';
const equalsSignTwice = '%253D';
const ampersand = '%26';

/** What begins so is among the protocol parameters when sorted; everything else is before or behind all of them. */
const ourPrefix = 'oauth_';

/**
 * The parameters of a query or a form body (§3.4.1.3.1, first and third source), as they are on the wire: every pair, also
 * repeated, empty and without `=`. Decoding as a form (`+` is a space) and encoding anew (§3.6) are one step on octets, so
 * that what is not UTF-8 stays what it is.
 */
export function formParameters(form: string): EncodedParameter[] {
  const parameters: EncodedParameter[] = [];
  for (const piece of encodedForm(form).split('&')) if (piece !== '') parameters.push(encodedParameter(piece));
  return parameters;
}

/** The form with its `&` and `=`, and all between them encoded twice. */
function encodedForm(form: string): string {
  if (!encodable.test(form)) return form;
  return form.replaceAll('+', '%20').replace(formCharacters, encodedCharacter).replaceAll('%', '%25');
}

function encodedParameter(piece: string): EncodedParameter {
  const equals = piece.indexOf('=');
  if (equals < 0) return piece + separator;
  const value = piece.slice(equals + 1);
  return piece.slice(0, equals) + separator + (value.includes('=') ? value.replaceAll('=', equalsSignTwice) : value);
}

/**
 * All parameters, sorted by the octets of name, then of value, joined with `=` and `&` (§3.4.1.3.2), and percent-encoded as the
 * base string has them (§3.4.1.1).
 *
 * @param others - Those of query and form; sorted in place.
 * @param own - The protocol parameters (§3.4.1.3.1, second source), sorted, as they stand in the base string.
 * @throws {@link ConfigurationError} for one that is among both.
 */
export function encodedNormalizedParameters(others: EncodedParameter[], own: string): string {
  if (others.length === 0) return own;
  let before = '';
  let behind = '';
  for (const parameter of others.sort()) {
    if (parameter.startsWith(ourPrefix)) return sortedIn(others, own);
    if (parameter < ourPrefix) before += inBaseString(parameter) + ampersand;
    else behind += ampersand + inBaseString(parameter);
  }
  return before + own + behind;
}

/** The rare case: where others begin as ours do, all have to be sorted together. */
function sortedIn(others: readonly EncodedParameter[], own: string): string {
  const ours = own.replaceAll(equalsSign, separator).split(ampersand);
  for (const parameter of others) assertNotOurs(parameter.slice(0, parameter.indexOf(separator) + 1), ours);
  return others.concat(ours).sort().map(inBaseString).join(ampersand);
}

/** No protocol parameter twice, none in two places (§3.1): servers would choose one, and not the same. */
function assertNotOurs(name: string, ours: readonly EncodedParameter[]): void {
  if (name !== 'oauth_signature!' && !ours.some((one) => one.startsWith(name))) return;
  throw new ConfigurationError('params', `${name.slice(0, -1)} is in the query or form already: leave it out.`);
}

function inBaseString(parameter: EncodedParameter): string {
  return parameter.replace(separator, equalsSign);
}

/** An escape as §3.6 wants it: in upper case, of an octet that is not unreserved. A few rare ones are left to {@link encodedCharacter}. */
const escape = '%(?:[0189A-F][\\dA-F]|2[\\dA-CF]|3[A-F]|40|5[B-E])';
/** What most forms do not have; also `%`, for it is to be encoded once more. */
const encodable = /[^\w.~&=-]/;
const formCharacters = new RegExp(`(?!${escape})%([\\dA-Fa-f]{2})?|[^\\w.~%&=-]+`, 'g');

function encodedCharacter(characters: string, octet: string | undefined): string {
  if (octet === undefined) return percentEncode(characters);
  const character = String.fromCharCode(parseInt(octet, 16));
  return unreserved.test(character) ? character : characters.toUpperCase();
}
