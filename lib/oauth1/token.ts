import { ConfigurationError } from '../errors/configuration-error.js';
import { expiry, givenExpiry } from '../server-calls/lifetime.js';
import { newRevision, type OAuth1Token } from '../token-store.js';

/** Token credentials as a server gives them, or an app that holds them already. Further members are kept with them. */
export interface GivenOAuth1Token {
  /** What the service calls access token. */
  readonly oauth_token: string;
  /** What came with it; empty, if the service gave none. */
  readonly oauth_token_secret: string;
  /** What a token that expires is renewed with (OAuth Session extension). */
  readonly oauth_session_handle?: string;
  /** Lifetime in seconds, counted from when the token was asked for (OAuth Session extension). */
  readonly oauth_expires_in?: number | string;
  /** Seconds for which it can be renewed. */
  readonly oauth_authorization_expires_in?: number | string;
  /** Milliseconds since the epoch; wins over `oauth_expires_in`. */
  readonly expiresAt?: number;
  readonly [extra: string]: unknown;
}

/**
 * The record to store. What a renewal does not mention stays as it was: the session handle, and what came beside it.
 *
 * @param askedAtMs - When the token was asked for, in milliseconds since the epoch: its lifetime counts from there.
 */
export function tokenRecord(given: GivenOAuth1Token, askedAtMs: number, previous?: OAuth1Token): OAuth1Token {
  const { oauth_expires_in: lifetime, oauth_authorization_expires_in: renewableFor, ...members } = given;
  const { issuedAt: _issued, expiresAt: _expires, refusedGrant: _refused, ...kept } = previous ?? {};
  return Object.freeze({
    ...kept,
    ...timeOf('expiresAt', lifetime, askedAtMs),
    ...timeOf('authorizationExpiresAt', renewableFor, askedAtMs),
    ...said(members),
    oauth_token: given.oauth_token,
    oauth_token_secret: given.oauth_token_secret,
    issuedAt: askedAtMs,
    revision: newRevision(),
  });
}

/**
 * The record of a token that the app gives.
 *
 * @throws {@link ConfigurationError}
 */
export function checkedRecord(given: GivenOAuth1Token): OAuth1Token {
  const { oauth_token: token, oauth_token_secret: secret } = (given ?? {}) as Partial<Record<string, unknown>>;
  if (typeof token !== 'string' || token === '') throw new ConfigurationError('oauth_token', 'is missing, or no text.');
  if (typeof secret !== 'string') throw new ConfigurationError('oauth_token_secret', 'is missing, or no text.');
  const { expiresAt, oauth_session_handle: handle } = given as Partial<Record<string, unknown>>;
  if (typeof (handle ?? '') !== 'string') throw new ConfigurationError('oauth_session_handle', 'is no text.');
  const isSaid = expiresAt !== undefined && expiresAt !== null;
  return tokenRecord(isSaid ? { ...given, expiresAt: givenExpiry(expiresAt) } : given, Date.now());
}

function timeOf(name: string, seconds: number | string | undefined, askedAtMs: number): Record<string, number> {
  const at = seconds === undefined ? undefined : expiry(Number(seconds), askedAtMs);
  return at === undefined ? {} : { [name]: at };
}

/** A member that is there without a value says nothing; nor does a session handle that cannot be sent. */
function said(members: object): object {
  return Object.fromEntries(
    Object.entries(members).filter(([name, value]) =>
      name === 'oauth_session_handle'
        ? typeof value === 'string' && value !== ''
        : value !== undefined && value !== null,
    ),
  );
}
