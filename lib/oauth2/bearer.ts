import type { AxiosResponse } from 'axios';
import { assertNoAccount } from '../accounts/named-account.js';
import { ConfigurationError, TokenRefusedError, type OAuthError } from '../errors.js';
import { isPromise, type MaybePromise } from '../maybe-promise.js';
import { assertKnownOptions } from '../options.js';
import type { AuthScheme, OutgoingRequest } from '../scheme.js';
import { RenewingBearer, type BearerRenewal } from './bearer-renewal.js';
import type { PlaceToken } from './challenge/authorization-header.js';
import { placementOf, type TokenPlacement } from './placement.js';
import { isSendable } from './token.js';

/** How a token of your own is sent. */
export interface BearerOptions {
  /** Where requests carry it. Default: `'header'`, the Authorization header. */
  placement?: TokenPlacement;
}

/** A fixed token, or a function that is asked for each request, as a scheme (RFC 6750 §2.1). */
export function bearer(token: string | (() => MaybePromise<string>), options?: BearerOptions): AuthScheme;
/**
 * A renewal of your own with the whole engine beneath it: one renewal at a time, in all processes that share the store, and
 * each refused request sent once more. For home-made JWT endpoints, installation tokens, secrets managers.
 *
 * @example
 * ```ts
 * const auth = bearer({
 *   renew: async (current) => {
 *     const { data } = await axios.post('https://api.example.com/auth/refresh', { refreshToken: current?.refresh_token });
 *     return { access_token: data.accessToken, refresh_token: data.refreshToken, expires_in: data.expiresIn };
 *   },
 * });
 * attach(api, auth);
 * ```
 */
export function bearer(renewal: BearerRenewal): RenewingBearer;
/** What was given says which of the two. */
export function bearer(
  source: string | (() => MaybePromise<string>) | BearerRenewal,
  options: BearerOptions = {},
): AuthScheme {
  if (typeof source === 'string') return new GivenBearer(() => source, options);
  if (typeof source === 'function') return new GivenBearer(source, options);
  if (typeof source === 'object' && source !== null) return new RenewingBearer(source);
  throw new ConfigurationError('token', 'give a token, a function that gives one, or { renew }.');
}

class GivenBearer implements AuthScheme {
  readonly #give: () => MaybePromise<string>;
  readonly #place: PlaceToken;

  constructor(give: () => MaybePromise<string>, options: BearerOptions) {
    assertKnownOptions(options, ['placement']);
    this.#give = give;
    this.#place = placementOf(options.placement, 'placement');
  }

  authorize(request: OutgoingRequest): MaybePromise<void> {
    assertNoAccount(request.options);
    const token = this.#give();
    if (!isPromise(token)) return carry(request, token, this.#place);
    return token.then((waitedFor) => carry(request, waitedFor, this.#place));
  }

  /** The function may know of a newer token by now. */
  answerChallenge(response: AxiosResponse, request: OutgoingRequest): MaybePromise<boolean> {
    if (response.status !== 401) return false;
    const token = this.#give();
    return isPromise(token)
      ? token.then((waitedFor) => waitedFor !== request.credential)
      : token !== request.credential;
  }

  explainRefusal(response: AxiosResponse): OAuthError | undefined {
    if (response.status !== 401) return undefined;
    return new TokenRefusedError('default', 'give bearer() a new one, or { renew } to have it renewed');
  }
}

function carry(request: OutgoingRequest, token: string, place: PlaceToken): MaybePromise<void> {
  if (typeof token !== 'string' || !isSendable(token)) {
    throw new ConfigurationError('token', 'is empty, or has characters that no header can carry.');
  }
  request.credential = token;
  return place(request, token, 'Bearer');
}
