/** One character of a secret, and every way to write it. */
interface Character {
  /** As it is, and in the other case; a space also as forms write it. */
  readonly signs: readonly string[];
  /** As percent-encoding has their bytes, in lower case. */
  readonly bytes: readonly (readonly string[])[];
}

/** A part of a text, from its first to after its last character. */
export type Span = readonly [from: number, to: number];

/** A long secret that was cut is hidden, too, from this many characters on. */
const longestStart = 32;

/**
 * Where a secret stands in a text: each character as it is or percent-encoded, in either case and however often; a space also as
 * forms write it. In time that grows with the text, not with the secret.
 */
export function spansOf(secret: string, text: string): Span[] {
  const characters = charactersOf(secret);
  const beginnings = beginningsOf(characters[0]);
  const spans: Span[] = [];
  for (let from = 0; from < text.length; from++) {
    if (!beginnings.has(text.charAt(from))) continue;
    const to = endOf(characters, text, from);
    if (to === undefined) continue;
    spans.push([from, to]);
    from = to - 1;
  }
  return spans;
}

function beginningsOf(first: Character | undefined): ReadonlySet<string> {
  const signs = first?.signs ?? [];
  return new Set(['%', ...signs.map((sign) => sign.charAt(0))]);
}

function charactersOf(secret: string): Character[] {
  const known = new Map<string, Character>();
  return Array.from(secret, (sign) => {
    const character = known.get(sign) ?? characterOf(sign);
    known.set(sign, character);
    return character;
  });
}

function characterOf(sign: string): Character {
  const signs = sign === ' ' ? [' ', '+'] : [...new Set([sign, sign.toLowerCase(), sign.toUpperCase()])];
  return { signs, bytes: signs.map(bytesOf) };
}

function bytesOf(sign: string): string[] {
  return Array.from(new TextEncoder().encode(sign), (byte) => byte.toString(16).padStart(2, '0'));
}

/** Where the secret that begins here ends, or the part of it that is there; undefined where it does not begin. */
function endOf(characters: readonly Character[], text: string, from: number): number | undefined {
  const enough = Math.min(characters.length, longestStart);
  // A percent sign can be read in several ways, so there may be several places at once.
  let places = [from];
  for (const [matched, character] of characters.entries()) {
    const next = endsAfter(character, text, places);
    if (next.length === 0) return matched < enough ? undefined : Math.max(...places);
    places = next.length === 1 ? next : [...new Set(next)];
  }
  return Math.max(...places);
}

const nowhere: number[] = [];

function endsAfter(character: Character, text: string, places: readonly number[]): number[] {
  const [place = 0] = places;
  if (places.length > 1 || mayBeEncoded(text, place)) return places.flatMap((one) => endsOf(character, text, one));
  const sign = character.signs.find((one) => text.startsWith(one, place));
  return sign === undefined ? nowhere : [place + sign.length];
}

function mayBeEncoded(text: string, place: number): boolean {
  return text[place] === '%' && /[\da-f]/i.test(text.charAt(place + 1));
}

function endsOf({ signs, bytes }: Character, text: string, place: number): number[] {
  const ends = signs.filter((sign) => text.startsWith(sign, place)).map((sign) => place + sign.length);
  if (!mayBeEncoded(text, place)) return ends;
  return [...ends, ...bytes.flatMap((sequence) => encodedEnds(sequence, text, place))];
}

/** After the bytes, each of them `%`, any number of `25`, and two digits. */
function encodedEnds(sequence: readonly string[], text: string, place: number): number[] {
  let places = [place];
  for (const byte of sequence) places = places.flatMap((one) => encodedByteEnds(byte, text, one));
  return places;
}

function encodedByteEnds(byte: string, text: string, place: number): number[] {
  if (text[place] !== '%') return [];
  const ends: number[] = [];
  let at = place + 1;
  for (; text.startsWith('25', at); at += 2) if (byte === '25') ends.push(at + 2);
  return text.slice(at, at + 2).toLowerCase() === byte ? [...ends, at + 2] : ends;
}
