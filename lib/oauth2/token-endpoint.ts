import type { DpopKey } from '../token-store.js';
import type { OAuth2Client } from './client.js';
import { authenticated, secretsOf, sendForm } from './endpoints.js';
import type { Grant } from './grants.js';
import type { TokenEndpointRequest } from './provider.js';
import { searchParameters } from './request-parameters.js';
import { scopeNames } from './scope.js';
import type { Prove, TokenCall } from './sender-constraint.js';
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
 * @param dpopKey - The key that the token is, or will be, bound to. Default: a new one, if the client binds its tokens.
 *
 * @throws every error of {@link readTokenResponse}, `AuthorizationServerUnreachableError`, `HookError`.
 */
export async function fetchToken(
  client: OAuth2Client,
  grant: Grant,
  account: string,
  timeoutMs: number,
  dpopKey?: DpopKey,
): Promise<FetchedToken> {
  const { dpop, hooks } = client;
  const hook = grant.grantType === 'refresh_token' ? 'refreshToken' : 'accessToken';
  const once = async (prove?: Prove): Promise<TokenCall> => {
    const made = await hooks.pass(`${hook}Request`, await tokenRequest(client, grant));
    const request = prove ? await prove(made) : made;
    return { request, askedAtMs: Date.now(), answer: await sendForm(client, request, timeoutMs) };
  };
  const { request, askedAtMs, answer, record } = await (dpop ? dpop.call(once, dpopKey) : once());
  const response = await hooks.pass(`${hook}Response`, answer);
  const call = { account, secrets: secretsOf(request), assertType: dpop?.assertType };
  return { given: { ...readTokenResponse(response, call), ...record }, askedAtMs };
}

async function tokenRequest(client: OAuth2Client, grant: Grant): Promise<TokenEndpointRequest> {
  const parameters = searchParameters({ grant_type: grant.grantType, ...(await grant.parameters()) });
  const scope = scopeNames(grant.scope);
  if (scope.length > 0) parameters.set('scope', scope.join(client.scopeSeparator));
  return authenticated(client, 'tokenEndpoint', parameters);
}
