import type { Mend } from './token-answer.js';

/** Token types of a service's own, for tokens that are sent as `Bearer` (RFC 6750 §2.1). */
// @__NO_SIDE_EFFECTS__
export function bearerCalled(...names: readonly string[]): Mend {
  return (members) => (names.includes(String(members['token_type'])) ? { ...members, token_type: 'Bearer' } : members);
}
