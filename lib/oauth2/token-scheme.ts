import type { AxiosResponse } from 'axios';
import { accountOf } from '../axios-config.js';
import { TokenTypeError, type OAuthError } from '../errors.js';
import type { Hooks } from '../hooks.js';
import { isPromise, type MaybePromise } from '../maybe-promise.js';
import type { AuthScheme, OutgoingRequest } from '../scheme.js';
import type { OAuth2Token } from '../token-store.js';
import { inAuthorizationHeader, type PlaceToken } from './challenge/authorization-header.js';
import type { OAuth2Hooks } from './provider.js';
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
  readonly hooks?: Hooks<OAuth2Hooks>;
  readonly place?: PlaceToken;
}

/** Puts the token of the request's account on it, and renews it when the API refuses it (RFC 6750). */
export class TokenScheme implements AuthScheme {
  readonly #source: TokenSource;
  readonly #account: string;
  readonly #hooks: Hooks<OAuth2Hooks> | undefined;
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
    return this.#hooks?.has('protectedResponse') ? this.#renewedIfExpired(response, request) : false;
  }

  explainRefusal(response: AxiosResponse, request: OutgoingRequest): MaybePromise<OAuthError | undefined> {
    return refusalOf(response, carriedBy(request.credential));
  }

  #carry(request: OutgoingRequest, carried: Carried): MaybePromise<void> {
    if (carried.token.token_type === notForRequests) throw new TokenTypeError(notForRequests);
    request.credential = carried;
    const placed = this.#place(request, carried.token.access_token, schemeOf(carried.token));
    if (isPromise(placed)) return placed.then(() => this.#changedByHooks(request));
    return this.#changedByHooks(request);
  }

  #changedByHooks(request: OutgoingRequest): MaybePromise<void> {
    if (this.#hooks?.has('protectedRequest')) return this.#passedOn(this.#hooks, request);
  }

  async #passedOn(hooks: Hooks<OAuth2Hooks>, request: OutgoingRequest): Promise<void> {
    const before = Object.fromEntries(Object.entries(request.headers));
    await hooks.pass<OutgoingRequest>('protectedRequest', request, (given) => take(given, request));
    // What a hook adds may be a credential, but for what describes the body: no redirect takes it elsewhere.
    for (const [name, value] of Object.entries(request.headers)) {
      const added = value !== before[name] && value !== null && value !== false && !/^content-/i.test(name);
      if (added) request.setCredentialHeader(name, String(value));
    }
  }

  async #renewed(request: OutgoingRequest): Promise<boolean> {
    const { account, token, failuresSeen } = carriedBy(request.credential);
    const next = await this.#source.insteadOf(account, token, failuresSeen);
    if (!next) return false;
    request.credential = { account, token: next, failuresSeen };
    return true;
  }

  async #renewedIfExpired(response: AxiosResponse, request: OutgoingRequest): Promise<boolean> {
    const verdict = await this.#hooks?.ask<'expired'>('protectedResponse', {
      ...response,
      data: parsed(response.data),
    });
    return verdict === 'expired' ? this.#renewed(request) : false;
  }
}

/** A spread copy lacks what it does not mention: url and body are accessors. The next hook gets the request itself again. */
function take(changed: OutgoingRequest, request: OutgoingRequest): OutgoingRequest {
  if (changed === request) return request;
  if (changed.url) request.url = changed.url;
  if ('body' in changed) request.body = changed.body;
  request.headers.set(changed.headers);
  return request;
}

/** A bound token never goes as Bearer (RFC 9449 §7.1). */
function schemeOf({ token_type: type }: OAuth2Token): string {
  return type.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer';
}

/** At this depth the body is still as the server sent it. */
function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return data; // not JSON
  }
}
