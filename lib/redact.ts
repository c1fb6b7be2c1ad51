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

/** Replaces each secret, bare, percent-encoded or in base64. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets.filter((secret) => secret !== '').flatMap((secret) => formsOf(secret));
  return forms.reduce((cleaned, form) => cleaned.replaceAll(form, '[redacted]'), text);
}

function formsOf(secret: string): string[] {
  const encoded = encodeURIComponent(secret);
  const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(secret))).replace(/=+$/, '');
  const base64url = base64.replaceAll('+', '-').replaceAll('/', '_');
  // Longest first, so that no part of a longer form stays.
  return [...new Set([encoded, base64, base64url, secret])].sort((a, b) => b.length - a.length);
}
