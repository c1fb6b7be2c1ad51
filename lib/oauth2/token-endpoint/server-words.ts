import type { Members } from '../../server-calls/answer-members.js';
import type { ProviderWords } from '../../errors.js';
import { cleaning } from '../../errors/cleaning.js';
import { errorCodes } from './error-codes.js';

/** The error of RFC 6749 §5.2; some services nest it as an object. */
export async function providerWords(members: Members, secrets: readonly string[]): Promise<ProviderWords | undefined> {
  const { error } = members;
  const nested = typeof error === 'object' && error !== null ? (error as Members) : undefined;
  const code = nested ? (nested['code'] ?? nested['type'] ?? 'unknown_error') : error;
  if (!isText(code) && typeof code !== 'number') return undefined;
  const description = nested?.['message'] ?? members['error_description'];
  const uri = members['error_uri'];
  const { cleanCode, cleanText } = await cleaning();
  return {
    error: cleanCode(String(code), secrets, errorCodes),
    ...(isText(description) ? { error_description: cleanText(description, secrets) } : {}),
    ...(isText(uri) ? { error_uri: cleanText(uri, secrets) } : {}),
  };
}

/** Text with something in it: a parameter without a value counts as missing (RFC 6749 §3.1). */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
