import { isSerialisedByDefault } from '../sending/default-params.js';
import type { OutgoingRequest } from '../scheme.js';
import type { PlaceToken } from './challenge/authorization-header.js';

// Loaded on demand, see placement.ts: what it shared with other files, every bundle would have.

/** Makes the error of a request that this placement cannot take. */
type Refuse = (why: string) => Error;

/** Another header than Authorization, or another scheme in it. */
export function inHeader(name: string, ownScheme: string | undefined): PlaceToken {
  if (name.toLowerCase() === 'authorization') {
    return (request, accessToken, scheme) => {
      request.setCredentialHeader('Authorization', `${ownScheme ?? scheme} ${accessToken}`);
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
export function inQuery(name: string): PlaceToken {
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
export function inFormBody(refuse: Refuse): PlaceToken {
  return (request, accessToken) => {
    // What a redirect has made a GET has no body, so it goes on as the answer to a form does in a browser: without the token.
    if (request.redirected && isBodiless(request)) {
      request.credential = undefined;
      return;
    }
    const form = withoutParameter(`?${formOf(request, refuse)}`, 'access_token').slice(1);
    request.body = withField(form, 'access_token', accessToken);
    request.headers.set('Content-Type', formType);
    request.headers.delete('Content-Length'); // the adapter counts anew
    stayHere(request);
    request.authorizeRedirect = ({ body, withinReach }) => {
      if (withinReach || body === undefined) return;
      throw refuse('the redirect would send the token in the body to another origin.');
    };
  };
}

const formType = 'application/x-www-form-urlencoded';

/** @throws {@link ConfigurationError} where the RFC allows no token in the body: it is the provider who wants it there. */
function formOf(request: OutgoingRequest, refuse: Refuse): string {
  const { method, headers, body } = request;
  if (isBodiless(request)) {
    throw refuse(`puts the token into a form body, which a ${method} does not have.`);
  }
  if (body === undefined || body === null || body === '') return '';
  const text = body instanceof URLSearchParams ? body.toString() : body;
  const type = body === text ? String(headers.getContentType() ?? '') : formType;
  const isForm = type.split(';', 1)[0]?.trim().toLowerCase() === formType;
  if (isForm && typeof text === 'string' && /^[\x00-\x7f]*$/.test(text)) return text;
  throw refuse('puts the token into a form body: send URLSearchParams, not JSON or parts.');
}

function isBodiless({ method }: OutgoingRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}
