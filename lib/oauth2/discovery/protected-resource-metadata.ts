import { isOAuthError, ResourceMetadataError } from '../../errors.js';
import { parsedUrl } from '../../parsed-url.js';
import type { ServerAnswer } from '../../server-calls/server-call.js';
import { parseChallenges } from '../challenge/challenge.js';
import { jsonDocument, wellKnownUrl } from './authorization-server-metadata.js';

/** What a resource server says of itself (RFC 9728 §2). Only what is used here is named. */
export interface ProtectedResourceMetadata {
  /** The resource identifier; also the resource indicator of its tokens (RFC 8707). */
  readonly resource: string;
  readonly authorization_servers?: readonly string[];
  readonly scopes_supported?: readonly string[];
  readonly [member: string]: unknown;
}

/** How a resource may be asked. */
export interface ResourceAccess {
  readonly get: (url: string) => Promise<ServerAnswer>;
  /** Throws for a URL that this resource must not lead to. */
  readonly assertSafe: (url: string, member: string) => void;
}

/** What a 401 says about its resource (RFC 9728 §5.1, RFC 6750 §3). */
export interface ResourceChallenge {
  readonly resource_metadata?: string;
  readonly scope?: string;
}

/** The challenge that leads to metadata, else the first one with a scope. */
export function resourceChallenge(field: string | undefined): ResourceChallenge {
  const challenges = parseChallenges(field ?? '').map(({ parameters }) => parameters);
  return challenges.find((one) => one['resource_metadata']) ?? challenges.find((one) => one['scope']) ?? {};
}

/**
 * Reads and checks the metadata of a resource: where its 401 says, else at its well-known places.
 *
 * @param resourceUrl - The URL of the API.
 * @param accepted - A resource identifier that counts as well, because the app says so.
 * @throws {@link ResourceMetadataError} when there is none, or it is about another resource: nothing of it is used then
 * (RFC 9728 §3.3).
 */
export async function protectedResourceMetadata(
  resourceUrl: string,
  { resource_metadata: told }: ResourceChallenge,
  access: ResourceAccess,
  accepted: string | undefined,
): Promise<ProtectedResourceMetadata> {
  for (const { url, resources } of told === undefined
    ? wellKnown(resourceUrl)
    : [{ url: told, resources: [resourceUrl] }]) {
    access.assertSafe(url, 'resource_metadata');
    const document = await documentAt(url, resourceUrl, access);
    if (document) return checked(document, resourceUrl, accepted === undefined ? resources : [...resources, accepted]);
  }
  throw new ResourceMetadataError(resourceUrl, 'there is no metadata document: make an OAuth2Session with its issuer');
}

/** Where the document of a resource may be, and which resources that place can speak for (RFC 9728 §3.1). */
function wellKnown(resourceUrl: string): { url: string; resources: string[] }[] {
  const { origin, pathname } = new URL(resourceUrl);
  const own = { url: wellKnownUrl(resourceUrl, 'oauth-protected-resource'), resources: [resourceUrl] };
  const root = { url: wellKnownUrl(origin, 'oauth-protected-resource'), resources: [origin] };
  return pathname === '/' ? [own] : [own, root];
}

async function documentAt(url: string, resourceUrl: string, { get }: ResourceAccess) {
  try {
    return jsonDocument(await get(url));
  } catch (error) {
    if (!isOAuthError(error) || error.code !== 'ERR_OAUTH_TOKEN_RESPONSE') throw error;
    throw new ResourceMetadataError(resourceUrl, 'its document is longer than 1 MB');
  }
}

/** By plain comparison, but for a slash that stands for an empty path: else one API could have tokens made for another (§7.3). */
function checked(
  document: Readonly<Record<string, unknown>>,
  resourceUrl: string,
  resources: readonly string[],
): ProtectedResourceMetadata {
  const { resource } = document;
  const identifiers = resources.flatMap((one) => [one, one.replace(/\/$/, ''), new URL(one).href]);
  if (typeof resource === 'string' && identifiers.includes(resource)) return document as ProtectedResourceMetadata;
  const named = typeof resource === 'string' ? ` ("${(parsedUrl(resource)?.href ?? 'no URL').slice(0, 300)}")` : '';
  throw new ResourceMetadataError(
    resourceUrl,
    `it is about another resource${named}: name that one in the option resource, if you trust it`,
  );
}
