import { spansOf } from './secret-spelling.js';

// Loaded on demand, see cleaning.ts: what it shared with other files, every bundle would have.

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

/**
 * A server's error code. One that is known cannot be a secret, and must be understood, even where a secret is a part of it; any
 * other is text.
 */
export function cleanCode(code: string, secrets: readonly string[], known: ReadonlySet<string | undefined>): string {
  return known.has(code) ? code : cleanText(code, secrets);
}

/** Replaces each secret, also inside other text that was encoded with it. What overlaps goes as one. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, ...inBase64(secret), ...inBase64(formEncoded(secret))]);
  const spans = [...new Set(forms)].flatMap((form) => spansOf(form, text)).sort(([a], [b]) => a - b);
  let cleaned = '';
  let done = 0;
  for (const [from, to] of spans) {
    if (from >= done) cleaned += `${text.slice(done, from)}[redacted]`;
    done = Math.max(done, to);
  }
  return cleaned + text.slice(done);
}

/** As in HTTP Basic (RFC 6749 §2.3.1). */
function formEncoded(secret: string): string {
  return new URLSearchParams([['', secret]]).toString().slice(1);
}

const shortestPieceOfBase64 = 8;

/**
 * Base64 of a text that holds the secret, wherever it stands in it, as in `id:secret`: it has three looks. The first and last
 * characters depend on the neighbours.
 */
function inBase64(secret: string): string[] {
  const bytes = Array.from(new TextEncoder().encode(secret), (byte) => String.fromCharCode(byte)).join('');
  const pieces = [0, 1, 2].map((offset) => {
    const encoded = btoa('\0'.repeat(offset) + bytes);
    return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  const urlSafe = pieces.map((piece) => piece.replaceAll('+', '-').replaceAll('/', '_'));
  return [...pieces, ...urlSafe].filter((piece) => piece.length >= shortestPieceOfBase64);
}
