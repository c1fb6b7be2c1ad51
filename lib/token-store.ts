import { ConfigurationError } from './errors/configuration-error.js';
import type { MaybePromise } from './maybe-promise.js';

/** What every stored record has. */
export interface Revisioned {
  /** Drawn anew at each write. Two records are the same exactly if their revisions are: no clock and no token string decides. */
  readonly revision: string;
}

/** An OAuth 2 token as kept in a store. Plain JSON; members in the RFC's own spelling are the server's, camelCase ones ours. */
export interface OAuth2Token extends Revisioned {
  /** What requests carry. */
  readonly access_token: string;
  /** `Bearer`, as the server sent it, in whatever case (RFC 6749 §7.1), or `DPoP`. */
  readonly token_type: string;
  /** What the next token is asked for with. */
  readonly refresh_token?: string;
  /** What was granted, as the server writes it. */
  readonly scope?: string;
  /** What the person granted, where a refresh asked for less (RFC 6749 §6). */
  readonly grantedScope?: string;
  /** A JWT that says who logged in (OpenID Connect Core §2). */
  readonly id_token?: string;
  /** Milliseconds since the epoch when the token was asked for. */
  readonly issuedAt?: number;
  /** Milliseconds since the epoch when the token stops being valid. Absent: the server did not say. */
  readonly expiresAt?: number;
  /** The private key that a DPoP token is bound to, as a JWK (RFC 9449); see `dpop()`. Ours, never the server's. */
  readonly dpopKey?: DpopKey;
  /** The resources that the token was asked for (RFC 8707): named again at each refresh. */
  readonly resources?: readonly string[];
  /** Set when the server refused this token's grant for good: no renewal is tried until a new token is stored. */
  readonly refusedGrant?: RefusedGrant;
  /** Whatever else the server sent. */
  readonly [extra: string]: unknown;
}

/** A private key of the curve P-256 as a JWK (RFC 7517 §4, RFC 7518 §6.2). As secret as the token that is bound to it. */
export interface DpopKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

/** The server's final word on a grant, kept beside the token so that no process asks again. */
export interface RefusedGrant {
  /** The revision of the record whose refresh token was refused. */
  readonly revision: string;
  /** Where it is not `invalid_grant`: the `oauth_problem` of OAuth 1. */
  readonly error?: string;
  readonly error_description?: string;
  readonly error_uri?: string;
}

/** OAuth 1 token credentials (RFC 5849 §1.1). */
export interface OAuth1Token extends Revisioned {
  /** What requests carry; OAuth 1.0a calls it access token. */
  readonly oauth_token: string;
  /** What requests are signed with, beside the client's own secret. Never sent, but by PLAINTEXT. */
  readonly oauth_token_secret: string;
  /** What token credentials that expire are renewed with (OAuth Session extension). */
  readonly oauth_session_handle?: string;
  /** Milliseconds since the epoch when the token was asked for. */
  readonly issuedAt?: number;
  /** Milliseconds since the epoch, for services whose token credentials expire. */
  readonly expiresAt?: number;
  /** Milliseconds since the epoch until when they can be renewed. For your information: the server decides. */
  readonly authorizationExpiresAt?: number;
  /** The private key that a DPoP token is bound to, as a JWK (RFC 9449); see `dpop()`. Ours, never the server's. */
  readonly dpopKey?: DpopKey;
  /** Set when the server refused this token's session handle for good: no renewal is tried until a new token is stored. */
  readonly refusedGrant?: RefusedGrant;
  /** Whatever else the server sent, as `user_id`. */
  readonly [extra: string]: unknown;
}

/** What a store keeps. It need not look inside, but for the `revision`. */
export type Token = OAuth2Token | OAuth1Token;

/**
 * Where tokens live. Write `get`, `set`, `delete` and you have a store; freshness, ordering and renewal are not its business.
 * With `replace` and `withLock` it can be shared between processes.
 */
export interface TokenStore {
  /** `undefined` when there is none. Answer without a promise if you can: then it is asked for each request, and costs no await. */
  get(key: string): MaybePromise<Token | undefined>;
  /** Resolves once the token is durable. */
  set(key: string, token: Token): MaybePromise<void>;
  /** Of one that is not there: nothing happens. */
  delete(key: string): MaybePromise<void>;
  /**
   * Compare-and-set: writes `next` and resolves to true only if the stored record still has the revision `expected`
   * (`undefined`: only if there is none); otherwise it changes nothing and resolves to false. It keeps a late renewal from
   * overwriting a new login, or from bringing back what was forgotten. Without it, `get` and `set` inside the lock stand in.
   */
  replace?(key: string, expected: string | undefined, next: Token): MaybePromise<boolean>;
  /**
   * Runs `work` while no other holder of the same key runs. Callback form, so that a lock cannot be forgotten.
   * Rejects when `waitMs` milliseconds pass before the lock is had. Without it renewals are shared inside the process only.
   */
  withLock?<T>(key: string, work: () => Promise<T>, options: { waitMs: number }): Promise<T>;
  /**
   * Tells of changes: `changed` is called with the key of each record that was written or deleted elsewhere (another process,
   * another tab, another object on the same storage; one's own writes do no harm). Returns its own undo, after which no
   * socket, timer or listener of it stays and nothing more is told.
   *
   * `live(true)` says: from now on no change is missed; only then are copies trusted beyond {@link TokenStore.copyAgeMs}.
   * `live(false)`: changes may be missed (a connection broke); until it is live again, it is asked as if it told nothing. A feed
   * that cannot know never calls it. Call it only once the subscription is confirmed, and again after each reconnection.
   *
   * It is called for stores whose `get` gives promises, when a request has read while a scheme on this store is attached, and
   * undone when the last one is detached.
   */
  subscribe?(changed: (key: string) => void, live?: (isLive: boolean) => void): () => void;
  /**
   * For a `get` that gives promises: milliseconds that requests may use a fresh token without asking again. What another
   * process does is seen that much later: a log-out is followed by requests for that long, a renewal costs one 401 at most. An
   * expired or refused token is always read anew. With a live feed it is a minute. Half way there the next request has the store read,
   * without waiting for it. Keep it below the life of tokens whose expiry the
   * server does not tell: else the copy and the stored one may both be refused. Default: 1000; 0: every request reads.
   */
  readonly copyAgeMs?: number | undefined;
  /** Every key that has a token, in no order: for listing accounts and forgetting them. */
  keys?(): Iterable<string> | AsyncIterable<string>;
}

/** @throws {@link ConfigurationError} for what is no store. */
export function checkedStore(store: TokenStore): TokenStore {
  const verbs = ['get', 'set', 'delete', 'replace', 'withLock', 'subscribe', 'keys'] as const;
  const missing = verbs.find(
    (verb, at) => typeof store?.[verb] !== 'function' && (at < 3 || store[verb] !== undefined),
  );
  if (missing === undefined) return store;
  throw new ConfigurationError('store', `its ${missing} is no function; a store has get, set and delete.`);
}

/** A revision: 128 random bits. */
export function newRevision(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
