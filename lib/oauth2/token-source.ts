import {
  InvalidGrantError,
  TokenExpiredError,
  TokenMissingError,
  TokenStoreError,
  type OAuthError,
} from '../errors.js';
import { isPromise, type MaybePromise } from '../maybe-promise.js';
import { platform as realPlatform, type Platform } from '../platform.js';
import { Renewal, type RenewalAnswer, type RenewalReport, type RenewalRules } from '../renewal.js';
import type { RecordStore } from '../shared-records.js';
import type { OAuth2Token, TokenStore } from '../token-store.js';
import { mustRenew, refusedRecord, shouldRenew } from './token.js';

/** Where the tokens of one client come from, and how they are renewed. */
export interface TokenSourceOptions {
  readonly store: TokenStore;
  /** The key of an account's record begins with it. */
  readonly keyPrefix: string;
  /** `false`: an expired token is the caller's affair. */
  readonly automatic: boolean;
  /** Whether a token can be had without an earlier one. */
  readonly startsFromNothing: boolean;
  /** Whether only a refresh token makes a renewal possible. */
  readonly needsRefreshToken: boolean;
  /** Milliseconds before the expiry in which a token is renewed in the background. */
  readonly leewayMs: number;
  /** Milliseconds for one renewal with all its tries. */
  readonly budgetMs: number;
  renew(account: string, current: OAuth2Token | undefined, timeLeftMs: number): Promise<RenewalAnswer<OAuth2Token>>;
  readonly report: TokenReport;
  /** Default: the real clocks and timers. */
  readonly platform?: Platform;
}

/** What happens to the tokens of an account. */
export interface TokenReport {
  tokenUpdated(account: string, token: OAuth2Token): void;
  renewalFailed(account: string, error: OAuthError): void;
  storeFailed(account: string, error: TokenStoreError): void;
}

/** Gives the token of an account: the stored one, or a renewed one. One renewal at a time for each account. */
export class TokenSource {
  readonly #options: TokenSourceOptions;
  readonly #platform: Platform;
  readonly #renewal: Renewal<OAuth2Token>;
  #lastAccount: string | undefined;
  #lastKey = '';

  constructor(options: TokenSourceOptions) {
    this.#options = options;
    this.#platform = options.platform ?? realPlatform;
    // The records under our keys are ours; `usable` refuses whatever else is found there.
    this.#renewal = new Renewal(options.store as RecordStore<OAuth2Token>, this.#rules(), this.#platform);
  }

  /** Failed renewals so far: a request that was sent before a failure shares it. */
  get failures(): number {
    return this.#renewal.failures;
  }

  /** The token for a request; no promise when it is fresh and the store answers without one. */
  usable(account: string): MaybePromise<OAuth2Token> {
    const { failures } = this; // a renewal that fails while the store is read is this request's too
    const stored = this.stored(account);
    return isPromise(stored)
      ? stored.then((token) => this.#usableOf(account, token, failures))
      : this.#usableOf(account, stored, failures);
  }

  /** The stored token, whatever its age. Never renews. */
  stored(account: string): MaybePromise<OAuth2Token | undefined> {
    const key = this.#keyOf(account);
    const stored = this.#renewal.current(key);
    return isPromise(stored) ? stored.then((token) => checked(key, token)) : checked(key, stored);
  }

  /**
   * A token in place of one that the API refused; undefined when there is no way to have one.
   *
   * @throws every error of a renewal.
   */
  async insteadOf(account: string, refused: OAuth2Token, failuresSeen: number): Promise<OAuth2Token | undefined> {
    const stored = await this.stored(account);
    const newer =
      stored &&
      stored.revision !== refused.revision &&
      !stored.refusedGrant &&
      !mustRenew(stored, this.#platform.wallMs());
    if (newer) return stored;
    const obstacle = this.#obstacle(account, stored);
    if (obstacle instanceof InvalidGrantError) throw obstacle;
    if (obstacle || !this.#options.automatic) return undefined;
    return this.#renewal.renewed(this.#keyOf(account), { newerThan: refused.revision, failuresSeen });
  }

  /** Renews now, whatever the age of the token. */
  async renew(account: string): Promise<OAuth2Token> {
    const stored = await this.stored(account);
    const obstacle = this.#obstacle(account, stored);
    if (obstacle) throw obstacle;
    return this.#renewal.renewed(this.#keyOf(account), { newerThan: stored?.revision });
  }

  /** Stores a token of a login, over whatever is there. */
  async set(account: string, token: OAuth2Token): Promise<void> {
    await this.#renewal.records.set(this.#keyOf(account), token);
  }

  async delete(account: string): Promise<void> {
    await this.#renewal.records.delete(this.#keyOf(account));
  }

  #usableOf(account: string, token: OAuth2Token | undefined, failuresSeen: number): MaybePromise<OAuth2Token> {
    if (!token) return this.#first(account, failuresSeen);
    if (token.expiresAt === undefined) return token;
    const now = this.#platform.wallMs();
    if (mustRenew(token, now)) return this.#inPlaceOfExpired(account, token, failuresSeen);
    if (this.#options.automatic && shouldRenew(token, now, this.#options.leewayMs)) {
      this.#renewal.renewInBackground(this.#keyOf(account), token);
    }
    return token;
  }

  #first(account: string, failuresSeen: number): Promise<OAuth2Token> {
    if (!this.#options.startsFromNothing) throw new TokenMissingError(account);
    return this.#renewal.renewed(this.#keyOf(account), { failuresSeen });
  }

  #inPlaceOfExpired(account: string, token: OAuth2Token, failuresSeen: number): Promise<OAuth2Token> {
    const obstacle = this.#obstacle(account, token);
    if (obstacle) throw obstacle;
    if (!this.#options.automatic) throw new TokenExpiredError(account, true);
    return this.#renewal.renewed(this.#keyOf(account), { failuresSeen });
  }

  #obstacle(account: string, token: OAuth2Token | undefined): OAuthError | undefined {
    if (!token) return this.#options.startsFromNothing ? undefined : new TokenMissingError(account);
    if (token.refusedGrant) return new InvalidGrantError(account, wordsOf(token.refusedGrant));
    if (token.refresh_token !== undefined || !this.#options.needsRefreshToken) return undefined;
    return new TokenExpiredError(account, false);
  }

  #keyOf(account: string): string {
    if (account !== this.#lastAccount) {
      this.#lastKey = this.#options.keyPrefix + encodeURIComponent(account);
      this.#lastAccount = account;
    }
    return this.#lastKey;
  }

  #accountOf(key: string): string {
    return decodeURIComponent(key.slice(this.#options.keyPrefix.length));
  }

  #rules(): RenewalRules<OAuth2Token> {
    const options = this.#options;
    return {
      budgetMs: options.budgetMs,
      renew: (key, current, timeLeftMs) => options.renew(this.#accountOf(key), current, timeLeftMs),
      mustRenew: (token) => mustRenew(token, this.#platform.wallMs()),
      obstacle: (key, current) => this.#obstacle(this.#accountOf(key), current),
      refused: (current, error) => refusedRecord(current, wordsOf(error)),
      refusedRevision: (token) => token.refusedGrant?.revision,
      report: this.#report(),
    };
  }

  #report(): RenewalReport<OAuth2Token> {
    const { report } = this.#options;
    return {
      renewed: (key, token) => {
        report.tokenUpdated(this.#accountOf(key), token);
      },
      failed: (key, error) => {
        report.renewalFailed(this.#accountOf(key), error);
      },
      storeFailed: (key, error) => {
        report.storeFailed(this.#accountOf(key), error);
      },
    };
  }
}

/** Another kind of record under our key is a set-up error, or a damaged store: said before anything is sent. */
function checked(key: string, token: OAuth2Token | undefined): OAuth2Token | undefined {
  if (token === undefined || typeof token.access_token === 'string') return token;
  throw new TokenStoreError('get', key, { cause: new TypeError('The record is no OAuth 2 token.') });
}

function wordsOf(from: object): { error_description?: string; error_uri?: string } {
  const { error_description: description, error_uri: uri } = from as { error_description?: string; error_uri?: string };
  return {
    ...(description === undefined ? {} : { error_description: description }),
    ...(uri === undefined ? {} : { error_uri: uri }),
  };
}
