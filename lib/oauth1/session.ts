import type { AxiosInstance, AxiosResponse } from 'axios';
import type { AccountTokens } from '../accounts/account-tokens.js';
import { AttachedAccounts } from '../accounts/attached-accounts.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { Events } from '../events.js';
import type { MaybePromise } from '../maybe-promise.js';
import { assertKnownOptions, requiredText } from '../options.js';
import type { AttachOptions } from '../sending/origin.js';
import type { AuthScheme, OutgoingRequest } from '../scheme.js';
import { RequestReport } from '../accounts/request-report.js';
import { tokenEventNames, type TokenEvents } from '../accounts/token-events.js';
import type { OAuth1Token } from '../token-store.js';
import {
  authorizationRequest,
  fetchToken,
  type OAuth1AuthorizationRequest,
  type OAuth1LoginOptions,
} from './authorization.js';
import type { OAuth1Callback } from './authorization-response.js';
import { OAuth1Scheme } from './scheme.js';
import { sessionTokens } from './session-tokens.js';
import { checkedClient, type OAuth1SessionClient, type OAuth1SessionOptions } from './session-client.js';
import { signRequest, type SignedRequest, type UnsignedRequest } from './sign-request.js';
import { carriedBy, StoreCredentials } from './store-credentials.js';
import { checkedRecord, type GivenOAuth1Token } from './token.js';

/** What the sessions of one client share, whatever their account. */
class Shared {
  readonly events = new Events<TokenEvents<OAuth1Token>>(tokenEventNames);
  readonly requests = new RequestReport(this.events, carriedBy);
  readonly attached = new AttachedAccounts();
  readonly tokens: AccountTokens<OAuth1Token>;

  constructor(readonly client: OAuth1SessionClient) {
    this.tokens = sessionTokens(client, this.events);
  }
}

/**
 * A client, a store and an account: logs in (RFC 5849 §2), signs (§3), and is an {@link AuthScheme}. Not a cookie session, and
 * it keeps no state of a login: make one per process, or one per request, as you like.
 *
 * @example
 * ```ts
 * const session = new OAuth1Session({ provider, clientKey, clientSecret, callbackUri });
 * const { url, pending } = await session.authorizationUrl();
 * await session.fetchToken({ authorizationResponse: callbackUrl, pending });
 * session.attach(api);
 * ```
 */
export class OAuth1Session implements AuthScheme {
  readonly #shared: Shared;
  readonly #account: string;
  readonly #credentials: StoreCredentials;
  readonly #scheme: OAuth1Scheme;

  /** @throws `ConfigurationError` that names the option which is missing, unknown, unsafe or contradicts another. */
  constructor(options: OAuth1SessionOptions);
  /** @internal */
  constructor(shared: Shared, account: string);
  constructor(options: OAuth1SessionOptions | Shared, account?: string) {
    const known = options instanceof Shared;
    this.#shared = known ? options : new Shared(checkedClient(options));
    this.#account = account ?? this.#shared.client.account;
    this.#credentials = new StoreCredentials(this.#shared.tokens, this.#account);
    this.#scheme = new OAuth1Scheme(this.#shared.client.signing, this.#credentials);
  }

  /** The same client and store for another account. Cheap: make one per request if you like. */
  account(name: string): OAuth1Session {
    return new OAuth1Session(this.#shared, requiredText(name, 'account', 'the name of an account'));
  }

  /**
   * Every account of this client that has a token in the store, in no order; a store with `keys` is needed. Each can be
   * forgotten while the list is read.
   *
   * @example
   * ```ts
   * for await (const account of session.accounts()) if (hasLeft(account)) await session.account(account).forget();
   * ```
   * @throws `ConfigurationError` that names a store which cannot list. `TokenStoreError`.
   */
  accounts(): AsyncGenerator<string, void, undefined> {
    return this.#shared.tokens.accounts();
  }

  /** Lets the requests of `instance` carry this account's signature; see `attach()`. Gives the same instance back. */
  attach(instance: AxiosInstance, options: AttachOptions = {}): AxiosInstance {
    const { allowInsecureRequests, axios } = this.#shared.client;
    if (instance === axios)
      throw new ConfigurationError('axios', 'the instance of the token calls cannot carry the tokens as well.');
    this.#shared.attached.attach(instance, this.#account, this, { allowInsecureRequests, ...options });
    return instance;
  }

  /** Undoes {@link OAuth1Session.attach}. */
  detach(instance: AxiosInstance): void {
    this.#shared.attached.detach(instance, this.#account, this);
  }

  /** Asks for temporary credentials (RFC 5849 §2.1): where to send the person to log in, and what to remember until they come back. */
  async authorizationUrl(options: OAuth1LoginOptions = {}): Promise<OAuth1AuthorizationRequest> {
    return authorizationRequest(this.#shared.client, options);
  }

  /**
   * Ends what {@link OAuth1Session.authorizationUrl} began (RFC 5849 §2.3). The token is stored before it resolves, with what
   * came beside it, as `screen_name`.
   *
   * @param options - `signal` gives the call up, with axios' `CanceledError`; the login may be used up then.
   */
  async fetchToken(callback: OAuth1Callback, options: { readonly signal?: AbortSignal } = {}): Promise<OAuth1Token> {
    assertKnownOptions(options, ['signal']);
    const { client, tokens, events } = this.#shared;
    const token = await fetchToken(client, callback, options.signal);
    await tokens.set(this.#account, token);
    events.emit('tokenUpdated', { token, account: this.#account });
    return token;
  }

  /** Renews the token now, whatever its age, with its session handle; waits for a renewal that is under way. */
  async refreshToken(): Promise<OAuth1Token> {
    return this.#shared.tokens.renew(this.#account);
  }

  /** Signs a request that something else sends, with the token of this account. */
  async sign(request: UnsignedRequest): Promise<SignedRequest> {
    return signRequest(this.#shared.client.signing, request, await this.#credentials.ofAccount(this.#account));
  }

  /** The stored token; never renews. */
  async token(): Promise<OAuth1Token | undefined> {
    return this.#shared.tokens.stored(this.#account);
  }

  /** Stores a token that you hold. `oauth_expires_in` counts in seconds from now. */
  async setToken(token: GivenOAuth1Token): Promise<void> {
    await this.#shared.tokens.set(this.#account, checkedRecord(token));
  }

  /** Forgets the token: a log-out on this side. The answer of a renewal under way will be dropped. */
  async forget(): Promise<void> {
    await this.#shared.tokens.delete(this.#account);
  }

  /** Listens to an event, of every account of this client; gives back its undo. */
  on<Name extends keyof TokenEvents>(
    name: Name,
    listener: (event: TokenEvents<OAuth1Token>[Name]) => void,
  ): () => void {
    return this.#shared.events.on(name, listener);
  }

  /** @internal The change feed of the store is open as long as it is attached somewhere. */
  attached(): () => void {
    return this.#shared.tokens.use();
  }

  authorize(request: OutgoingRequest): MaybePromise<void> {
    return this.#shared.requests.authorize(this.#scheme, request);
  }

  answerChallenge(response: AxiosResponse, request: OutgoingRequest): MaybePromise<boolean> {
    return this.#scheme.answerChallenge(response, request);
  }

  replayed(response: AxiosResponse, request: OutgoingRequest): void {
    this.#scheme.replayed(response, request);
    this.#shared.requests.replayed(response, request);
  }

  explainRefusal(response: AxiosResponse, request: OutgoingRequest): MaybePromise<Error | undefined> {
    return this.#scheme.explainRefusal(response, request);
  }
}
