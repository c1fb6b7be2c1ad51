import type { Token } from '../token-store.js';

/** Milliseconds that a record must be kept for: not one of its tokens is still good after. No clock is asked. */
export function recordLifetimeMs(record: Token, atLeastMs: number): number {
  const { issuedAt, expiresAt, refresh_token_expires_in: common, refresh_expires_in: keycloak } = record;
  const accessMs = Number(expiresAt) - Number(issuedAt);
  return Math.ceil(
    Math.max(atLeastMs, ...[accessMs, 1000 * Number(common), 1000 * Number(keycloak)].filter(isLifetime)),
  );
}

/** Beyond it, Redis could not add it to its clock. */
const longestMs = 2 ** 52;

function isLifetime(ms: number): boolean {
  return ms > 0 && ms < longestMs;
}
