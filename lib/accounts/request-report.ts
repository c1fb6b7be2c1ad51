import type { AxiosResponse } from 'axios';
import type { Events } from '../events.js';
import { isPromise, type MaybePromise } from '../maybe-promise.js';
import type { AuthScheme, OutgoingRequest } from '../scheme.js';
import type { Token } from '../token-store.js';
import { ReplayEvent, RequestEvent } from './event-details.js';
import type { TokenEvents } from './token-events.js';

/** What an authorized request carries, and whose it is. */
export interface CarriedToken<T> {
  readonly account: string;
  readonly token: T;
}

/** Tells what becomes of requests, to those who listen; where nobody does it costs a look. */
export class RequestReport<T extends Token> {
  readonly #events: Pick<Events<TokenEvents<T>>, 'emit' | 'has'>;
  readonly #carriedBy: (credential: unknown) => CarriedToken<T>;

  /** @param carriedBy - Reads what a scheme left as `credential`. */
  constructor(
    events: Pick<Events<TokenEvents<T>>, 'emit' | 'has'>,
    carriedBy: (credential: unknown) => CarriedToken<T>,
  ) {
    this.#events = events;
    this.#carriedBy = carriedBy;
  }

  /** Lets `scheme` authorize the request, and tells of it. */
  authorize(scheme: Pick<AuthScheme, 'authorize'>, request: OutgoingRequest): MaybePromise<void> {
    if (!this.#events.has('requestAuthorized')) return scheme.authorize(request);
    const isReplay = request.credential !== undefined;
    const wait = scheme.authorize(request);
    if (!isPromise(wait)) {
      this.#authorized(request, isReplay);
      return;
    }
    return wait.then(() => {
      this.#authorized(request, isReplay);
    });
  }

  replayed({ status }: AxiosResponse, request: OutgoingRequest): void {
    if (!this.#events.has('requestReplayed')) return;
    const { account, token } = this.#carriedBy(request.credential);
    this.#events.emit('requestReplayed', new ReplayEvent(request, account, token, status));
  }

  #authorized(request: OutgoingRequest, isReplay: boolean): void {
    const { account, token } = this.#carriedBy(request.credential);
    this.#events.emit('requestAuthorized', new RequestEvent(request, account, token, isReplay));
  }
}
