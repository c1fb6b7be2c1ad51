import { isSerialisedByDefault } from '../sending/default-params.js';
import { ConfigurationError } from '../errors.js';
import { assertKnownOptions, requiredText } from '../options.js';
import type { OutgoingRequest } from '../scheme.js';
import { inAuthorizationHeader, type PlaceToken } from './challenge/authorization-header.js';

/**
 * Where a service wants the token; exactly one place (RFC 6750 §2). `{ header: 'X-Token' }` sends it bare, a `scheme` goes before
 * it. In the query, it may end up in logs and histories: only where a service takes it nowhere else (§2.3).
 */
export type TokenPlacement =
  | 'header'
  | 'body'
  | 'query'
  | { readonly header?: string; readonly scheme?: string; readonly query?: never }
  | { readonly query: string; readonly header?: never; readonly scheme?: never };

/**
 * @param option - What it was given as.
 * @throws {@link ConfigurationError} for what is no placement.
 */
export function placementOf(placement: TokenPlacement = 'header', option = 'provider.placement'): PlaceToken {
  if (placement === 'header') return inAuthorizationHeader;
  if (placement === 'body') return inFormBody(option);
  if (placement === 'query') return inQuery('access_token');
  if (typeof placement !== 'object' || placement === null) {
    throw new ConfigurationError(option, "is 'header', 'body', 'query', { header, scheme } or { query }.");
  }
  assertKnownOptions(placement, placement.query === undefined ? ['header', 'scheme'] : ['query'], `${option}.`);
  if (placement.query !== undefined) return inQuery(requiredText(placement.query, `${option}.query`, 'its name'));
  return inHeader(placement.header ?? 'Authorization', placement.scheme, option);
}

function inHeader(name: string, ownScheme: string | undefined, option: string): PlaceToken {
  for (const text of [name, ownScheme ?? 'Bearer']) {
    if (typeof text !== 'string' || !/^[!#$%&'*+\-.^_`|~\w]+$/.test(text)) {
      throw new ConfigurationError(option, 'has a header or scheme that HTTP does not allow.');
    }
  }
  if (name.toLowerCase() === 'authorization') {
    return (request, accessToken, scheme) => {
      inAuthorizationHeader(request, accessToken, ownScheme ?? scheme);
    };
  }
  return (request, accessToken) => {
    stayHere(request);
    request.setCredentialHeader(name, ownScheme === undefined ? accessToken : `${ownScheme} ${accessToken}`);
  };
}

/** fetch drops nothing but Authorization when it is sent elsewhere, and does not ask; Node's http adapter is guarded hop by hop. */
function stayHere({ config }: OutgoingRequest): void {
  if (config) config.fetchOptions = { ...config.fetchOptions, redirect: 'error' };
}

/** RFC 6750 §2.3. */
function inQuery(name: string): PlaceToken {
  return (request, accessToken) => {
    const { url, config } = request;
    const search = withoutParameter(url.search, name);
    if (config && search === url.search && isSerialisedByDefault(config)) {
      config.params = { ...(config.params as object), [name]: accessToken };
    } else {
      const moved = new URL(url);
      moved.search = withParameter(search, name, accessToken);
      request.url = moved;
    }
    request.headers.set('Cache-Control', 'no-store');
    // Many servers redirect with the query that they got, and the token in it.
    request.authorizeRedirect = (hop) => {
      const own = withoutParameter(hop.url.search, name);
      hop.url.search = hop.withinReach ? withParameter(own, name, accessToken) : own;
    };
  };
}

/** Piece by piece: whatever else is in the query stays as it is. */
function withoutParameter(search: string, name: string): string {
  const pieces = search.slice(1).split('&');
  const own = pieces.filter((piece) => !new URLSearchParams(piece).has(name));
  return own.length === pieces.length ? search : `?${own.join('&')}`;
}

function withParameter(search: string, name: string, value: string): string {
  return `?${withField(search.slice(1), name, value)}`;
}

function withField(form: string, name: string, value: string): string {
  return [form, new URLSearchParams({ [name]: value }).toString()].filter((piece) => piece !== '').join('&');
}

/** RFC 6750 §2.2. */
function inFormBody(option: string): PlaceToken {
  return (request, accessToken) => {
    // What a redirect has made a GET has no body, so it goes on as the answer to a form does in a browser: without the token.
    if (request.redirected && isBodiless(request)) {
      request.credential = undefined;
      return;
    }
    const form = withoutParameter(`?${formOf(request, option)}`, 'access_token').slice(1);
    request.body = withField(form, 'access_token', accessToken);
    request.headers.set('Content-Type', formType);
    request.headers.delete('Content-Length'); // the adapter counts anew
    stayHere(request);
    request.authorizeRedirect = ({ body, withinReach }) => {
      if (withinReach || body === undefined) return;
      throw new ConfigurationError(option, 'the redirect would send the token in the body to another origin.');
    };
  };
}

const formType = 'application/x-www-form-urlencoded';

/** @throws {@link ConfigurationError} where the RFC allows no token in the body: it is the provider who wants it there. */
function formOf(request: OutgoingRequest, option: string): string {
  const { method, headers, body } = request;
  if (isBodiless(request)) {
    throw new ConfigurationError(option, `puts the token into a form body, which a ${method} does not have.`);
  }
  if (body === undefined || body === null || body === '') return '';
  const text = body instanceof URLSearchParams ? body.toString() : body;
  const type = body === text ? String(headers.getContentType() ?? '') : formType;
  const isForm = type.split(';', 1)[0]?.trim().toLowerCase() === formType;
  if (isForm && typeof text === 'string' && /^[\x00-\x7f]*$/.test(text)) return text;
  throw new ConfigurationError(option, 'puts the token into a form body: send URLSearchParams, not JSON or parts.');
}

function isBodiless({ method }: OutgoingRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}
