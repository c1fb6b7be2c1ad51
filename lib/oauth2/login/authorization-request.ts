import { ConfigurationError } from '../../errors.js';
import { requiredText } from '../../options.js';
import type { DpopKey } from '../../token-store.js';
import {
  assertParameters,
  authorizationDetails,
  furtherParameters,
  type AuthorizationParameters,
} from './authorization-parameters.js';
import type { AuthorizationServerMetadata } from '../discovery/authorization-server-metadata.js';
import { assertRedirectUri, type OAuth2Client } from '../client.js';
import type { PendingIdToken } from '../openid/openid-connect.js';
import { pkceParameters, randomText } from './pkce.js';
import { pushed } from './pushed-authorization-request.js';
import { searchParameters } from '../request-parameters.js';
import { resourceIndicators } from '../resource-indicator.js';
import { scopeNames } from '../scope/scope.js';
import type { BindingKey } from '../dpop/sender-constraint.js';

/**
 * What must be remembered between the authorization request and its response. Keep it where only this person's own browser
 * session reaches it (web session, sessionStorage). It holds secrets, is plain JSON, and can be used once (RFC 9700 §2.1.1).
 */
export interface PendingAuthorization extends PendingIdToken {
  /** Ties the answer to this request (RFC 6749 §10.12). */
  readonly state: string;
  /** RFC 7636 §4.1. */
  readonly codeVerifier?: string;
  /** What was asked for: an answer that does not say its scope grants it (RFC 6749 §3.3). */
  readonly scope?: string;
  /** The redirect URI of the request: the token request repeats it (RFC 6749 §4.1.3). */
  readonly redirectUri: string;
  /** The private key that the code, and the token, will be bound to; see `dpop()`. */
  readonly dpopKey?: DpopKey;
  /** Who may answer (RFC 9207 §2.4). */
  readonly issuer?: string;
  /** Whether that server always says who it is (RFC 9207 §3). */
  readonly issRequired?: boolean;
  /** What was asked for, where it was not a code alone. */
  readonly responseType?: string;
  /** How the answer was asked for, where it was. */
  readonly responseMode?: string;
  /** What the token is for (RFC 8707): said again to the token endpoint. */
  readonly resource?: readonly string[];
}

/** Where to send the person, and what to remember until they come back. */
export interface AuthorizationRequest {
  /** Where to send the person. */
  readonly url: string;
  /** Keep it in the web session of this very person, and give it to `fetchToken()`. */
  readonly pending: PendingAuthorization;
  /**
   * Whether the server's metadata says that it checks PKCE S256; absent where no metadata was read. `false`: the challenge is sent
   * all the same, but the server may ignore it (RFC 9700 §2.1.1).
   */
  readonly pkceAnnounced?: boolean;
  /** Milliseconds since the epoch until when the `url` of a pushed request works (RFC 9126 §2.2). */
  readonly expiresAt?: number;
  /**
   * There, and true, where the answer goes to `localhost`: a name that may lead to another machine or listener. Use 127.0.0.1 or
   * [::1] (RFC 8252 §8.3).
   */
  readonly redirectsToLocalhost?: true;
}

/**
 * Builds an authorization request, with `state` and PKCE (RFC 6749 §4.1.1, RFC 7636 §4.3), signs it and pushes it where that is
 * asked for (RFC 9101, RFC 9126).
 *
 * @throws {@link ConfigurationError} without an authorization endpoint or redirect URI, and for parameters that cannot be sent;
 * `AuthorizationRequestError` when it was pushed, and refused.
 */
export async function authorizationRequest(
  client: OAuth2Client,
  parameters: AuthorizationParameters,
): Promise<AuthorizationRequest> {
  assertParameters(parameters);
  assertAnswerable(client, parameters);
  const endpoint = await client.server.endpoint('authorizationEndpoint');
  const metadata = await client.server.discovered('authorizationEndpoint');
  const key = await client.dpop?.keyFor(undefined);
  const begun = pendingAuthorization(client, parameters, metadata);
  const made = await requestOf(client, parameters, begun, key?.authorization);
  const idToken = client.openIdConnect?.ask(client, made);
  const request = await client.hooks.pass('authorizationRequest', made);
  const pending = { ...begun, ...idToken, ...scopeOf(request), ...key?.record };
  const { sent, ...lapses } = await delivered(client, request, metadata);
  return {
    url: withQuery(endpoint, sent),
    pending,
    ...lapses,
    ...pkceSupport(client, metadata),
    ...nameOfLoopback(pending),
  };
}

function pendingAuthorization(
  client: OAuth2Client,
  parameters: AuthorizationParameters,
  metadata: AuthorizationServerMetadata | undefined,
): PendingAuthorization {
  const { provider } = client;
  const redirectUri = requiredText(
    parameters.redirect_uri ?? client.redirectUri,
    'redirectUri',
    'where the person returns',
  );
  assertRedirectUri(redirectUri);
  const { response_type: responseType, nonce } = parameters;
  const resource = resourceIndicators(parameters.resource ?? client.resource);
  const responseMode = parameters.response_mode ?? modeOf(client);
  const withCode = responseType === undefined || responseType.split(' ').includes('code');
  return {
    state: requiredText(parameters.state ?? randomText(), 'state', 'what ties the answer to this request'),
    redirectUri,
    ...(withCode && provider.pkce !== 'none' ? { codeVerifier: randomText() } : {}),
    ...(nonce === undefined ? {} : { nonce }),
    ...(provider.issuer === undefined ? {} : { issuer: provider.issuer }),
    ...(metadata?.authorization_response_iss_parameter_supported === true ? { issRequired: true } : {}),
    ...(responseType === undefined ? {} : { responseType }),
    ...(responseMode === undefined ? {} : { responseMode }),
    ...(resource.length === 0 ? {} : { resource }),
  };
}

/** @throws {@link ConfigurationError} for an answer that would be refused, or that puts tokens into logs and histories. */
function assertAnswerable(client: OAuth2Client, parameters: AuthorizationParameters): void {
  const { response_mode: mode, response_type: type = 'code' } = parameters;
  if (mode !== undefined && typeof client.responseMode === 'object') {
    throw new ConfigurationError('response_mode', 'is said by jwtResponse(), without which no answer is accepted.');
  }
  if (type.includes('id_token') && !client.openIdConnect) {
    throw new ConfigurationError(
      'response_type',
      'with id_token is for sessions with openIdConnect(), which checks it.',
    );
  }
  if (type === 'code' || !(mode ?? modeOf(client))?.startsWith('query')) return;
  const rule = 'OAuth 2.0 Multiple Response Types §3';
  throw new ConfigurationError('response_mode', `query is for a code alone, because it is logged (${rule}).`);
}

function modeOf({ responseMode }: OAuth2Client): string | undefined {
  return typeof responseMode === 'object' ? responseMode.mode : responseMode;
}

async function requestOf(
  client: OAuth2Client,
  parameters: AuthorizationParameters,
  pending: PendingAuthorization,
  bound?: BindingKey['authorization'],
): Promise<URLSearchParams> {
  const scope = parameters.scope === undefined ? client.scope : scopeNames(parameters.scope);
  return searchParameters({
    response_type: 'code',
    client_id: client.clientId,
    scope: scope.join(client.scopeSeparator) || undefined,
    ...furtherParameters(parameters),
    ...authorizationDetails(parameters.authorization_details),
    redirect_uri: pending.redirectUri,
    resource: pending.resource,
    response_mode: pending.responseMode,
    nonce: pending.nonce,
    state: pending.state,
    ...(await pkceParameters(pending.codeVerifier, client.provider.pkce)),
    ...bound,
  });
}

/** What the URL says in the end: the request itself, a signed object (RFC 9101 §5), or where it was pushed to (RFC 9126 §4). */
async function delivered(
  client: OAuth2Client,
  request: URLSearchParams,
  metadata: AuthorizationServerMetadata | undefined,
): Promise<{ readonly sent: URLSearchParams; readonly expiresAt?: number }> {
  const signed = await signedIfWanted(client, request, metadata);
  const push = client.pushedAuthorizationRequests ?? metadata?.require_pushed_authorization_requests === true;
  return push ? pushed(client, signed) : { sent: signed };
}

async function signedIfWanted(
  client: OAuth2Client,
  request: URLSearchParams,
  metadata: AuthorizationServerMetadata | undefined,
): Promise<URLSearchParams> {
  const { clientId, requestObject } = client;
  if (requestObject) {
    const parties = { clientId, issuer: await client.server.identifier() };
    const signed = requiredText(await requestObject(request, parties), 'requestObject', 'the function gives none');
    return new URLSearchParams({ client_id: clientId, request: signed });
  }
  if (metadata?.['require_signed_request_object'] !== true) return request;
  throw new ConfigurationError('requestObject', 'is needed: this server takes signed requests only (RFC 9101 §10.5).');
}

/** @throws {@link ConfigurationError} for a server that would refuse the challenge, or that has no other than plain. */
function pkceSupport(
  { provider }: OAuth2Client,
  metadata: AuthorizationServerMetadata | undefined,
): { pkceAnnounced?: boolean } {
  const { pkce = 'S256' } = provider;
  if (!metadata || pkce === 'none') return {};
  const announced = metadata.code_challenge_methods_supported;
  if (!Array.isArray(announced)) return { pkceAnnounced: false };
  if (announced.includes(pkce)) return { pkceAnnounced: true };
  throw new ConfigurationError(
    'provider.pkce',
    `is ${pkce}, which the metadata of this server does not list: see there.`,
  );
}

function nameOfLoopback({ redirectUri }: PendingAuthorization): { redirectsToLocalhost?: true } {
  return /^(.+\.)?localhost\.?$/.test(new URL(redirectUri).hostname) ? { redirectsToLocalhost: true } : {};
}

/** The endpoint's own query is kept (RFC 6749 §3.1), but for what the request says itself. */
function withQuery(endpoint: string, parameters: URLSearchParams): string {
  const url = new URL(endpoint);
  for (const name of parameters.keys()) url.searchParams.delete(name);
  for (const [name, value] of parameters) url.searchParams.append(name, value);
  return url.href;
}

function scopeOf(sent: URLSearchParams): { scope?: string } {
  const scope = sent.get('scope');
  return scope === null ? {} : { scope };
}
