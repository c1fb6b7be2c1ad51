import { ConfigurationError, TokenTypeError } from '../errors.js';
import { expiry, givenExpiry } from '../server-calls/lifetime.js';
import { newRevision, type DpopKey, type OAuth2Token } from '../token-store.js';

/** A token as a server, or a renewal of one's own, gives it. Further members are kept with it. */
export interface GivenToken {
  /** What requests carry. */
  readonly access_token: string;
  /** Default: `'Bearer'`. */
  readonly token_type?: string;
  /** What the next token is asked for with. Without one nothing is renewed, unless the session has a `grant`. */
  readonly refresh_token?: string;
  /** What was granted, as the server writes it. */
  readonly scope?: string;
  /** A JWT that says who logged in; checked where the session has `openIdConnect()`, else kept as it is. */
  readonly id_token?: string;
  /** The resources that it was asked for (RFC 8707): named again at each refresh. */
  readonly resources?: readonly string[];
  /** Lifetime in seconds, counted from when the token was asked for (RFC 6749 §5.1). */
  readonly expires_in?: number;
  /** The private key that a token of type `DPoP` is bound to. */
  readonly dpopKey?: DpopKey;
  /** Milliseconds since the epoch; wins over `expires_in`. */
  readonly expiresAt?: number;
}

/** The `token_type` of a token that is no access token (RFC 8693 §2.2.1). */
export const notForRequests = 'N_A';

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
  const {
    issuedAt: _issued,
    expiresAt: _expires,
    refusedGrant: _refused,
    grantedScope: _granted,
    ...kept
  } = previous ?? {};
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
  return Object.fromEntries(Object.entries(members).filter(([, value]) => isSaid(value)));
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** When a token of the app's own was asked for, what was there before, and whether it may be bound to a key. */
interface Giving {
  readonly askedAtMs?: number;
  readonly previous?: OAuth2Token | undefined;
  readonly mayBeBound?: boolean;
}

/**
 * The record of a token that the app gives.
 *
 * @throws {@link ConfigurationError} for a token that no header could carry, or whose expiry is not understood;
 * {@link TokenTypeError} for one that is sent in another way (RFC 6749 §7.1).
 */
export function checkedRecord(
  given: GivenToken,
  { askedAtMs = Date.now(), previous, mayBeBound = false }: Giving = {},
): OAuth2Token {
  const accessToken: unknown = given?.access_token;
  if (typeof accessToken !== 'string' || !isSendable(accessToken))
    throw new ConfigurationError('access_token', 'is missing, or has characters that no header can carry.');
  const { token_type: type } = given;
  const known = ['bearer', notForRequests.toLowerCase(), ...(mayBeBound ? ['dpop'] : [])];
  if (isSaid(type) && !known.includes(String(type).toLowerCase()))
    throw new TokenTypeError(shownType(String(type), accessToken));
  const { expiresAt: _e, expires_in: _l, ...others } = given;
  return tokenRecord({ ...others, ...checkedExpiry(given) }, askedAtMs, previous);
}

/** What is short holds no piece of a token, unless the token itself is short. */
function shownType(type: string, accessToken: string): string {
  return /^\w{1,7}$/.test(type) && !type.toLowerCase().includes(accessToken.toLowerCase()) ? type : 'unknown';
}

/** A token whose expiry is misread would be used for ever, or never. */
function checkedExpiry(given: object): Pick<GivenToken, 'expiresAt' | 'expires_in'> {
  const { expiresAt, expires_in: lifetime, expires_at: theirs } = given as Readonly<Record<string, unknown>>;
  if (isSaid(expiresAt)) return { expiresAt: givenExpiry(expiresAt) };
  if (isSaid(lifetime)) {
    const seconds = typeof lifetime === 'string' ? Number(lifetime) : lifetime;
    return { expires_in: secondsOf(seconds) };
  }
  if (!isSaid(theirs)) return {};
  throw new ConfigurationError('expires_at', 'is not understood: give expiresAt in milliseconds, or expires_in.');
}

function secondsOf(lifetime: unknown): number {
  if (typeof lifetime === 'number' && !Number.isNaN(lifetime)) return lifetime;
  throw new ConfigurationError('expires_in', 'is a number of seconds.');
}
