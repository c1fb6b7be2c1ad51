import type { InternalAxiosRequestConfig } from 'axios';
import { noOptions, type OAuthRequestOptions } from '../axios-config.js';
import { copyConfig, copyHeaders } from './config-copy.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { uriOf, wireUrl, type CredentialReach } from './origin.js';
import type { OutgoingRequest } from '../scheme.js';

const none: readonly string[] = Object.freeze([]);

/**
 * One send of a request: a copy of the caller's config, so that the config itself never holds a credential,
 * and so that what an adapter writes into headers does not reach the next send.
 */
export class RequestCopy implements OutgoingRequest {
  credential: unknown;
  /** Header names and values in turn, as `setCredentialHeader` got them. */
  credentialHeaders = none;
  redirected = false;
  /** A redirect has led the request to an origin that must not see the credential. */
  leftReach = false;
  /** A redirect has turned a request that acts (as POST) into a GET: it has been accepted once. */
  actedBeforeRedirect = false;
  readonly #original: InternalAxiosRequestConfig;
  #copy: InternalAxiosRequestConfig | undefined;
  #ownHeaders = false;
  #url: URL | undefined;
  #urlAsMade: string | undefined;
  #moved = false;

  /** @param credential - What `answerChallenge` left for this send, when it is the second. */
  constructor(config: InternalAxiosRequestConfig, credential?: unknown) {
    this.#original = config;
    this.credential = credential;
  }

  /** The copy. Made on first use: ten thousand requests that wait for one token need none yet. */
  get config(): InternalAxiosRequestConfig {
    return (this.#copy ??= makeBody(copyConfig(this.#original)));
  }

  get method(): string {
    return (this.config.method ?? 'get').toUpperCase();
  }

  get headers(): InternalAxiosRequestConfig['headers'] {
    if (!this.#ownHeaders) this.config.headers = copyHeaders(this.config.headers);
    this.#ownHeaders = true;
    return this.config.headers;
  }

  get options(): OAuthRequestOptions {
    return this.#original.oauth || noOptions;
  }

  get url(): URL {
    if (this.#url) return this.#url;
    this.#url = wireUrl(this.config);
    this.#urlAsMade = this.#url.href;
    return this.#url;
  }

  set url(url: URL) {
    this.#url = url;
    this.#moved = true;
    this.config.url = url.href;
    delete this.config.baseURL;
    delete this.config.params;
  }

  get uri(): string {
    return this.#url?.href ?? uriOf(this.config);
  }

  get body(): unknown {
    return this.config.data as unknown;
  }

  set body(body: unknown) {
    this.config.data = body;
  }

  setCredentialHeader(name: string, value: string): void {
    if (this.config.auth) {
      throw new ConfigurationError(
        'auth',
        'it would replace the OAuth credential: take it out, or send with oauth: false.',
      );
    }
    this.credentialHeaders = [...this.credentialHeaders, name, value];
    const headers = copyHeaders(this.config.headers, name);
    headers[name] = value;
    this.config.headers = headers;
    this.#ownHeaders = true;
  }

  /** The config to send. What an adapter writes into its headers must not reach the caller's. */
  get sendable(): InternalAxiosRequestConfig {
    this.config.headers = this.headers;
    return this.config;
  }

  /** A hook may change the URL, but not lead the credential astray. */
  assertWithin(reach: CredentialReach): void {
    if (this.#url && !this.#moved && this.#url.href !== this.#urlAsMade) this.url = this.#url; // changed in place
    if (!this.#moved || reach.covers(this.config)) return;
    throw new ConfigurationError(
      'hooks',
      `a hook moved the request to ${this.url.origin}, which may not have the credential.`,
    );
  }
}

/**
 * `data` as a function makes a new body for each send: the way to replay a stream. What needs `transformRequest` does not
 * need a function: axios makes it anew from the same value.
 *
 * @throws {@link ConfigurationError} when it made something that would have to be transformed first.
 */
export function makeBody(config: InternalAxiosRequestConfig): InternalAxiosRequestConfig {
  if (typeof config.data !== 'function') return config;
  const body = (config.data as () => unknown)();
  if (!isSendable(body)) {
    throw new ConfigurationError('data', 'a function must make a stream, bytes or text; give anything else as it is.');
  }
  config.data = body;
  return config;
}

function isSendable(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return body === undefined || body === null || typeof body === 'string';
  if (Array.isArray(body) || body instanceof URLSearchParams) return false;
  const prototype: unknown = Object.getPrototypeOf(body);
  return prototype !== null && Object.getPrototypeOf(prototype) !== null;
}
