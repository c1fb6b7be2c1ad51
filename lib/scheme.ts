import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { OAuthRequestOptions } from './axios-config.js';
import type { MaybePromise } from './maybe-promise.js';
import type { CredentialReach } from './sending/origin.js';

/** The request as it goes over the wire: a copy, made after every interceptor and `transformRequest`. */
export interface OutgoingRequest {
  /** In upper case. */
  readonly method: string;
  /** Absolute, with axios' own query encoding. Made on first use. A new one must stay on the session's origins. */
  url: URL;
  /** As axios makes it, for a scheme that can do without parsing: `new URL` may spell it otherwise, or need the URL of the page. */
  readonly uri?: string;
  readonly headers: InternalAxiosRequestConfig['headers'];
  /** What is sent, as text where it is text; streams and FormData come through as they are. */
  body: unknown;
  /** Whether it is the next hop of a redirect: what the caller sent with it may be gone. */
  readonly redirected?: boolean;
  /** What the caller said for this request. */
  readonly options: OAuthRequestOptions;
  /**
   * What the scheme remembers of this request: `authorize` for `answerChallenge`, and that for the `authorize` of the
   * second send. The engine only hands it on.
   */
  credential: unknown;
  /** Sets a header that holds a credential: a redirect beyond the session's origins drops it again. */
  setCredentialHeader(name: string, value: string): void;
  /** What axios sends, a copy as the request is: for a credential that goes into `params`. Read `url` before. */
  readonly config?: InternalAxiosRequestConfig;
  /**
   * Set in `authorize` by a scheme whose credential is good for one URL only: called before each hop of a redirect (on Node, the
   * http adapter), whose credential headers are taken off. It must do its work at once, because the client below does not
   * wait; throwing stops the redirect. Without it, headers go along within the session's origins.
   */
  authorizeRedirect?: (hop: RedirectHop) => void;
  /**
   * Set in `authorize` by a scheme whose credential is good for one send and takes time to make: gives a send that goes on by
   * itself, to the next hop of a redirect or once more with what the server has just asked for. All of it counts as one send. `config` is the caller's
   * own, which has no credential.
   */
  sendOn?: (send: AxiosAdapter, reach: CredentialReach, config: InternalAxiosRequestConfig) => AxiosAdapter;
}

/** The next hop of a redirect. */
export interface RedirectHop {
  /** Where it goes; what is changed in its query is sent. */
  readonly url: URL;
  /** In upper case; a redirect may have changed it. */
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What is sent again; undefined when the redirect dropped it. */
  readonly body: unknown;
  /** `false`: this hop must not have the credential, nor what a server may have copied of it into the URL. */
  readonly withinReach: boolean;
  /** Sets a header of this hop that holds a credential. Does nothing where the hop must not have one. */
  setCredentialHeader(name: string, value: string): void;
}

/**
 * Puts a credential on a request, and answers when the server challenges it (RFC 9110 §11).
 * OAuth 1, OAuth 2, a fixed token: each is one. This is all that {@link attach} knows of them.
 */
export interface AuthScheme {
  /**
   * It was attached to one instance more; what it gives back is called when it is detached from that. Between the two it may keep
   * listeners or connections open.
   */
  attached?(): () => void;
  /** Adds the credential. Synchronous when nothing has to be waited for. */
  authorize(request: OutgoingRequest): MaybePromise<void>;
  /**
   * Judges a response to a request that it authorized. `true`: there is a new credential, send the request once more.
   * Called for every response, so "nothing wrong" must be cheap and synchronous.
   */
  answerChallenge(response: AxiosResponse, request: OutgoingRequest): MaybePromise<boolean>;
  /** Hears how the second send was answered, whatever `validateStatus` says: whether what `answerChallenge` did has helped. */
  replayed?(response: AxiosResponse, request: OutgoingRequest): void;
  /** Why a refusal is final: becomes the `cause` of the AxiosError that the caller gets. A promise only where it has to be loaded. */
  explainRefusal?(response: AxiosResponse, request: OutgoingRequest): MaybePromise<Error | undefined>;
}
