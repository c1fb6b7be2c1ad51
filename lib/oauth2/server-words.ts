import type { Members } from '../answer-members.js';
import type { ProviderWords } from '../errors.js';
import { cleanText } from '../redact.js';

/** Codes that decide what happens next: no user name or other parameter of the request may hide them. */
const known: ReadonlySet<string> = new Set([
  ...['invalid_request', 'invalid_client', 'invalid_grant', 'invalid_scope', 'invalid_target', 'invalid_dpop_proof'],
  ...['unauthorized_client', 'unsupported_grant_type', 'use_dpop_nonce', 'access_denied'],
  ...['authorization_pending', 'slow_down', 'expired_token'],
]);

/** The error of RFC 6749 §5.2; some services nest it as an object. */
export function providerWords(members: Members, secrets: readonly string[]): ProviderWords | undefined {
  const { error } = members;
  const nested = typeof error === 'object' && error !== null ? (error as Members) : undefined;
  const code = nested ? (nested['code'] ?? nested['type'] ?? 'unknown_error') : error;
  if (!isText(code) && typeof code !== 'number') return undefined;
  const description = nested?.['message'] ?? members['error_description'];
  const uri = members['error_uri'];
  return {
    error: known.has(String(code)) ? String(code) : cleanText(String(code), secrets),
    ...(isText(description) ? { error_description: cleanText(description, secrets) } : {}),
    ...(isText(uri) ? { error_uri: cleanText(uri, secrets) } : {}),
  };
}

/** Text with something in it: a parameter without a value counts as missing (RFC 6749 §3.1). */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
