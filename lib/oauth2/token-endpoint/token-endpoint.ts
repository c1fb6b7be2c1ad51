import type { DpopKey } from '../../token-store.js';
import { ConfigurationError, HookError, InvalidGrantError, isOAuthError } from '../../errors.js';
import { callServer, type ServerAnswer, type ServerCall } from '../../server-calls/server-call.js';
import type { OAuth2Client } from '../client.js';
import { answered, authenticated, secretsOf, sendForm } from '../endpoints/endpoints.js';
import type { Grant } from '../grants/grants.js';
import type { TokenEndpointRequest } from '../hook-points.js';
import { assertParameters, searchParameters, type RequestParameters } from '../request-parameters.js';
import { scopeNames } from '../scope/scope.js';
import type { AnsweredTokenCall, Prove } from '../dpop/sender-constraint.js';
import type { FetchTokenOptions } from './token-request.js';
import { readTokenResponse } from './token-response.js';
import type { GivenToken } from '../token.js';

/** A token as the server gave it, and when it was asked for: its lifetime counts from there, not from the answer. */
export interface FetchedToken {
  readonly given: GivenToken;
  readonly askedAtMs: number;
}

/** One call, of one grant. */
export interface TokenCall extends FetchTokenOptions {
  readonly grant: Grant;
  readonly account: string;
  /** The key that the token is, or will be, bound to. Default: a new one, if the client binds its tokens. */
  readonly dpopKey?: DpopKey | undefined;
}

/**
 * Runs a grant at the token endpoint (RFC 6749 §3.2): builds the request, sends it, judges the answer, with a hook between. An
 * assertion that is refused is made anew, once.
 *
 * @throws every error of {@link readTokenResponse}, `AuthorizationServerUnreachableError`, `HookError`.
 */
export async function fetchToken(client: OAuth2Client, call: TokenCall): Promise<FetchedToken> {
  const parameters = await parametersOf(call);
  try {
    return await tryOnce(client, call, parameters);
  } catch (error) {
    const another = call.grant.byAssertion && error instanceof InvalidGrantError && (await parametersOf(call));
    if (!another || JSON.stringify(another) === JSON.stringify(parameters)) throw error;
    return tryOnce(client, call, another);
  }
}

async function tryOnce(client: OAuth2Client, call: TokenCall, parameters: RequestParameters): Promise<FetchedToken> {
  const { dpop, hooks, tokenRequest: form } = client;
  const { grant, account } = call;
  const hook = grant.grantType === 'refresh_token' ? 'refreshToken' : 'accessToken';
  const once = (prove?: Prove): Promise<AnsweredTokenCall> =>
    answered(client, async () => {
      const made = await hooks.pass(`${hook}Request`, await tokenRequest(client, call, parameters));
      const request = prove ? await prove(made, made.method ?? form.method) : made;
      return { request, askedAtMs: Date.now(), answer: await send(client, request, call) };
    });
  const { request, askedAtMs, answer, record } = await (dpop ? dpop.call(once, call.dpopKey) : once());
  const response = await hooks.pass(`${hook}Response`, answer);
  const exchanged = grant.exchanges === true;
  const asked = { account, secrets: secretsOf(request), assertType: dpop?.assertType, exchanged };
  const given = { ...(await readTokenResponse(response, asked)), ...record };
  const resources = request.parameters.getAll('resource');
  return { given: resources.length === 0 ? given : { ...given, resources }, askedAtMs };
}

async function tokenRequest(
  client: OAuth2Client,
  { grant, parameters: ofCall, headers }: TokenCall,
  ofGrant: RequestParameters,
): Promise<TokenEndpointRequest> {
  assertMayRun(client, grant);
  const { tokenRequest: form, clientId } = client;
  const scope = scopeNames(grant.scope).join(client.scopeSeparator);
  const own = { grant_type: grant.grantType, ...ofGrant, ...(scope === '' ? {} : { scope }), ...grant.target };
  const request = await authenticated(
    client,
    'tokenEndpoint',
    searchParameters({ ...own, ...form.parameters, ...ofCall }),
  );
  if (form.includeClientId === true) request.parameters.set('client_id', clientId);
  if (form.includeClientId === false) request.parameters.delete('client_id');
  return { ...request, headers: { ...request.headers, ...lowerCase(form.headers), ...lowerCase(headers) } };
}

async function parametersOf({ grant, account }: TokenCall): Promise<RequestParameters> {
  try {
    const parameters = await grant.parameters({ account });
    assertParameters(parameters, 'grant.parameters');
    return parameters;
  } catch (error) {
    throw isOAuthError(error) ? error : new HookError('grant.parameters', { cause: error });
  }
}

/** RFC 6749 §4.4. */
function assertMayRun({ authenticate }: OAuth2Client, { grantType }: Grant): void {
  if (grantType !== 'client_credentials' || !authenticate.isPublic) return;
  throw new ConfigurationError('clientSecret', 'or another clientAuthentication is needed for client credentials.');
}

function send(client: OAuth2Client, request: TokenEndpointRequest, call: TokenCall): Promise<ServerAnswer> {
  const { timeoutMs = client.tokenTimeoutMs, signal } = call;
  const { method, ...form } = request;
  if (method !== 'GET' && !client.tokenRequest.inQuery) return sendForm(client, form, timeoutMs, signal);
  return callServer(client.axios, inQuery(request, method ?? client.tokenRequest.method), timeoutMs, signal);
}

/** A quirk: the endpoint's own query is kept. */
function inQuery({ url, headers, parameters }: TokenEndpointRequest, method: string): ServerCall {
  if (parameters.has('client_secret')) {
    throw new ConfigurationError(
      'tokenRequest.parameterPlacement',
      'would put the client secret into a URL (RFC 6749 §2.3.1): use client_secret_basic.',
    );
  }
  const target = new URL(url);
  for (const [name, value] of parameters) target.searchParams.append(name, value);
  const { 'content-type': _form, ...others } = headers;
  return { method, url: target.href, headers: others };
}

function lowerCase(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
