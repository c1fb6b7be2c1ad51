import type { AxiosInstance, AxiosResponse } from 'axios';
import { AttachedAccounts } from '../accounts/attached-accounts.js';
import { ConfigurationError, TokenMissingError, type OAuthError } from '../errors.js';
import { Events } from '../events.js';
import type { Hooks } from '../hooks.js';
import type { MaybePromise } from '../maybe-promise.js';
import { requiredText, wholeText } from '../options.js';
import type { AttachOptions } from '../sending/origin.js';
import type { AuthScheme, OutgoingRequest } from '../scheme.js';
import type { OAuth2Token } from '../token-store.js';
import type { AuthorizationParameters } from './login/authorization-parameters.js';
import { authorizationRequest, type AuthorizationRequest } from './login/authorization-request.js';
import { grantOfCallback, type AuthorizationCallback } from './login/authorization-response.js';
import { checkedClient, type OAuth2Client } from './client.js';
import { isGrant, type Grant } from './grants/grants.js';
import { introspected, type Introspection } from './endpoints/introspection.js';
import { oauth2EventNames, type OAuth2Events } from './oauth2-events.js';
import type { OAuth2Hooks } from './hook-points.js';
import { assertGranted, type RefreshOptions } from './scope/refresh-scope.js';
import { revoked, type TokenName } from './endpoints/revocation.js';
import { withScope } from './scope/scope-change.js';
import type { CarryingScheme } from './dpop/sender-constraint.js';
import { fetchToken } from './token-endpoint/token-endpoint.js';
import { assertTokenCall, type FetchTokenOptions } from './token-endpoint/token-request.js';
import type { OAuth2SessionOptions } from './session-options.js';
import { renewedWith, scopeText, sessionTokens } from './session-tokens.js';
import { RequestReport } from '../accounts/request-report.js';
import { RequestHooks } from './request-hooks.js';
import { carriedBy, TokenScheme } from './token-scheme.js';
import type { TokenSource } from './token-source.js';
import { checkedRecord, tokenRecord, type GivenToken } from './token.js';
import { assertSamePerson, userInfo, type UserInfo } from './openid/userinfo.js';

/** What the sessions of one client share, whatever their account. */
class Shared {
  readonly events = new Events<OAuth2Events>(oauth2EventNames);
  readonly requests = new RequestReport(this.events, carriedBy);
  readonly attached = new AttachedAccounts();
  readonly source: TokenSource;
  readonly hooks: RequestHooks;

  constructor(readonly client: OAuth2Client) {
    this.hooks = new RequestHooks(client.hooks);
    this.source = sessionTokens(client, this.events);
  }
}

/**
 * A client, a store and an account: logs in, renews, and is an {@link AuthScheme}. Not a cookie session, and it keeps no
 * state of a login: make one per process, or one per request, as you like.
 *
 * @example
 * ```ts
 * const session = new OAuth2Session({ provider, clientId, clientSecret, redirectUri });
 * const { url, pending } = await session.authorizationUrl();
 * await session.fetchToken({ authorizationResponse: callbackUrl, pending });
 * session.attach(api);
 * ```
 */
export class OAuth2Session implements AuthScheme {
  readonly #shared: Shared;
  readonly #account: string;
  readonly #scheme: CarryingScheme;

  /** @throws `ConfigurationError` that names the option which is missing, unknown, unsafe or contradicts another. */
  constructor(options: OAuth2SessionOptions);
  /** @internal */
  constructor(shared: Shared, account: string);
  constructor(options: OAuth2SessionOptions | Shared, account?: string) {
    const known = options instanceof Shared;
    this.#shared = known ? options : new Shared(checkedClient(options));
    this.#account = account ?? this.#shared.client.account;
    const { source, client } = this.#shared;
    const scheme = new TokenScheme(source, this.#account, { place: client.place, hooks: this.#shared.hooks });
    this.#scheme = client.dpop?.bind(scheme) ?? scheme;
  }

  /** The same client and store for another account. Cheap: make one per request if you like. */
  account(name: string): OAuth2Session {
    return new OAuth2Session(this.#shared, requiredText(name, 'account', 'the name of an account'));
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
    return this.#shared.source.accounts();
  }

  /** Hooks for services that bend the RFC; `register` gives back its undo. */
  get hooks(): Pick<Hooks<OAuth2Hooks>, 'register'> {
    return this.#shared.client.hooks;
  }

  /** Lets the requests of `instance` carry this account's token; see `attach()`. Gives the same instance back. */
  attach(instance: AxiosInstance, options: AttachOptions = {}): AxiosInstance {
    const { allowInsecureRequests, axios } = this.#shared.client;
    if (instance === axios)
      throw new ConfigurationError('axios', 'the instance of the token calls cannot carry the tokens as well.');
    this.#shared.attached.attach(instance, this.#account, this, { allowInsecureRequests, ...options });
    return instance;
  }

  /** Undoes {@link OAuth2Session.attach}. */
  detach(instance: AxiosInstance): void {
    this.#shared.attached.detach(instance, this.#account, this);
  }

  /**
   * Where to send the person to log in, and what to remember until they come back (RFC 6749 §4.1.1, RFC 7636).
   *
   * @param parameters - `scope`, `state`, `nonce`, `login_hint` and so on of your own, and whatever the provider knows.
   */
  async authorizationUrl(parameters: AuthorizationParameters = {}): Promise<AuthorizationRequest> {
    return authorizationRequest(this.#shared.client, parameters);
  }

  /** Ends what {@link OAuth2Session.authorizationUrl} began, or runs any grant. The token is stored before it resolves. */
  async fetchToken(from: AuthorizationCallback | Grant, options: FetchTokenOptions = {}): Promise<OAuth2Token> {
    assertTokenCall(options, ['signal']);
    const { client } = this.#shared;
    const pending = isGrant(from) ? undefined : from.pending;
    const { grant, idToken } = isGrant(from)
      ? { grant: from, idToken: undefined }
      : await grantOfCallback(client, from);
    const call = { ...options, grant, account: this.#account, dpopKey: pending?.dpopKey };
    const { given, askedAtMs } = await fetchToken(client, call);
    await client.openIdConnect?.check(client, given, { pending, beside: idToken });
    const scope = pending ? pending.scope : (grant.askedScope ?? scopeText(client, grant.scope));
    return this.loggedIn(given, scope, askedAtMs);
  }

  /** @internal Stores the token of a login that asked for `scope`, and tells of it. */
  async loggedIn(given: GivenToken, scope: string | undefined, askedAtMs = Date.now()): Promise<OAuth2Token> {
    const { client, source, events } = this.#shared;
    const asked = { account: this.#account, scope, separator: client.scopeSeparator };
    const token = tokenRecord(withScope(events, asked, given), askedAtMs);
    await source.set(this.#account, token);
    events.emit('tokenUpdated', { token, account: this.#account });
    return token;
  }

  /**
   * Renews the token now, whatever its age; shares a renewal that is under way (RFC 6749 §6). With options it waits for that one,
   * and makes its own.
   *
   * @throws `ConfigurationError` for a `scope` that was not granted, before anything is sent.
   */
  async refreshToken(options?: RefreshOptions): Promise<OAuth2Token> {
    const { source, client, events } = this.#shared;
    if (!options) return source.renew(this.#account);
    assertTokenCall(options, ['scope']);
    if (options.scope) assertGranted(client, await source.stored(this.#account), options.scope);
    return renewedWith(options, client, events, this.#account);
  }

  /** The stored token; never renews. */
  async token(): Promise<OAuth2Token | undefined> {
    return this.#shared.source.stored(this.#account);
  }

  /**
   * Stores a token that you hold. `expires_in` counts in seconds from now.
   *
   * @throws `ConfigurationError`, `TokenTypeError` for a token that could not be sent.
   */
  async setToken(token: GivenToken): Promise<void> {
    const { source, client } = this.#shared;
    wholeText(token?.scope ?? '', 'scope');
    await source.set(this.#account, checkedRecord(token, { mayBeBound: client.dpop !== undefined }));
  }

  /** Forgets the token: a log-out on this side. The answer of a renewal under way will be dropped. */
  async forget(): Promise<void> {
    await this.#shared.source.delete(this.#account);
  }

  /**
   * Revokes the account's token at the server, and does not use it any more (RFC 7009): a log-out on both sides.
   *
   * @param which - Default: the refresh token, if there is one, and with it all that came of the login; both are forgotten. An
   * access token alone is renewed for the next request.
   * @throws `EndpointError`: the token may still be valid, and is kept. `TokenMissingError`.
   */
  async revokeToken(which?: TokenName): Promise<void> {
    const { client, source } = this.#shared;
    await source.retire(this.#account, (token) => revoked(client, token, which));
  }

  /**
   * What the server says of the account's token (RFC 7662).
   *
   * @param which - Default: the access token.
   * @throws `EndpointError`, `EndpointResponseError`, `TokenMissingError`.
   */
  async introspectToken(which?: TokenName): Promise<Introspection> {
    const token = await this.token();
    if (!token) throw new TokenMissingError(this.#account);
    return introspected(this.#shared.client, token, which);
  }

  /**
   * What the server says of the person (OpenID Connect Core §5.3). With an ID token, it must be about the same person.
   *
   * @throws `EndpointError`, `EndpointResponseError`, and every error of a request.
   */
  async userInfo(): Promise<UserInfo> {
    const info = await userInfo(this.#shared.client, this.#scheme);
    assertSamePerson(info, (await this.token())?.id_token);
    return info;
  }

  /** Listens to an event, of every account of this client; gives back its undo. */
  on<Name extends keyof OAuth2Events>(name: Name, listener: (event: OAuth2Events[Name]) => void): () => void {
    return this.#shared.events.on(name, listener);
  }

  /** @internal See `clientOf()`. */
  get client(): OAuth2Client {
    return this.#shared.client;
  }

  /** @internal The change feed of the store is open as long as it is attached somewhere. */
  attached(): () => void {
    return this.#shared.source.use();
  }

  authorize(request: OutgoingRequest): MaybePromise<void> {
    return this.#shared.requests.authorize(this.#scheme, request);
  }

  answerChallenge(response: AxiosResponse, request: OutgoingRequest): MaybePromise<boolean> {
    return this.#scheme.answerChallenge(response, request);
  }

  replayed(response: AxiosResponse, request: OutgoingRequest): void {
    this.#shared.requests.replayed(response, request);
  }

  explainRefusal(response: AxiosResponse, request: OutgoingRequest): MaybePromise<OAuthError | undefined> {
    return this.#scheme.explainRefusal(response, request);
  }
}
