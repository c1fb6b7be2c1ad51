import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { OAuthRequestOptions } from './axios-config.js';
import type { OAuthError } from './errors.js';
import type { MaybePromise } from './maybe-promise.js';

/** The request as it goes over the wire: a copy, made after every interceptor and `transformRequest`. */
export interface OutgoingRequest {
  /** In upper case. */
  readonly method: string;
  /** Absolute, with axios' own query encoding. Made on first use. A new one must stay on the session's origins. */
  url: URL;
  readonly headers: InternalAxiosRequestConfig['headers'];
  /** What is sent, as text where it is text; streams and FormData come through as they are. */
  body: unknown;
  /** What the caller said for this request. */
  readonly options: OAuthRequestOptions;
  /**
   * What the scheme remembers of this request: `authorize` for `answerChallenge`, and that for the `authorize` of the
   * second send. The engine only hands it on.
   */
  credential: unknown;
  /** Sets a header that holds a credential: a redirect beyond the session's origins drops it again. */
  setCredentialHeader(name: string, value: string): void;
}

/**
 * Puts a credential on a request, and answers when the server challenges it (RFC 9110 §11).
 * OAuth 1, OAuth 2, a fixed token: each is one. This is all that {@link attach} knows of them.
 */
export interface AuthScheme {
  /** Adds the credential. Synchronous when nothing has to be waited for. */
  authorize(request: OutgoingRequest): MaybePromise<void>;
  /**
   * Judges a response to a request that it authorized. `true`: there is a new credential, send the request once more.
   * Called for every response, so "nothing wrong" must be cheap and synchronous.
   */
  answerChallenge(response: AxiosResponse, request: OutgoingRequest): MaybePromise<boolean>;
  /** Why a refusal is final: becomes the `cause` of the AxiosError that the caller gets. */
  explainRefusal?(response: AxiosResponse, request: OutgoingRequest): OAuthError | undefined;
}
