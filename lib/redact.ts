import { formEncoded } from './form-encoded.js';

const longestText = 300;

/**
 * A server's words, fit for an error message: no control characters, not long, and none of `secrets` in it,
 * should the server echo what it was sent (RFC 6749 §10.14).
 */
export function cleanText(text: string, secrets: readonly string[]): string {
  const printable = withoutSecrets(text, secrets).replace(
    /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g,
    ' ',
  );
  return printable.length > longestText ? `${printable.slice(0, longestText)}…` : printable;
}

/** Replaces each secret, also inside other text that was encoded with it. Longest first, so that no part of a longer one stays. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, ...inBase64(secret), ...inBase64(formEncoded(secret))]);
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((cleaned, form) => cleaned.replace(inAnySpelling(form), '[redacted]'), text);
}

const shortestPieceOfBase64 = 8;

/**
 * Base64 of a text that holds the secret, wherever it stands in it, as in `id:secret`: it has three looks. The first and last
 * characters depend on the neighbours.
 */
function inBase64(secret: string): string[] {
  const bytes = String.fromCharCode(...new TextEncoder().encode(secret));
  const pieces = [0, 1, 2].map((offset) => {
    const encoded = btoa('\0'.repeat(offset) + bytes);
    return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  const urlSafe = pieces.map((piece) => piece.replaceAll('+', '-').replaceAll('/', '_'));
  return [...pieces, ...urlSafe].filter((piece) => piece.length >= shortestPieceOfBase64);
}

/** Each character as it is or percent-encoded, in either case and however often; a space also as forms write it. */
function inAnySpelling(form: string): RegExp {
  const characters = Array.from(form, (character) => {
    const itself = character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
    const signs = character === ' ' ? [' ', '\\+', percentEncoded('+')] : [itself];
    return `(?:${[...signs, percentEncoded(character)].join('|')})`;
  });
  return new RegExp(characters.join(''), 'gi');
}

function percentEncoded(character: string): string {
  const bytes = Array.from(new TextEncoder().encode(character), (byte) => byte.toString(16).padStart(2, '0'));
  return bytes.map((byte) => `%(?:25)*${byte}`).join('');
}
