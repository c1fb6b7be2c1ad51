import { errorsNamed, grantsRefused } from './error-names.js';
import { isObject, type Mend } from './token-answer.js';

/** Errors are objects, each with a number. */
const numbered: Mend = ({ error, ...members }) => {
  if (!isObject(error)) return { ...members, error };
  const { code, type, message } = error as { code?: number; type?: string; message?: string };
  return { ...members, error: String(code ?? type ?? 'unknown_error'), error_description: message };
};

const used = /* @__PURE__ */ grantsRefused(
  'This authorization code has been used',
  'This authorization code has expired',
);

const named = /* @__PURE__ */ errorsNamed({ 190: 'invalid_grant' });

/**
 * The errors of Meta's Graph API: 190 is a token that has expired or was taken back, and of a code only the words tell that it is
 * used up. https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
export const graphErrors: Mend = (members) => used(named(numbered(members)));
