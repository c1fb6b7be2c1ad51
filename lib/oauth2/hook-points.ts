import type { AxiosResponse } from 'axios';
import type { MaybePromise } from '../maybe-promise.js';
import type { OutgoingRequest } from '../scheme.js';
import type { OAuth2Token } from '../token-store.js';

/** A call of the token endpoint, as a hook sees it: complete but for being sent. With a content type of JSON, that is what is sent. */
export interface TokenEndpointRequest {
  /** Absolute. */
  readonly url: string;
  /** Sends this one with its parameters in the query; a client secret must not be among them. Default: as `tokenRequest` says. */
  readonly method?: 'GET';
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The form, or the query where it is a GET. */
  readonly parameters: URLSearchParams;
}

/** A form for an endpoint of the authorization server, complete but for being sent: as JSON where the content type says so. */
export interface EndpointRequest {
  /** Absolute. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The form. */
  readonly parameters: URLSearchParams;
}

/** A revocation, complete but for being sent. Without parameters it has no body. */
export interface RevocationRequest extends EndpointRequest {
  /** Default: `'POST'` (RFC 7009 §2.1). */
  readonly method?: 'POST' | 'DELETE';
  /** What is kept of the account's token. Not sent: for services that want more of it, or another part. */
  readonly token: OAuth2Token;
}

/** An answer of the authorization server, as a hook sees it: not judged yet. Header names are in lower case. */
export interface TokenEndpointResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As it came, not parsed. */
  readonly body: string;
}

/** For services that bend the RFC. Named by the moment; each gets one object and returns it or a changed copy. */
export interface OAuth2Hooks {
  /** The parameters of the URL that the person is sent to. */
  authorizationRequest?(parameters: URLSearchParams): MaybePromise<URLSearchParams>;
  /** Every token request but a refresh, before it is sent. */
  accessTokenRequest?(request: TokenEndpointRequest): MaybePromise<TokenEndpointRequest>;
  /** Its answer, before it is read: for services that name or place things otherwise than RFC 6749 §5.1. */
  accessTokenResponse?(response: TokenEndpointResponse): MaybePromise<TokenEndpointResponse>;
  /** A refresh, before it is sent. */
  refreshTokenRequest?(request: TokenEndpointRequest): MaybePromise<TokenEndpointRequest>;
  /** Its answer, before it is read. */
  refreshTokenResponse?(response: TokenEndpointResponse): MaybePromise<TokenEndpointResponse>;
  /** For services that revoke otherwise than RFC 7009 §2.1: `token` has what a request of their own needs. */
  revocationRequest?(request: RevocationRequest): MaybePromise<RevocationRequest>;
  /** For services that do not say by the status whether the token is revoked (RFC 7009 §2.2). */
  revocationResponse?(response: TokenEndpointResponse): MaybePromise<TokenEndpointResponse>;
  /** The request of `introspectToken()` (RFC 7662 §2.1). */
  introspectionRequest?(request: EndpointRequest): MaybePromise<EndpointRequest>;
  /**
   * After the token was put on, before each send. A changed URL must stay on the session's origins. A header that it adds counts
   * as a credential (but for `Content-…`): a redirect to another origin drops it.
   */
  protectedRequest?(request: OutgoingRequest): MaybePromise<OutgoingRequest>;
  /**
   * For services that do not answer 401: `'expired'` counts as a refusal of the token. `data` is what the server sent, JSON
   * already parsed, before the instance's own `transformResponse`.
   */
  protectedResponse?(response: AxiosResponse): MaybePromise<'expired' | undefined>;
}

/** Every hook point, for checking names. */
export const hookNames = [
  'authorizationRequest',
  'accessTokenRequest',
  'accessTokenResponse',
  'refreshTokenRequest',
  'refreshTokenResponse',
  'revocationRequest',
  'revocationResponse',
  'introspectionRequest',
  'protectedRequest',
  'protectedResponse',
] as const satisfies readonly (keyof OAuth2Hooks)[];
