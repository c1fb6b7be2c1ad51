import { ConfigurationError } from '../errors/configuration-error.js';

/** From when until when a token is good, in milliseconds since the epoch. */
interface Lifetime {
  readonly issuedAt?: number;
  readonly expiresAt?: number;
}

/** Past its expiry: it would be refused. Without a known expiry a token is used until it is refused (RFC 6749 §5.1). */
export function mustRenew({ expiresAt }: Lifetime, nowMs: number): boolean {
  return expiresAt !== undefined && nowMs >= expiresAt;
}

/** Good, but not for long: time to renew it in the background. Never more than the last quarter of its lifetime. */
export function shouldRenew({ expiresAt, issuedAt }: Lifetime, nowMs: number, leewayMs: number): boolean {
  if (expiresAt === undefined) return false;
  return nowMs >= expiresAt - Math.min(leewayMs, (expiresAt - (issuedAt ?? expiresAt - leewayMs * 4)) / 4);
}

const latestDateMs = 8.64e15;

/**
 * An expiry that the app gives. For one that never comes, JSON has no word: it is as late as can be.
 *
 * @throws {@link ConfigurationError}
 */
export function givenExpiry(expiresAt: unknown): number {
  if (typeof expiresAt === 'number' && !Number.isNaN(expiresAt)) return Math.min(expiresAt, latestDateMs);
  throw new ConfigurationError('expiresAt', 'is a number of milliseconds since the epoch.');
}

/**
 * Milliseconds since the epoch. 0 and less say nothing that could be used: such a token is used until it is refused, not renewed for each
 * request.
 */
export function expiry(lifetimeSeconds: number | undefined, askedAtMs: number): number | undefined {
  if (lifetimeSeconds === undefined || !(lifetimeSeconds > 0)) return undefined;
  return Math.min(askedAtMs + lifetimeSeconds * 1000, latestDateMs);
}
