import { AxiosError, AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { copyConfig, copyHeaders } from './config-copy.js';
import { discardBody } from './replay.js';
import type { OutgoingRequest } from '../scheme.js';

// Redirects that are followed above the adapter, hop by hop: follow-redirects, which axios' http adapter uses, waits for nobody, so
// that a credential which takes time to make comes too late there, and fetch asks nobody.

/** What axios' http adapter allows when the caller says nothing. */
const defaultLimit = 21;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Of the caller's own headers; those of a credential are on none of the caller's configs. A Host names the first server. */
const keptFromOthers = ['authorization', 'cookie', 'proxy-authorization', 'host'];

// As follow-redirects says it.
const failure = 'Redirected request failed';
const failureCode = 'ERR_FR_REDIRECTION_FAILURE';

/** Whether the caller wants redirects followed at all. */
export function mayFollow({ maxRedirects, fetchOptions }: InternalAxiosRequestConfig): boolean {
  const { redirect = 'follow' } = (fetchOptions ?? {}) as RequestInit;
  return maxRedirects !== 0 && redirect === 'follow';
}

/**
 * The next hop of a redirect, as axios' http adapter goes it (RFC 9110 §15.4); undefined when the answer leads nowhere.
 *
 * @param config - The caller's own, or that of the hop before: it has no credential.
 * @param request - What was sent last.
 * @param hops - How many were followed before.
 */
export function nextHop(
  config: InternalAxiosRequestConfig,
  request: OutgoingRequest,
  response: AxiosResponse,
  hops: number,
): InternalAxiosRequestConfig | undefined {
  const location: unknown = AxiosHeaders.from(response.headers as Record<string, string>).get('location');
  if (!redirects.has(response.status) || typeof location !== 'string' || location === '') return undefined;
  if (!mayFollow(config)) return undefined;
  if (hops >= (config.maxRedirects ?? defaultLimit))
    throw failed('Maximum number of redirects exceeded', 'ERR_FR_TOO_MANY_REDIRECTS', config, response);
  const hop = copyConfig(config);
  const url = target(location, request.url);
  if (!url) throw failed(`${failure}: unusable Location`, failureCode, config, response);
  hop.headers = copyHeaders(config.headers);
  if (becomesGet(response.status, request.method)) makeGet(hop);
  if (url.origin !== request.url.origin) withhold(hop);
  lead(hop, url);
  askCaller(hop, url, request, response);
  return hop;
}

function target(location: string, base: URL): URL | undefined {
  try {
    const url = new URL(location, base);
    url.username = url.password = ''; // would replace the credential
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

function becomesGet(status: number, method: string): boolean {
  if (status === 303) return method !== 'GET' && method !== 'HEAD';
  return status <= 302 && method === 'POST';
}

function makeGet(hop: InternalAxiosRequestConfig): void {
  hop.method = 'get';
  delete hop.data;
  dropHeaders(
    hop,
    Object.keys(hop.headers).filter((name) => /^content-/i.test(name)),
  );
}

/** Of the caller's own, what is for the first server only. */
function withhold(hop: InternalAxiosRequestConfig): void {
  delete hop.auth;
  dropHeaders(hop, [...keptFromOthers, ...(sensitiveHeaders(hop) ?? [])]);
}

function dropHeaders(hop: InternalAxiosRequestConfig, names: readonly string[]): void {
  for (const name of names) hop.headers.delete(name);
}

/** From axios 1.18 on; its types tell only the newest. */
function sensitiveHeaders(config: InternalAxiosRequestConfig): readonly string[] | undefined {
  return (config as { sensitiveHeaders?: readonly string[] }).sensitiveHeaders;
}

function lead(hop: InternalAxiosRequestConfig, { href }: URL): void {
  hop.url = href.replace(/#.*/s, '');
  delete hop.baseURL;
  delete hop.params;
}

type RedirectDetails = Parameters<NonNullable<InternalAxiosRequestConfig['beforeRedirect']>>[1];

/** The caller's own `beforeRedirect` sees what it sees of follow-redirects, and may change path and headers. */
function askCaller(hop: InternalAxiosRequestConfig, url: URL, request: OutgoingRequest, response: AxiosResponse): void {
  if (!hop.beforeRedirect) return;
  const { href, protocol, hostname, port, pathname, search } = url;
  const path = pathname + search;
  const method = (hop.method ?? 'get').toUpperCase();
  const options = { href, protocol, hostname, port, path, pathname, search, method, headers: plain(hop.headers) };
  const details: unknown = { headers: plain(response.headers), statusCode: response.status };
  const before = { url: request.url.href, method: request.method, headers: plain(hop.headers) };
  try {
    hop.beforeRedirect(options, details as RedirectDetails, before);
  } catch (cause) {
    const { message } = cause as Error;
    throw Object.assign(failed(`${failure}: ${message}`, failureCode, hop, response), { cause });
  }
  hop.headers = AxiosHeaders.from(options.headers);
  if (options.path !== path) lead(hop, new URL(options.path, url.origin));
}

function plain(headers: object): Record<string, string> {
  return { ...headers };
}

function failed(message: string, code: string, config: InternalAxiosRequestConfig, response: AxiosResponse): Error {
  discardBody(response);
  return new AxiosError(message, code, config, response.request);
}
