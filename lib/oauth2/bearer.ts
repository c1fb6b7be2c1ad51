import type { AxiosResponse } from 'axios';
import { ConfigurationError, TokenRefusedError, type OAuthError } from '../errors.js';
import { isPromise, type MaybePromise } from '../maybe-promise.js';
import type { AuthScheme, OutgoingRequest } from '../scheme.js';
import { RenewingBearer, type BearerRenewal } from './bearer-renewal.js';
import { isSendable } from './token.js';

/** A fixed token, or a function that is asked for each request, as a scheme (RFC 6750 §2.1). */
export function bearer(token: string | (() => MaybePromise<string>)): AuthScheme;
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
export function bearer(source: string | (() => MaybePromise<string>) | BearerRenewal): AuthScheme {
  if (typeof source === 'string') return new GivenBearer(() => source);
  if (typeof source === 'function') return new GivenBearer(source);
  if (typeof source === 'object' && source !== null) return new RenewingBearer(source);
  throw new ConfigurationError('token', 'give a token, a function that gives one, or { renew }.');
}

class GivenBearer implements AuthScheme {
  readonly #give: () => MaybePromise<string>;

  constructor(give: () => MaybePromise<string>) {
    this.#give = give;
  }

  authorize(request: OutgoingRequest): MaybePromise<void> {
    const token = this.#give();
    if (!isPromise(token)) {
      carry(request, token);
      return;
    }
    return token.then((waitedFor) => {
      carry(request, waitedFor);
    });
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

function carry(request: OutgoingRequest, token: string): void {
  if (typeof token !== 'string' || !isSendable(token)) {
    throw new ConfigurationError('token', 'is empty, or has characters that no header can carry.');
  }
  request.credential = token;
  request.setCredentialHeader('Authorization', `Bearer ${token}`);
}
