import { DiscoveryError } from '../../errors.js';

/** What an authorization server says of itself (RFC 8414 §2, OpenID Connect Discovery 1.0 §3). Only what is used here is named. */
export interface AuthorizationServerMetadata {
  readonly issuer: string;
  readonly authorization_endpoint?: string;
  readonly token_endpoint?: string;
  readonly jwks_uri?: string;
  readonly authorization_response_iss_parameter_supported?: boolean;
  readonly code_challenge_methods_supported?: readonly string[];
  readonly require_pushed_authorization_requests?: boolean;
  /** Endpoints for clients that show a certificate (RFC 8705 §5). */
  readonly mtls_endpoint_aliases?: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

/** An answer to a GET. */
export interface MetadataAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Where a document about `identifier` may be: the well-known part goes between host and path (RFC 8414 §3.1, RFC 9728 §3.1).
 *
 * @param name - As `oauth-authorization-server`.
 */
export function wellKnownUrl(identifier: string, name: string): string {
  const { origin, pathname, search } = new URL(identifier);
  return `${origin}/.well-known/${name}${pathname.replace(/\/$/, '')}${search}`;
}

/** RFC 8414 §3.1 and §5; OpenID Connect appends to the issuer instead. Most servers have one of them, many both. */
function metadataUrls(issuer: string): string[] {
  const appended = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const urls = [
    wellKnownUrl(issuer, 'oauth-authorization-server'),
    wellKnownUrl(issuer, 'openid-configuration'),
    appended,
  ];
  return [...new Set(urls)];
}

/**
 * Asks an issuer for its metadata, at one place after the other.
 *
 * @param get - Sends a GET; follows no redirect.
 * @throws {@link DiscoveryError} when there is no document, or one that is not this issuer's: nothing of it is used then
 * (RFC 8414 §3.3).
 */
export async function discover(
  issuer: string,
  get: (url: string) => Promise<MetadataAnswer>,
): Promise<AuthorizationServerMetadata> {
  for (const url of metadataUrls(issuer)) {
    const document = jsonDocument(await get(url));
    if (document) return checkedMetadata(document, issuer);
  }
  throw new DiscoveryError(issuer, 'there is no metadata document: check the issuer, or name its endpoints');
}

/** Only 200 with a JSON object counts (RFC 8414 §3.2). */
export function jsonDocument({ status, body }: MetadataAnswer): Readonly<Record<string, unknown>> | undefined {
  if (status !== 200) return undefined;
  try {
    const document: unknown = JSON.parse(body);
    const isObject = typeof document === 'object' && document !== null && !Array.isArray(document);
    return isObject ? (document as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // a page for people
  }
}

/** By plain comparison: a document that names another issuer may be an attacker's (RFC 8414 §3.3, §6.2). */
function checkedMetadata(document: Readonly<Record<string, unknown>>, issuer: string): AuthorizationServerMetadata {
  if (document['issuer'] !== issuer) {
    throw new DiscoveryError(issuer, 'its metadata names another issuer: give the one that it names, if you trust it');
  }
  return document as AuthorizationServerMetadata;
}
