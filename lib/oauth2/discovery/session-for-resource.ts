import axios from 'axios';
import { assertEndpoint } from '../../server-calls/endpoint.js';
import { ConfigurationError, DiscoveryError, isOAuthError, ResourceMetadataError } from '../../errors.js';
import { assertKnownOptions, timeLimit } from '../../options.js';
import { callServer, cleanInstance } from '../../server-calls/server-call.js';
import { AuthorizationServer, type AuthorizationServerAccess } from './authorization-server.js';
import { assertRedirectUri } from '../client.js';
import { sessionOptions, type ClientIdentity, type OAuth2SessionSettings } from '../session-options.js';
import {
  protectedResourceMetadata,
  resourceChallenge,
  type ProtectedResourceMetadata,
  type ResourceAccess,
  type ResourceChallenge,
} from './protected-resource-metadata.js';
import { identityAt, identityOptions, type ResourceClient } from './resource-client.js';
import type { Scope } from '../scope/scope.js';
import { OAuth2Session } from '../session.js';
import { mayLeadTo } from './untrusted-url.js';

/** What {@link sessionForResource} can be told. */
export type ResourceSessionOptions = ResourceClient &
  OAuth2SessionSettings & {
    /** Where the person comes back to (RFC 6749 §3.1.2). */
    redirectUri: string;
    /** Default: what the challenge asks for, else the metadata's `scopes_supported`. */
    scope?: Scope;
    /** A resource identifier that is accepted although the URL is another. Default: the URL only (RFC 9728 §3.3). */
    resource?: string;
    /** Which authorization server, where the resource names several. Default: the first. */
    issuer?: string;
    /** The `WWW-Authenticate` of a 401 that you have already. Default: the resource is asked, with a GET. */
    challenge?: string;
  };

/**
 * From the URL of an API alone to a session that is ready for `authorizationUrl()`, as MCP clients need it: the API's 401 leads to
 * its metadata (RFC 9728), that to its authorization server (RFC 8414), and there the client is known, found by its own URL or
 * registered (RFC 7591). Tokens are asked for this resource only (RFC 8707), and only where the server announces PKCE S256. Nothing
 * secret is sent on the way, and https URLs lead to https URLs only.
 *
 * @example
 * ```ts
 * const session = await sessionForResource('https://api.example.com/mcp', { redirectUri, clientName: 'My app', registrations, store });
 * const { url, pending } = await session.authorizationUrl();
 * ```
 * @throws `ResourceMetadataError`, `DiscoveryError`, `ClientRegistrationError`, `AuthorizationServerUnreachableError`, and
 * {@link ConfigurationError} that names an option.
 */
export async function sessionForResource(resourceUrl: string, options: ResourceSessionOptions): Promise<OAuth2Session> {
  assertKnownOptions(options, [...sessionOptions, ...identityOptions, 'issuer', 'challenge']);
  assertEndpoint(resourceUrl, 'resourceUrl', options.allowInsecureRequests === true);
  assertRedirectUri(options.redirectUri);
  const access = accessFor(resourceUrl, options);
  const challenge = await challengeOf(resourceUrl, options, access);
  const metadata = await protectedResourceMetadata(resourceUrl, challenge, access, options.resource);
  const issuer = issuerOf(metadata, resourceUrl, options);
  access.assertSafe(issuer, 'authorization_servers');
  const identity = await identityAtIssuer(issuer, options, access);
  const { clientIdMetadataDocument: _d, clientName: _n, clientMetadata: _m, registrations: _r, ...known } = options;
  const { issuer: _i, challenge: _c, clientId: _id, clientSecret: _s, clientAuthentication: _a, ...settings } = known;
  const { resource } = metadata;
  const scope = scopeOf(options, challenge, metadata);
  return new OAuth2Session({ ...settings, provider: { issuer }, ...identity, scope, resource });
}

async function identityAtIssuer(
  issuer: string,
  options: ResourceSessionOptions,
  access: Access,
): Promise<ClientIdentity> {
  const metadata = await new AuthorizationServer({ issuer }, access.server).metadata();
  assertPkce(metadata);
  const { redirectUri, axios: instance } = options;
  const { timeoutMs, allowInsecureRequests } = access.server;
  return identityAt({ metadata, redirectUri, axios: instance, timeoutMs, allowInsecureRequests }, options);
}

interface Access extends ResourceAccess {
  readonly server: AuthorizationServerAccess;
}

function accessFor(resourceUrl: string, options: ResourceSessionOptions): Access {
  const instance = options.axios ?? cleanInstance();
  const timeoutMs = timeLimit(options.tokenTimeoutMs, 'tokenTimeoutMs', 10_000);
  const { allowInsecureRequests = false } = options;
  const discoveredFor = options.axios ?? axios;
  const headers = { accept: 'application/json' };
  return {
    get: (url) => callServer(instance, { method: 'get', url, headers }, timeoutMs),
    server: { axios: instance, discoveredFor, timeoutMs, allowInsecureRequests, byCertificate: false },
    assertSafe: (url, member) => {
      if (mayLeadTo(resourceUrl, url, allowInsecureRequests)) return;
      throw new ResourceMetadataError(resourceUrl, `its ${member} is no https URL`);
    },
  };
}

/** Without a 401 the well-known places are left. */
async function challengeOf(
  resourceUrl: string,
  { challenge }: ResourceSessionOptions,
  { get }: Access,
): Promise<ResourceChallenge> {
  if (challenge !== undefined) return resourceChallenge(challenge);
  try {
    const { status, headers } = await get(resourceUrl);
    return status === 401 ? resourceChallenge(headers['www-authenticate']) : {};
  } catch (error) {
    if (isOAuthError(error) && error.code !== 'ERR_OAUTH_CONFIGURATION') return {}; // an endless answer, perhaps: no challenge
    throw error;
  }
}

function issuerOf(
  { authorization_servers: listed }: ProtectedResourceMetadata,
  resourceUrl: string,
  { issuer }: ResourceSessionOptions,
): string {
  const servers: readonly unknown[] = Array.isArray(listed) ? listed : [];
  const chosen = issuer ?? servers[0];
  if (typeof chosen !== 'string') {
    throw new ResourceMetadataError(resourceUrl, 'it names no authorization server: name one in the option issuer');
  }
  if (servers.length > 0 && !servers.includes(chosen)) {
    throw new ConfigurationError('issuer', 'is not one of the authorization servers that the resource names.');
  }
  return chosen;
}

function assertPkce({
  issuer,
  code_challenge_methods_supported: methods,
}: {
  readonly issuer: string;
  readonly code_challenge_methods_supported?: readonly string[];
}): void {
  if (Array.isArray(methods) && methods.includes('S256')) return;
  throw new DiscoveryError(
    issuer,
    'it does not announce PKCE S256: make an OAuth2Session, if you trust it all the same',
  );
}

function scopeOf(
  { scope }: ResourceSessionOptions,
  challenge: ResourceChallenge,
  { scopes_supported: supported }: ProtectedResourceMetadata,
): Scope {
  if (scope !== undefined || challenge.scope !== undefined) return scope ?? challenge.scope ?? [];
  const names: readonly unknown[] = Array.isArray(supported) ? supported : [];
  return names.filter((name) => typeof name === 'string' && name !== '') as string[];
}
