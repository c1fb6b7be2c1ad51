import { ConfigurationError } from '../errors.js';
import { requiredText } from '../options.js';
import type { DpopKey } from '../token-store.js';
import { assertRedirectUri, type OAuth2Client } from './client.js';
import { codeChallenge, randomText } from './pkce.js';
import { searchParameters, type RequestParameters } from './request-parameters.js';

/**
 * What must be remembered between the authorization request and its response. Keep it where only this person's own browser
 * session reaches it (web session, sessionStorage). It holds secrets, is plain JSON, and can be used once (RFC 9700 §2.1.1).
 */
export interface PendingAuthorization {
  readonly state: string;
  /** RFC 7636 §4.1. */
  readonly codeVerifier?: string;
  /** Ties the ID token to this request (OpenID Connect Core §3.1.2.1). */
  readonly nonce?: string;
  /** How long ago the person may have logged in, in seconds, where it was asked for (OpenID Connect Core §3.1.2.1). */
  readonly maxAgeSeconds?: number;
  /** What was asked for: an answer that does not say its scope grants it (RFC 6749 §3.3). */
  readonly scope?: string;
  /** The redirect URI of the request: the token request repeats it (RFC 6749 §4.1.3). */
  readonly redirectUri: string;
  /** The private key that the code, and the token, will be bound to; see `dpop()`. */
  readonly dpopKey?: DpopKey;
  /** Who may answer (RFC 9207 §2.4). */
  readonly issuer?: string;
}

/** Where to send the person, and what to remember until they come back. */
export interface AuthorizationRequest {
  readonly url: string;
  readonly pending: PendingAuthorization;
}

/** Parameters that a caller cannot set: they are the protocol's own. */
const reserved = ['response_type', 'client_id', 'code_challenge', 'code_challenge_method', 'dpop_jkt'];

/**
 * Builds an authorization request for the code grant, with `state` and PKCE S256 (RFC 6749 §4.1.1, RFC 7636 §4.3).
 *
 * @param extra - Further parameters of the provider; also `scope`, `state` and `redirect_uri` of your own.
 * @throws {@link ConfigurationError} without an authorization endpoint or redirect URI.
 */
export async function authorizationRequest(
  client: OAuth2Client,
  extra: RequestParameters,
): Promise<AuthorizationRequest> {
  const { provider } = client;
  const endpoint = await client.server.endpoint('authorizationEndpoint');
  const redirectUri = requiredText(
    extra['redirect_uri'] ?? client.redirectUri,
    'redirectUri',
    'where the person returns',
  );
  assertRedirectUri(redirectUri);
  const taken = reserved.find((name) => name in extra);
  if (taken !== undefined) throw new ConfigurationError(taken, 'is set by the session itself.');

  const state = requiredText(extra['state'] ?? randomText(), 'state', 'what ties the answer to this request');
  const codeVerifier = provider.pkce === 'none' ? undefined : randomText();
  const key = await client.dpop?.keyFor(undefined);
  const parameters = searchParameters({
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: redirectUri,
    scope: client.scope.join(client.scopeSeparator) || undefined,
    ...extra,
    state,
    ...(codeVerifier === undefined
      ? {}
      : { code_challenge: await codeChallenge(codeVerifier), code_challenge_method: 'S256' }),
    ...key?.authorization,
  });
  const idToken = client.openIdConnect?.ask(client, parameters);
  const sent = await client.hooks.pass('authorizationRequest', parameters);
  const kept = {
    ...verifierOf(codeVerifier),
    ...idToken,
    ...scopeOf(sent),
    ...issuerOf(provider.issuer),
    ...key?.record,
  };
  return { url: withQuery(endpoint, sent), pending: { state, redirectUri, ...kept } };
}

/** The endpoint's own query is kept (RFC 6749 §3.1), but for what the request says itself. */
function withQuery(endpoint: string, parameters: URLSearchParams): string {
  const url = new URL(endpoint);
  for (const name of parameters.keys()) url.searchParams.delete(name);
  for (const [name, value] of parameters) url.searchParams.append(name, value);
  return url.href;
}

function verifierOf(codeVerifier: string | undefined): { codeVerifier?: string } {
  return codeVerifier === undefined ? {} : { codeVerifier };
}

function issuerOf(issuer: string | undefined): { issuer?: string } {
  return issuer === undefined ? {} : { issuer };
}

function scopeOf(sent: URLSearchParams): { scope?: string } {
  const scope = sent.get('scope');
  return scope === null ? {} : { scope };
}
