/** What `encodeURIComponent` leaves bare and RFC 5849 does not. */
const subDelimiters = /[!'()*]/g;
const loneSurrogate = /[\uD800-\uDFFF]/gu; // with the u flag a whole pair does not match
const subDelimiterOrSurrogate = /[!'()*\uD800-\uDFFF]/;
const unreserved = /^[\w.~-]*$/;

/**
 * Percent encoding of a text (RFC 5849 §3.6): as UTF-8, unreserved characters bare, all else as %XX in upper case.
 * Half a surrogate pair becomes U+FFFD, as every encoder of requests makes of it.
 */
export function percentEncode(text: string): string {
  if (unreserved.test(text)) return text;
  if (!subDelimiterOrSurrogate.test(text)) return encodeURIComponent(text);
  return encodeURIComponent(text.replace(loneSurrogate, '\uFFFD')).replace(subDelimiters, escaped);
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/**
 * One parameter on its way into the base string: encoded name, `!`, encoded value. `!` occurs in neither and sorts before every
 * character that does, so comparing two of these compares first the names and then the values (§3.4.1.3.2).
 */
export type EncodedParameter = string;

/** Between name and value of an {@link EncodedParameter}. */
export const separator = '!';
const ourPrefix = 'oauth_';
// Encoded, as they are in the base string.
const equalsSign = '%3D';
const ampersand = '%26';

/** By their octets, as they stand in every base string (§3.4.1.3.2). */
export const sortedNames = [
  'oauth_body_hash',
  'oauth_callback',
  'oauth_consumer_key',
  'oauth_nonce',
  'oauth_session_handle',
  'oauth_signature_method',
  'oauth_timestamp',
  'oauth_token',
  'oauth_verifier',
  'oauth_version',
] as const;

/** The protocol parameters that are signed (§3.1), by name; encoded (§3.6). */
export type SignedParameters = Partial<Record<(typeof sortedNames)[number], string>>;

/** The protocol parameters (§3.4.1.3.1, second source), as they stand in the base string. Their names have nothing to encode. */
function ownParameters(own: SignedParameters): string {
  let joined = '';
  for (const name of sortedNames) {
    const value = own[name];
    if (value !== undefined) joined += (joined && ampersand) + name + equalsSign + encodedAgain(value);
  }
  return joined;
}

/** What is encoded, encoded once more: few have anything for it, and `replaceAll` takes its time to find that out. */
function encodedAgain(encoded: string): string {
  return encoded.includes('%') ? encoded.replaceAll('%', '%25') : encoded;
}

/**
 * The parameters of a query or a form body (§3.4.1.3.1, first and third source), as they are on the wire: every pair, also
 * repeated, empty and without `=`. Decoding as a form (`+` is a space) and encoding anew (§3.6) are one step on octets, so
 * that what is not UTF-8 stays what it is.
 */
export function formParameters(form: string): EncodedParameter[] {
  if (form === '') return [];
  const text = encodedForm.test(form) ? form : form.replaceAll('+', '%20').replace(formCharacters, encodedCharacter);
  const parameters: EncodedParameter[] = [];
  for (const piece of text.split('&')) if (piece !== '') parameters.push(encodedParameter(piece));
  return parameters;
}

function encodedParameter(piece: string): EncodedParameter {
  const equals = piece.indexOf('=');
  if (equals < 0) return piece + separator;
  const value = piece.slice(equals + 1);
  return piece.slice(0, equals) + separator + (value.includes('=') ? value.replaceAll('=', equalsSign) : value);
}

/**
 * All parameters, sorted by the octets of name, then of value, joined with `=` and `&` (§3.4.1.3.2), and percent-encoded as the
 * base string has them (§3.4.1.1).
 *
 * @param others - Those of query and form; sorted in place.
 */
export function encodedNormalizedParameters(others: EncodedParameter[], own: SignedParameters): string {
  const ours = ownParameters(own);
  if (others.length === 0) return ours;
  let before = '';
  let after = '';
  for (const parameter of others.sort()) {
    // Ours are sorted, and nothing comes between them but what begins as they do.
    if (ours === '' || parameter.startsWith(ourPrefix)) return sortedIn(others, ours);
    if (parameter < ourPrefix) before += inBaseString(parameter) + ampersand;
    else after += ampersand + inBaseString(parameter);
  }
  return before + ours + after;
}

function sortedIn(others: EncodedParameter[], ours: string): string {
  return others.concat(separated(ours)).sort().map(inBaseString).join(ampersand);
}

function separated(ours: string): EncodedParameter[] {
  return ours === '' ? [] : decodeURIComponent(ours).replaceAll('=', separator).split('&');
}

function inBaseString(parameter: EncodedParameter): string {
  return encodedAgain(parameter).replace(separator, equalsSign);
}

/** An escape as §3.6 wants it: in upper case, of an octet that is not unreserved. */
const escape = '%(?:[0189A-F][\\dA-F]|2[\\dA-CF]|3[A-F]|40|5[B-E]|60|7[BCDF])';
/** A form in which nothing has to be encoded anew; most are so. */
const encodedForm = new RegExp(`^(?:[\\w.~&=-]|${escape})*$`);
const formCharacters = new RegExp(`(?!${escape})%(?:[\\dA-Fa-f]{2})?|[^\\w.~%&=-]+`, 'g');

function encodedCharacter(characters: string): string {
  if (characters.length < 3 || !characters.startsWith('%')) return percentEncode(characters);
  const character = String.fromCharCode(parseInt(characters.slice(1), 16));
  return unreserved.test(character) ? character : characters.toUpperCase();
}
