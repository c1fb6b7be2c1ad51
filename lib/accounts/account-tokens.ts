import {
  InvalidGrantError,
  TokenExpiredError,
  TokenMissingError,
  TokenStoreError,
  type OAuthError,
} from '../errors.js';
import type { TokenReport } from './token-events.js';
import { mustRenew, shouldRenew } from '../server-calls/lifetime.js';
import type { RecordStore } from '../renewal/guarded-store.js';
import { isPromise, type MaybePromise } from '../maybe-promise.js';
import { listedAccounts } from './listed-accounts.js';
import { platform as realPlatform, type Platform } from '../platform.js';
import { Renewal } from '../renewal/renewal.js';
import type { RenewalAnswer, RenewalReport, RenewalRules } from '../renewal/rules.js';
import { newRevision, type RefusedGrant, type Token, type TokenStore } from '../token-store.js';

/** Where the tokens of one client come from, and how they are renewed. */
export interface AccountTokensOptions<T extends Token> {
  readonly store: TokenStore;
  /** The key of an account's record begins with it. */
  readonly keyPrefix: string;
  /** `false`: an expired token is the caller's affair. */
  readonly automatic: boolean;
  /** Whether a token can be had without an earlier one. */
  readonly startsFromNothing: boolean;
  /** The member that every token of this protocol has: tells it from another kind of record. */
  readonly nameOfToken: 'access_token' | 'oauth_token';
  /** The member without which a renewal is not possible, if there is one. */
  readonly renewedWith: 'refresh_token' | 'oauth_session_handle' | undefined;
  /** Milliseconds before the expiry in which a token is renewed in the background. */
  readonly leewayMs: number;
  /** Milliseconds for one renewal with all its tries. */
  readonly budgetMs: number;
  renew(account: string, current: T | undefined, timeLeftMs: number): Promise<RenewalAnswer<T>>;
  readonly report: TokenReport<T>;
  /** Default: the real clocks and timers. */
  readonly platform?: Platform;
}

/** Gives the token of an account: the stored one, or a renewed one. One renewal at a time for each account. */
export class AccountTokens<T extends Token> {
  readonly #options: AccountTokensOptions<T>;
  readonly #platform: Platform;
  readonly #renewal: Renewal<T>;
  #lastAccount: string | undefined;
  #lastKey = '';

  constructor(options: AccountTokensOptions<T>) {
    this.#options = options;
    this.#platform = options.platform ?? realPlatform;
    // The records under our keys are ours; `usable` refuses whatever else is found there.
    this.#renewal = new Renewal(options.store as RecordStore<T>, this.#rules(), this.#platform);
  }

  /** Failed renewals so far: a request that was sent before a failure shares it. */
  get failures(): number {
    return this.#renewal.failures;
  }

  /** The schemes on this store are attached to one instance more; gives back its undo. While there is one, its change feed is open. */
  use(): () => void {
    return this.#renewal.records.share.feed.use();
  }

  /** The token for a request; no promise when it is fresh and the store answers without one, or need not be asked. */
  usable(account: string): MaybePromise<T> {
    const { failures } = this; // a renewal that fails while the store is read is this request's too
    const key = this.#keyOf(account);
    const copy = this.#renewal.copy(key);
    const stored = copy ? this.#checked(key, copy) : this.stored(account);
    return isPromise(stored)
      ? stored.then((token) => this.#usableOf(account, token, failures))
      : this.#usableOf(account, stored, failures);
  }

  /** The stored token, whatever its age. Never renews. */
  stored(account: string): MaybePromise<T | undefined> {
    const key = this.#keyOf(account);
    const stored = this.#renewal.current(key);
    return isPromise(stored) ? stored.then((token) => this.#checked(key, token)) : this.#checked(key, stored);
  }

  /**
   * A token in place of one that the API refused; undefined when there is no way to have one.
   *
   * @throws every error of a renewal.
   */
  async insteadOf(account: string, refused: T, failuresSeen: number): Promise<T | undefined> {
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
  async renew(account: string): Promise<T> {
    const stored = await this.stored(account);
    const obstacle = this.#obstacle(account, stored);
    if (obstacle) throw obstacle;
    return this.#renewal.renewed(this.#keyOf(account), { newerThan: stored?.revision });
  }

  /** Stores a token of a login, over whatever is there. */
  async set(account: string, token: T): Promise<void> {
    await this.#renewal.records.set(this.#keyOf(account), token);
  }

  async delete(account: string): Promise<void> {
    await this.#renewal.records.delete(this.#keyOf(account));
  }

  /** Every account that has a record in the store. */
  accounts(): AsyncGenerator<string, void, undefined> {
    return listedAccounts(this.#options.store, this.#options.keyPrefix);
  }

  /**
   * Does something with the stored token while no renewal of it runs, also in other processes if the store has a lock. What `work`
   * gives takes its place, nothing: it is forgotten. A token that was stored meanwhile stays.
   *
   * @throws `TokenMissingError`, and whatever `work` does.
   */
  async retire(account: string, work: (token: T) => Promise<T | undefined>): Promise<void> {
    const key = this.#keyOf(account);
    const { records } = this.#renewal;
    await records.share.states.get(key)?.flight?.record.catch(() => undefined);
    await records.locked(key, this.#options.budgetMs, async () => {
      const token = this.#checked(key, await records.latest(key));
      if (!token) throw new TokenMissingError(account);
      const left = await work(token);
      if (left) await records.save(key, token.revision, left);
      else if ((await records.latest(key))?.revision === token.revision) await records.delete(key);
    });
  }

  #usableOf(account: string, token: T | undefined, failuresSeen: number): MaybePromise<T> {
    if (!token) return this.#first(account, failuresSeen);
    if (token.expiresAt === undefined) return token;
    const now = this.#platform.wallMs();
    if (mustRenew(token, now)) return this.#inPlaceOfExpired(account, token, failuresSeen);
    if (this.#options.automatic && shouldRenew(token, now, this.#options.leewayMs)) {
      this.#renewal.renewInBackground(this.#keyOf(account), token);
    }
    return token;
  }

  #first(account: string, failuresSeen: number): Promise<T> {
    if (!this.#options.startsFromNothing) throw new TokenMissingError(account);
    return this.#renewal.renewed(this.#keyOf(account), { failuresSeen });
  }

  #inPlaceOfExpired(account: string, token: T, failuresSeen: number): Promise<T> {
    const obstacle = this.#obstacle(account, token);
    if (obstacle) throw obstacle;
    if (!this.#options.automatic) throw new TokenExpiredError(account, true);
    return this.#renewal.renewed(this.#keyOf(account), { failuresSeen });
  }

  #obstacle(account: string, token: T | undefined): OAuthError | undefined {
    if (!token) return this.#options.startsFromNothing ? undefined : new TokenMissingError(account);
    if (token.refusedGrant) return new InvalidGrantError(account, wordsOf(token.refusedGrant));
    const { renewedWith } = this.#options;
    if (renewedWith === undefined || token[renewedWith] !== undefined) return undefined;
    return new TokenExpiredError(account, false, renewedWith);
  }

  /** Another kind of record under our key is a set-up error, or a damaged store: said before anything is sent. */
  #checked(key: string, token: T | undefined): T | undefined {
    if (token === undefined) return token;
    const { nameOfToken } = this.#options;
    const needed = typeof token[nameOfToken] === 'string' ? 'revision' : nameOfToken;
    if (typeof token[needed] === 'string') return token;
    throw new TokenStoreError('get', key, { cause: new TypeError(`The record has no ${needed}.`) });
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

  #rules(): RenewalRules<T> {
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

  #report(): RenewalReport<T> {
    const { report } = this.#options;
    return {
      started: (key, background) => {
        report.renewalStarted(this.#accountOf(key), background);
      },
      finished: (key, token) => {
        report.renewalFinished(this.#accountOf(key), token);
      },
      renewed: (key, token) => {
        report.tokenUpdated(this.#accountOf(key), token);
      },
      stored: (key, token) => {
        if (!token.refusedGrant) report.tokenStored(this.#accountOf(key), token); // else it only says that the grant is over
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

/** The same token, with the server's final word on its grant. */
function refusedRecord<T extends Token>(token: T, words: Words): T {
  return Object.freeze({ ...token, refusedGrant: { revision: token.revision, ...words }, revision: newRevision() });
}

type Words = Omit<RefusedGrant, 'revision'>;

function wordsOf(from: object): Words {
  const { error, error_description: description, error_uri: uri } = from as Words;
  return {
    ...(error === undefined || error === 'invalid_grant' ? {} : { error }),
    ...(description === undefined ? {} : { error_description: description }),
    ...(uri === undefined ? {} : { error_uri: uri }),
  };
}
