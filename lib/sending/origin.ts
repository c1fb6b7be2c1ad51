import { Axios, type AxiosInstance, type AxiosRequestConfig, type InternalAxiosRequestConfig } from 'axios';
import { ConfigurationError } from '../errors/configuration-error.js';
import { assertKnownOptions, oneOf } from '../options.js';
import { parsedUrl } from '../parsed-url.js';
import { plainQuery } from './plain-query.js';
import { isSecure } from '../secure-origin.js';

/** Where a credential may travel. */
export interface AttachOptions {
  /**
   * Origins that may receive the credential, as `https://api.example.com`; a Unix socket is `unix:` and its path.
   * Default: the origin of the instance's `baseURL` (in a browser without one: the page's). No wildcards.
   */
  origins?: readonly string[];
  /** Lets the credential travel over plain http to hosts other than loopback. For closed networks only. Default: false. */
  allowInsecureRequests?: boolean;
}

/** The origins that one credential was configured for. Everything else never sees it. */
export interface CredentialReach {
  /** May this request carry the credential? Judged on the URL that goes over the wire, never on `baseURL` alone. */
  covers(config: InternalAxiosRequestConfig): boolean;
  /** May this origin have it? */
  coversOrigin(origin: string): boolean;
  /** All of them, as of now. */
  origins(): readonly string[];
}

// A bare Axios: the static one of the default export would merge the global baseURL under a config that is complete.
const bare = new Axios({});

/** Absolute in axios' sense (its isAbsoluteURL): whatever is not, is appended to the baseURL behind a slash. */
const absolute = /^([a-z][a-z\d+\-.]*:)?\/\//i;
/** A baseURL that says its own host. To others, as `\\` in a page or a line feed, which no URL keeps, a host can be appended. */
const namesHost = /^https?:\/\/[^/\\\s]/i;
const slash = 47;

/** A path that no reading of it takes for something else; with `params`, it has no query of its own. */
const plainPath = /^\/\w/;
const plainPathAlone = /^\/\w[^?#]*$/;
/** What axios puts before such a path, learned from axios itself; to ask it again for each request is the dearest part of a URL. */
let learned = { baseURL: '', before: '' };

/** The URL as axios makes it: adapters normalise it yet. */
export function uriOf(config: InternalAxiosRequestConfig): string {
  const { url, baseURL, paramsSerializer } = config;
  const params = config.params as object | undefined;
  const path = params ? plainPathAlone : plainPath;
  if (!baseURL || typeof url !== 'string' || !path.test(url)) return askedUri(config);
  const query = params ? (paramsSerializer ? undefined : plainQuery(params)) : '';
  if (query === undefined) return askedUri(config);
  if (baseURL !== learned.baseURL) {
    if (/[?#]/.test(baseURL)) return askedUri(config);
    learned = { baseURL, before: askedUri({ ...config, url: '/x', params: undefined }).slice(0, -2) };
  }
  return learned.before + url + query;
}

/** With no member that has no say in it: axios takes a copy of each. */
function askedUri(config: InternalAxiosRequestConfig): string {
  const { url, baseURL, allowAbsoluteUrls, paramsSerializer } = config;
  const deciding = { url, baseURL, allowAbsoluteUrls, paramsSerializer, params: config.params as unknown };
  const uri: unknown = bare.getUri(deciding as AxiosRequestConfig);
  return String(uri); // a URL object comes back as one
}

/** The URL that goes over the wire, as the adapters make it (they normalise with `new URL` too). */
export function wireUrl(config: InternalAxiosRequestConfig): URL {
  return new URL(uriOf(config), pageUrl());
}

/** The origin that a request is really sent to; none for a relative URL outside browsers, which only a mock can answer. */
export function originOf(config: InternalAxiosRequestConfig): string | undefined {
  if (config.socketPath) return socketOrigin(config.socketPath);
  return parsedUrl(uriOf(config), pageUrl())?.origin;
}

/** A Unix socket as an origin, as `origins` names it. */
export function socketOrigin(path: string): string {
  return `unix:${path}`;
}

/**
 * Makes the reach of an attachment.
 *
 * @throws {@link ConfigurationError} without any origin, for a malformed one, or for plain http beyond loopback.
 */
export function credentialReach(instance: AxiosInstance, options: AttachOptions): CredentialReach {
  assertKnownOptions(options, ['origins', 'allowInsecureRequests']);
  const { origins, allowInsecureRequests = false } = options;
  oneOf([true, false], allowInsecureRequests, 'allowInsecureRequests');
  return origins === undefined ? new BaseUrlReach(instance, options) : new NamedReach(origins, options);
}

class NamedReach implements CredentialReach {
  readonly #origins: ReadonlySet<string>;
  #baseURL: string | undefined;
  #baseCovered = false;

  constructor(origins: readonly string[], options: AttachOptions) {
    const list: unknown = origins;
    if (!Array.isArray(list) || list.length === 0) {
      throw new ConfigurationError('origins', "is a list of origins, as ['https://api.example.com']; or leave it out.");
    }
    this.#origins = new Set(origins.map((origin) => checkedOrigin(origin, 'origins', options)));
  }

  covers(config: InternalAxiosRequestConfig): boolean {
    if (config.socketPath) return this.coversOrigin(socketOrigin(config.socketPath));
    if (!isBelowBaseUrl(config)) return this.#coversUrl(parsedUrl(uriOf(config), pageUrl()));
    // What axios appends to a baseURL cannot change its origin: one parse serves all requests below it.
    if (config.baseURL !== this.#baseURL) {
      this.#baseCovered = this.#coversUrl(parsedUrl(`${config.baseURL}/`, pageUrl()));
      this.#baseURL = config.baseURL;
    }
    return this.#baseCovered;
  }

  #coversUrl(url: URL | undefined): boolean {
    if (!url || !this.coversOrigin(url.origin)) return false;
    if (url.username || url.password) {
      throw new ConfigurationError(
        'url',
        'user:password@ would replace the OAuth credential: take it out, or send with oauth: false.',
      );
    }
    return true;
  }

  coversOrigin(origin: string): boolean {
    return this.#origins.has(origin);
  }

  origins(): readonly string[] {
    return [...this.#origins];
  }
}

/** Follows `instance.defaults.baseURL`, should the user set it later. */
class BaseUrlReach implements CredentialReach {
  readonly #instance: AxiosInstance;
  readonly #options: AttachOptions;
  #baseURL: string | undefined;
  #reach: NamedReach;

  constructor(instance: AxiosInstance, options: AttachOptions) {
    this.#instance = instance;
    this.#options = options;
    this.#baseURL = instance.defaults.baseURL;
    this.#reach = reachOfBaseUrl(this.#baseURL, options);
  }

  covers(config: InternalAxiosRequestConfig): boolean {
    return this.#current().covers(config);
  }

  coversOrigin(origin: string): boolean {
    return this.#current().coversOrigin(origin);
  }

  origins(): readonly string[] {
    return this.#current().origins();
  }

  #current(): NamedReach {
    const { baseURL } = this.#instance.defaults;
    if (baseURL === this.#baseURL) return this.#reach;
    this.#reach = reachOfBaseUrl(baseURL, this.#options);
    this.#baseURL = baseURL;
    return this.#reach;
  }
}

function reachOfBaseUrl(baseURL: string | undefined, options: AttachOptions): NamedReach {
  const page = pageUrl();
  if (baseURL === undefined && page === undefined) {
    throw new ConfigurationError(
      'origins',
      'without a baseURL, name those that may receive the credential: attach(instance, { origins: [...] }).',
    );
  }
  const url = parsedUrl(baseURL ?? '', page);
  if (!url) throw new ConfigurationError('baseURL', 'it is not a URL.');
  return new NamedReach([checkedOrigin(url.origin, 'baseURL', options)], options);
}

function isBelowBaseUrl(
  config: InternalAxiosRequestConfig,
): config is InternalAxiosRequestConfig & { baseURL: string } {
  const { baseURL, url } = config;
  if (!baseURL || !namesHost.test(baseURL)) return false;
  if (!url || typeof url !== 'string') return false; // a URL object, which axios' types do not tell of
  return (url.charCodeAt(0) === slash && url.charCodeAt(1) !== slash) || !absolute.test(url);
}

function checkedOrigin(origin: string, option: string, { allowInsecureRequests = false }: AttachOptions): string {
  const text = typeof origin === 'string' ? origin : '';
  if (text.startsWith('unix:')) return text;
  const url = parsedUrl(text);
  if (!url || url.origin === 'null' || url.hostname.includes('*') || url.href !== `${url.origin}/`) {
    throw new ConfigurationError(option, 'give an origin, as https://api.example.com, without path or user.');
  }
  if (!isSecure(url) && !allowInsecureRequests) {
    throw new ConfigurationError(
      option,
      `plain http sends credentials in clear to ${url.host}: use https, or set allowInsecureRequests in a closed network.`,
    );
  }
  return url.origin;
}

/** The URL of the page or worker; none outside browsers. */
export function pageUrl(): string | undefined {
  return (globalThis as { location?: { href?: string } }).location?.href;
}
