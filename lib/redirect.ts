import type { InternalAxiosRequestConfig } from 'axios';
import { socketOrigin, type CredentialReach } from './origin.js';
import type { RequestCopy } from './outgoing-request.js';

type BeforeRedirect = NonNullable<InternalAxiosRequestConfig['beforeRedirect']>;

/** The members of follow-redirects' options that matter here. What is in `headers` is what the next hop gets. */
interface Hop {
  href: string;
  /** With it every hop goes to the same socket, whatever the URL says. */
  socketPath?: string | null;
  method: string;
  headers: Record<string, string>;
}

/**
 * Guards the redirects of one send. On Node they happen below axios, which drops `Authorization` and `Cookie` for another
 * origin but keeps every other header. Called synchronously before each hop; the user's own `beforeRedirect` runs after ours.
 */
export function guardRedirects(request: RequestCopy, reach: CredentialReach): void {
  const { beforeRedirect: usersOwn, method: sentMethod } = request.config;
  const guard: BeforeRedirect = (options, ...details) => {
    const hop = options as unknown as Hop;
    if (hop.method.toLowerCase() !== (sentMethod ?? 'get')) request.actedBeforeRedirect = true;
    const origin = hop.socketPath ? socketOrigin(hop.socketPath) : new URL(hop.href).origin;
    if (!reach.coversOrigin(origin)) request.leftReach = true;
    carryCredential(hop, request);
    usersOwn?.(options, ...details);
  };
  request.config.beforeRedirect = guard;
}

/** Once outside, always outside: a foreign server must not be able to send the credential back in. */
function carryCredential(hop: Hop, { credentialHeaders, leftReach }: RequestCopy): void {
  for (let at = 0; at < credentialHeaders.length; at += 2) {
    const [name = '', value = ''] = credentialHeaders.slice(at, at + 2);
    dropHeader(hop.headers, name);
    if (!leftReach) hop.headers[name] = value;
  }
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
  return typeof finalUrl === 'string' && URL.canParse(finalUrl) && !reach.coversOrigin(new URL(finalUrl).origin);
}
