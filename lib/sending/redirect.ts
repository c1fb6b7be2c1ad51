import type { InternalAxiosRequestConfig } from 'axios';
import { socketOrigin, type CredentialReach } from './origin.js';
import type { RequestCopy } from './outgoing-request.js';
import { parsedUrl } from '../parsed-url.js';
import type { OutgoingRequest } from '../scheme.js';

type BeforeRedirect = NonNullable<InternalAxiosRequestConfig['beforeRedirect']>;

/** The members of follow-redirects' options that matter here. What is in `headers` is what the next hop gets. */
interface Hop {
  /** For bookkeeping, as `pathname` and `search`; `path` is what is sent: absolute where it goes through a proxy. */
  href: string;
  path: string;
  pathname: string;
  search: string;
  /** With it every hop goes to the same socket, whatever the URL says. */
  socketPath?: string | null;
  method: string;
  headers: Record<string, string>;
}

/**
 * Guards the redirects of one send. On Node they happen below axios, which drops `Authorization` and `Cookie` for another
 * origin but keeps every other header. Called synchronously before each hop; the user's own `beforeRedirect` runs after ours.
 */
export function guardRedirects(request: RequestCopy & OutgoingRequest, reach: CredentialReach): void {
  const { beforeRedirect: usersOwn } = request.config;
  const guard: BeforeRedirect = (options, ...details) => {
    const hop = options as unknown as Hop;
    if (hop.method.toUpperCase() !== request.method) request.actedBeforeRedirect = true;
    const origin = hop.socketPath ? socketOrigin(hop.socketPath) : new URL(hop.href).origin;
    if (!reach.coversOrigin(origin)) request.leftReach = true;
    carryCredential(hop, request);
    authorizeAnew(hop, request);
    usersOwn?.(options, ...details);
  };
  request.config.beforeRedirect = guard;
}

/** Once outside, always outside: a foreign server must not be able to send the credential back in. */
function carryCredential(hop: Hop, request: RequestCopy & OutgoingRequest): void {
  const { credentialHeaders, leftReach, authorizeRedirect } = request;
  for (let at = 0; at < credentialHeaders.length; at += 2) {
    const [name = '', value = ''] = credentialHeaders.slice(at, at + 2);
    dropHeader(hop.headers, name);
    if (!leftReach && !authorizeRedirect) hop.headers[name] = value;
  }
}

function authorizeAnew(hop: Hop, request: RequestCopy & OutgoingRequest): void {
  if (!request.authorizeRedirect) return;
  const url = new URL(hop.href);
  url.username = url.password = ''; // the client below does not send them either
  request.authorizeRedirect({
    url,
    method: hop.method,
    headers: hop.headers,
    body: request.actedBeforeRedirect ? undefined : request.body,
    withinReach: !request.leftReach,
    setCredentialHeader(name, value) {
      if (request.leftReach) return;
      dropHeader(hop.headers, name);
      hop.headers[name] = value;
      const { credentialHeaders } = request;
      if (!credentialHeaders.includes(name)) request.credentialHeaders = [...credentialHeaders, name, value];
    },
  });
  const { href, pathname, search } = url;
  if (href === hop.href) return;
  const path = hop.path.startsWith('/') ? pathname + search : href;
  Object.assign(hop, { href, path, pathname, search });
}

function dropHeader(headers: Record<string, string>, name: string): void {
  const lower = name.toLowerCase();
  for (const key of Object.keys(headers)) if (key.toLowerCase() === lower) Reflect.deleteProperty(headers, key);
}

/** xhr tells the final URL only afterwards; fetch never does. */
interface Traces {
  responseURL?: unknown;
}

/** A refusal by a server that never saw the credential says nothing about it. */
export function answeredOutside(request: RequestCopy, reach: CredentialReach, transport: unknown): boolean {
  if (request.leftReach) return true;
  const finalUrl = (transport as Traces | undefined)?.responseURL;
  const url = typeof finalUrl === 'string' ? parsedUrl(finalUrl) : undefined;
  return url !== undefined && !reach.coversOrigin(url.origin);
}
