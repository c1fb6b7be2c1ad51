import type { OutgoingRequest } from '../scheme.js';

/** What happened with a token. The token is no plain member: who logs the event whole, shows no secret. */
export class TokenEvent<T> {
  readonly account: string;
  readonly #token: T;

  /** @internal */
  constructor(account: string, token: T) {
    this.account = account;
    this.#token = token;
  }

  /** The token, secrets and all. */
  get token(): T {
    return this.#token;
  }
}

/** What happened with a request that carries a token. */
export class RequestEvent<T> extends TokenEvent<T> {
  /** In upper case. */
  readonly method: string;
  /** Without its query, which may hold secrets. */
  readonly url: string;
  /** The request is sent once more, because its first token was refused. */
  readonly replay: boolean;

  /** @internal */
  constructor({ method, url }: OutgoingRequest, account: string, token: T, replay: boolean) {
    super(account, token);
    this.method = method;
    this.url = url.origin + url.pathname;
    this.replay = replay;
  }
}

/** How a replay was answered. */
export class ReplayEvent<T> extends RequestEvent<T> {
  /** Of the answer, whatever `validateStatus` says. */
  readonly status: number;

  /** @internal */
  constructor(request: OutgoingRequest, account: string, token: T, status: number) {
    super(request, account, token, true);
    this.status = status;
  }
}
