import type { AxiosInstance } from 'axios';
import { platform } from '../platform.js';
import type { OAuth2Client } from './client.js';
import type { Grant } from './grants.js';
import type { TokenEndpointRequest, TokenEndpointResponse } from './provider.js';
import { readTokenResponse } from './token-response.js';
import type { GivenToken } from './token.js';
import { plainHeaders, unreachable } from './unreachable.js';

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
  const response = await client.hooks.pass(`${hook}Response`, await send(client.axios, request, timeoutMs));
  return { given: readTokenResponse(response, { account, secrets: secretsOf(request) }), askedAtMs };
}

async function tokenRequest(client: OAuth2Client, grant: Grant): Promise<TokenEndpointRequest> {
  const parameters = new URLSearchParams({ grant_type: grant.grantType, ...(await grant.parameters()) });
  if (grant.scope?.length) parameters.set('scope', grant.scope.join(client.scopeSeparator));
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  client.authenticate(parameters, headers);
  return { url: client.provider.tokenEndpoint, headers, parameters };
}

/** Counts decompressed bytes. Real token answers have a few kilobytes. */
const longestAnswerBytes = 1_048_576;

/**
 * One clean request: nothing of the API call that waits for it goes along. Redirects are not followed, and the time limit
 * is for the whole answer, not for idle time only.
 */
async function send(
  instance: AxiosInstance,
  request: TokenEndpointRequest,
  timeoutMs: number,
): Promise<TokenEndpointResponse> {
  const limit = new AbortController();
  const cancel = platform.timer(timeoutMs, () => {
    limit.abort();
  });
  try {
    const response = await instance.request<string>({
      method: 'post',
      url: request.url,
      headers: { ...request.headers },
      data: request.parameters.toString(),
      responseType: 'text',
      transformRequest: [(data: unknown) => data],
      transformResponse: [(data: unknown) => data],
      validateStatus: () => true,
      allowAbsoluteUrls: true,
      maxRedirects: 0,
      fetchOptions: { redirect: 'manual' }, // the fetch adapter of axios before 1.20 ignores maxRedirects
      maxContentLength: longestAnswerBytes,
      signal: limit.signal,
      oauth: false,
    });
    return { status: response.status, headers: plainHeaders(response.headers), body: bodyText(response.data) };
  } catch (error) {
    throw unreachable(error);
  } finally {
    cancel();
  }
}

/** axios-mock-adapter answers with objects, and perhaps without headers. */
function bodyText(data: unknown): string {
  return typeof data === 'string' ? data : (JSON.stringify(data) ?? '');
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
