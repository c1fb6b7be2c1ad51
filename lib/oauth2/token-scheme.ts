import type { AxiosResponse } from 'axios';
import { accountOf } from '../accounts/named-account.js';
import { TokenTypeError, type OAuthError } from '../errors.js';
import { isPromise, type MaybePromise } from '../maybe-promise.js';
import type { AuthScheme, OutgoingRequest } from '../scheme.js';
import type { OAuth2Token } from '../token-store.js';
import { inAuthorizationHeader, type PlaceToken } from './challenge/authorization-header.js';
import type { RequestHooks } from './request-hooks.js';
import { isRefusal, refusalOf } from './challenge/refusal.js';
import type { TokenSource } from './token-source.js';
import { notForRequests } from './token.js';

/** What a request carries, and how many renewals had failed before it was sent. */
export interface Carried {
  readonly account: string;
  readonly token: OAuth2Token;
  readonly failuresSeen: number;
}

/** What {@link TokenScheme} left on a request. */
export function carriedBy(credential: unknown): Carried {
  return credential as Carried;
}

/** What only sessions have. */
interface TokenSchemeOptions {
  readonly hooks?: RequestHooks;
  readonly place?: PlaceToken;
}

/** Puts the token of the request's account on it, and renews it when the API refuses it (RFC 6750). */
export class TokenScheme implements AuthScheme {
  readonly #source: TokenSource;
  readonly #account: string;
  readonly #hooks: RequestHooks | undefined;
  readonly #place: PlaceToken;

  constructor(source: TokenSource, account: string, { hooks, place = inAuthorizationHeader }: TokenSchemeOptions = {}) {
    this.#source = source;
    this.#account = account;
    this.#hooks = hooks;
    this.#place = place;
  }

  authorize(request: OutgoingRequest): MaybePromise<void> {
    const renewed = request.credential as Carried | undefined;
    if (renewed) return this.#carry(request, renewed);
    const account = accountOf(request.options) ?? this.#account;
    const failuresSeen = this.#source.failures;
    const token = this.#source.usable(account);
    if (!isPromise(token)) return this.#carry(request, { account, token, failuresSeen });
    return token.then((waitedFor) => this.#carry(request, { account, token: waitedFor, failuresSeen }));
  }

  answerChallenge(response: AxiosResponse, request: OutgoingRequest): MaybePromise<boolean> {
    if (isRefusal(response)) return this.#renewed(request);
    const expired = this.#hooks?.saysExpired(response) ?? false;
    return isPromise(expired) ? expired.then((is) => is && this.#renewed(request)) : expired && this.#renewed(request);
  }

  explainRefusal(response: AxiosResponse, request: OutgoingRequest): MaybePromise<OAuthError | undefined> {
    return refusalOf(response, carriedBy(request.credential));
  }

  #carry(request: OutgoingRequest, carried: Carried): MaybePromise<void> {
    if (carried.token.token_type === notForRequests) throw new TokenTypeError(notForRequests);
    request.credential = carried;
    const placed = this.#place(request, carried.token.access_token, schemeOf(carried.token));
    if (isPromise(placed)) return placed.then(() => this.#hooks?.change(request));
    return this.#hooks?.change(request);
  }

  async #renewed(request: OutgoingRequest): Promise<boolean> {
    const { account, token, failuresSeen } = carriedBy(request.credential);
    const next = await this.#source.insteadOf(account, token, failuresSeen);
    if (!next) return false;
    request.credential = { account, token: next, failuresSeen };
    return true;
  }
}

/** A bound token never goes as Bearer (RFC 9449 §7.1). */
function schemeOf({ token_type: type }: OAuth2Token): string {
  return type.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer';
}
