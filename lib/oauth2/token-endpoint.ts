import { callServer, type ServerAnswer } from '../server-call.js';
import type { OAuth2Client } from './client.js';
import type { Grant } from './grants.js';
import type { TokenEndpointRequest } from './provider.js';
import { readTokenResponse } from './token-response.js';
import type { GivenToken } from './token.js';

/** A token as the server gave it, and when it was asked for: its lifetime counts from there, not from the answer. */
export interface FetchedToken {
  readonly given: GivenToken;
  readonly askedAtMs: number;
}

/**
 * Runs a grant at the token endpoint (RFC 6749 §3.2): builds the request, sends it, judges the answer, with a hook between.
 *
 * @throws every error of {@link readTokenResponse}, `AuthorizationServerUnreachableError`, `HookError`.
 */
export async function fetchToken(
  client: OAuth2Client,
  grant: Grant,
  account: string,
  timeoutMs: number,
): Promise<FetchedToken> {
  const hook = grant.grantType === 'refresh_token' ? 'refreshToken' : 'accessToken';
  const request = await client.hooks.pass(`${hook}Request`, await tokenRequest(client, grant));
  const askedAtMs = Date.now();
  const response = await client.hooks.pass(`${hook}Response`, await send(client, request, timeoutMs));
  return { given: readTokenResponse(response, { account, secrets: secretsOf(request) }), askedAtMs };
}

function send({ axios }: OAuth2Client, request: TokenEndpointRequest, timeoutMs: number): Promise<ServerAnswer> {
  const { url, headers, parameters } = request;
  return callServer(axios, { method: 'post', url, headers, body: parameters.toString() }, timeoutMs);
}

async function tokenRequest(client: OAuth2Client, grant: Grant): Promise<TokenEndpointRequest> {
  const parameters = new URLSearchParams({ grant_type: grant.grantType, ...(await grant.parameters()) });
  if (grant.scope?.length) parameters.set('scope', grant.scope.join(client.scopeSeparator));
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  client.authenticate(parameters, headers);
  return { url: client.provider.tokenEndpoint, headers, parameters };
}

const harmless = new Set(['grant_type', 'client_id', 'redirect_uri', 'scope']);

function secretsOf({ parameters, headers }: TokenEndpointRequest): string[] {
  const sent = [...parameters].filter(([name]) => !harmless.has(name)).map(([, value]) => value);
  const basic = headers['authorization']?.replace(/^\w+ /, '');
  return basic === undefined ? sent : [...sent, basic, ...secretOfBasic(basic)];
}

function secretOfBasic(credentials: string): string[] {
  try {
    const secret = atob(credentials).split(':')[1] ?? '';
    return [secret, decodeURIComponent(secret.replaceAll('+', ' '))];
  } catch {
    return []; // a hook put on something else
  }
}
