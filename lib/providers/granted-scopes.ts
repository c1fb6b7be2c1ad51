import type { Mend } from './token-answer.js';

/** What was granted is called `scopes`, where RFC 6749 §5.1 has `scope`. */
export const grantedScopes: Mend = ({ scopes, ...members }) =>
  scopes === undefined ? members : { ...members, scope: scopes };
