import { ConfigurationError } from '../errors.js';
import { newRevision, type OAuth2Token, type RefusedGrant } from '../token-store.js';

/** A token as a server, or a renewal of one's own, gives it. Further members are kept with it. */
export interface GivenToken {
  readonly access_token: string;
  readonly token_type?: string;
  readonly refresh_token?: string;
  readonly scope?: string;
  readonly id_token?: string;
  /** Lifetime in seconds, counted from when the token was asked for (RFC 6749 §5.1). */
  readonly expires_in?: number;
  /** Milliseconds since the epoch; wins over `expires_in`. */
  readonly expiresAt?: number;
}

/** Past its expiry: it would be refused. Without a known expiry a token is used until it is refused (RFC 6749 §5.1). */
export function mustRenew({ expiresAt }: OAuth2Token, nowMs: number): boolean {
  return expiresAt !== undefined && nowMs >= expiresAt;
}

/** Good, but not for long: time to renew it in the background. Never more than the last quarter of its lifetime. */
export function shouldRenew({ expiresAt, issuedAt }: OAuth2Token, nowMs: number, leewayMs: number): boolean {
  if (expiresAt === undefined) return false;
  return nowMs >= expiresAt - Math.min(leewayMs, (expiresAt - (issuedAt ?? expiresAt - leewayMs * 4)) / 4);
}

/** What can go into a header as it is: axios would silently alter anything else (RFC 6749 appendix A.12, without the space). */
export function isSendable(accessToken: string): boolean {
  return /^[\x21-\x7e]+$/.test(accessToken);
}

/**
 * The record to store. What a renewal does not mention stays as it was: refresh token, scope, ID token (RFC 6749 §6).
 *
 * @param askedAtMs - When the token was asked for, in milliseconds since the epoch: its lifetime counts from there.
 */
export function tokenRecord(given: GivenToken, askedAtMs: number, previous?: OAuth2Token): OAuth2Token {
  const { access_token, expires_in: lifetime, expiresAt = expiry(lifetime, askedAtMs), ...members } = given;
  const { issuedAt: _issued, expiresAt: _expires, refusedGrant: _refused, ...kept } = previous ?? {};
  return Object.freeze({
    token_type: 'Bearer',
    ...kept,
    ...said(members),
    access_token,
    issuedAt: askedAtMs,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    revision: newRevision(),
  });
}

/** A member that is there without a value says nothing: `refresh_token: data.refreshToken` must not lose the one that is kept. */
function said(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));
}

/**
 * The record of a token that the app gives.
 *
 * @throws {@link ConfigurationError} for a token that no header could carry.
 */
export function checkedRecord(given: GivenToken, askedAtMs = Date.now(), previous?: OAuth2Token): OAuth2Token {
  const accessToken: unknown = given?.access_token;
  if (typeof accessToken === 'string' && isSendable(accessToken)) return tokenRecord(given, askedAtMs, previous);
  throw new ConfigurationError('access_token', 'is missing, or has characters that no header can carry.');
}

/** The same token, with the server's final word on its grant. */
export function refusedRecord(token: OAuth2Token, words: Omit<RefusedGrant, 'revision'>): OAuth2Token {
  return Object.freeze({ ...token, refusedGrant: { revision: token.revision, ...words }, revision: newRevision() });
}

const latestDateMs = 8.64e15;

/** 0 and less say nothing that could be used: such a token is used until it is refused, not renewed for each request. */
function expiry(lifetimeSeconds: number | undefined, askedAtMs: number): number | undefined {
  if (lifetimeSeconds === undefined || !(lifetimeSeconds > 0)) return undefined;
  return Math.min(askedAtMs + lifetimeSeconds * 1000, latestDateMs);
}
