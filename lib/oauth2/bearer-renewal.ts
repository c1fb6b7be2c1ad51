import { isAxiosError, type AxiosResponse } from 'axios';
import {
  ConfigurationError,
  HookError,
  InvalidGrantError,
  isOAuthError,
  TokenEndpointBusyError,
  TokenEndpointError,
  type OAuthError,
} from '../errors.js';
import { Events } from '../events.js';
import type { MaybePromise } from '../maybe-promise.js';
import { assertKnownOptions, milliseconds, requiredText, timeLimit, wholeText } from '../options.js';
import { plainHeaders } from '../server-calls/plain-headers.js';
import { retryAfterMs } from '../server-calls/retry-after.js';
import type { AuthScheme, OutgoingRequest } from '../scheme.js';
import { MemoryTokenStore } from '../stores/memory.js';
import { checkedStore, type OAuth2Token, type TokenStore } from '../token-store.js';
import { renewalAnswer } from '../renewal/answer.js';
import { RequestReport } from '../accounts/request-report.js';
import { reportTo, tokenEventNames, type TokenEvents } from '../accounts/token-events.js';
import { placementOf, type TokenPlacement } from './placement.js';
import { carriedBy, TokenScheme } from './token-scheme.js';
import { TokenSource } from './token-source.js';
import { checkedRecord, type GivenToken } from './token.js';
import { unreachable } from '../server-calls/unreachable.js';

/** A renewal of your own. */
export interface BearerRenewal {
  /**
   * Gives a new token; `current` is the stored one, undefined when there is none. An axios error of status 400, 401 or 403,
   * or an `InvalidGrantError`, ends the grant when `current` has a refresh token: no further call until a new token is stored.
   */
  renew(current: OAuth2Token | undefined, circumstances: RenewalCircumstances): Promise<GivenToken>;
  /** Default: a new MemoryTokenStore. */
  store?: TokenStore;
  /** Where in the store the token lives. Default: `'bearer'`. */
  key?: string;
  /** Where requests carry the token. Default: `'header'`, the Authorization header. */
  placement?: TokenPlacement;
  /** Seconds before its expiry in which a token is renewed in the background. Default: 60; never more than a quarter of its life. */
  leewaySeconds?: number;
  /** Milliseconds for a renewal with all its tries and waits; more than 0. Default: 30,000. */
  renewalBudgetMs?: number;
}

/** For whom `renew` is called. */
export interface RenewalCircumstances {
  /** The `oauth.account` of the request; undefined for requests that name none. */
  readonly account: string | undefined;
}

/** The token of one account of a {@link RenewingBearer}. */
export class BearerAccount {
  readonly #source: TokenSource;
  readonly #account: string;

  /** @internal */
  constructor(source: TokenSource, account: string) {
    this.#source = source;
    this.#account = account;
  }

  /** The stored token; never renews. */
  async token(): Promise<OAuth2Token | undefined> {
    return this.#source.stored(this.#account);
  }

  /** Stores the token of a login: requests use it from now on. */
  async setToken(token: GivenToken): Promise<void> {
    await this.#source.set(this.#account, checkedRecord(token));
  }

  /** Forgets the token: a log-out. A renewal under way will be dropped. */
  async forget(): Promise<void> {
    await this.#source.delete(this.#account);
  }
}

/** What requests without `oauth.account` are kept under. */
const noAccount = 'default';

/** A bearer scheme that renews its token as you say; see `bearer()`. */
export class RenewingBearer implements AuthScheme {
  readonly #source: TokenSource;
  readonly #scheme: TokenScheme;
  readonly #events = new Events<TokenEvents>(tokenEventNames);
  readonly #requests = new RequestReport(this.#events, carriedBy);

  constructor(options: BearerRenewal) {
    assertKnownOptions(options, ['renew', 'store', 'key', 'placement', 'leewaySeconds', 'renewalBudgetMs']);
    const { key = 'bearer' } = options;
    if (typeof options.renew !== 'function')
      throw new ConfigurationError('renew', 'is a function that gives a new token.');
    this.#source = new TokenSource({
      store: options.store === undefined ? new MemoryTokenStore() : checkedStore(options.store),
      keyPrefix: `${wholeText(key, 'key')}/`,
      automatic: true,
      startsFromNothing: true,
      needsRefreshToken: false,
      leewayMs: milliseconds(options.leewaySeconds, 'leewaySeconds', 60_000, 1000),
      budgetMs: timeLimit(options.renewalBudgetMs, 'renewalBudgetMs', 30_000),
      renew: (account, current) => renewalAnswer(tryOnce(options, account, current), hasGrant(current)),
      report: reportTo(this.#events),
    });
    this.#scheme = new TokenScheme(this.#source, noAccount, { place: placementOf(options.placement, 'placement') });
  }

  /** The token of an account; requests choose theirs by `oauth: { account: name }`. */
  account(name: string): BearerAccount {
    return new BearerAccount(this.#source, requiredText(name, 'account', 'the name of an account'));
  }

  /**
   * Every account that has a token in the store, in no order; `'default'` is that of requests that name none. A store with
   * `keys` is needed.
   *
   * @throws `ConfigurationError` that names a store which cannot list. `TokenStoreError`.
   */
  accounts(): AsyncGenerator<string, void, undefined> {
    return this.#source.accounts();
  }

  /** The stored token; never renews. */
  async token(): Promise<OAuth2Token | undefined> {
    return this.#source.stored(noAccount);
  }

  /** Stores the token of a login: requests use it from now on. */
  async setToken(token: GivenToken): Promise<void> {
    await this.#source.set(noAccount, checkedRecord(token));
  }

  /** Forgets the token: a log-out. A renewal under way will be dropped. */
  async forget(): Promise<void> {
    await this.#source.delete(noAccount);
  }

  /** Listens to an event; gives back its undo. */
  on<Name extends keyof TokenEvents>(name: Name, listener: (event: TokenEvents[Name]) => void): () => void {
    return this.#events.on(name, listener);
  }

  /** @internal The change feed of the store is open as long as it is attached somewhere. */
  attached(): () => void {
    return this.#source.use();
  }

  authorize(request: OutgoingRequest): MaybePromise<void> {
    return this.#requests.authorize(this.#scheme, request);
  }

  answerChallenge(response: AxiosResponse, request: OutgoingRequest): MaybePromise<boolean> {
    return this.#scheme.answerChallenge(response, request);
  }

  replayed(response: AxiosResponse, request: OutgoingRequest): void {
    this.#requests.replayed(response, request);
  }

  explainRefusal(response: AxiosResponse, request: OutgoingRequest): MaybePromise<OAuthError | undefined> {
    return this.#scheme.explainRefusal(response, request);
  }
}

async function tryOnce(
  options: BearerRenewal,
  account: string,
  current: OAuth2Token | undefined,
): Promise<OAuth2Token> {
  const askedAtMs = Date.now();
  let given: GivenToken;
  try {
    given = await options.renew(current, { account: account === noAccount ? undefined : account });
  } catch (error) {
    throw failureOf(error, account, current);
  }
  return checkedRecord(given, { askedAtMs, previous: current });
}

/** Of which there is a last word; what is got without one may be got again. */
function hasGrant(current: OAuth2Token | undefined): boolean {
  return current?.refresh_token !== undefined;
}

/** What a failed call of one's own endpoint means for the next one. */
function failureOf(error: unknown, account: string, current: OAuth2Token | undefined): OAuthError {
  if (isOAuthError(error)) return error;
  if (!isAxiosError(error)) return new HookError('renew', { cause: error });
  const { response } = error;
  if (!response) return unreachable(error);
  const { status } = response;
  if (hasGrant(current) && [400, 401, 403].includes(status)) {
    return new InvalidGrantError(account, undefined, { cause: error });
  }
  if ([408, 429, 503].includes(status)) {
    return new TokenEndpointBusyError(status, retryAfterMs(plainHeaders(response.headers), Date.now()));
  }
  return new TokenEndpointError(status, { error: `http_${String(status)}` });
}
