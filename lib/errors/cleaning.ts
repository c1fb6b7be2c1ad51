import type { cleanCode, cleanText } from './redact.js';

/** What makes a server's words fit for an error. */
interface Cleaning {
  readonly cleanText: typeof cleanText;
  readonly cleanCode: typeof cleanCode;
}

/** A deploy may have taken the file from under a page: words that cannot be cleaned are not shown, a known code is. */
const withoutWords: Cleaning = {
  cleanText: () => '[not shown]',
  cleanCode: (code, _secrets, known) => (known.has(code) ? code : 'unknown_error'),
};

/** Loads it with the first words that are to be shown: most pages never do. Never rejects. */
export function cleaning(): Promise<Cleaning> {
  return import('./redact.js').catch(() => withoutWords);
}
