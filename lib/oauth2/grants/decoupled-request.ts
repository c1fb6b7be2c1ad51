import { answerMembers, type Members } from '../../server-calls/answer-members.js';
import { TokenEndpointBusyError, TokenEndpointError, TokenResponseError } from '../../errors.js';
import { remedyFor } from '../../errors/remedy.js';
import { retryAfterMs } from '../../server-calls/retry-after.js';
import type { OAuth2Client } from '../client.js';
import { asked, secretsOf } from '../endpoints/endpoints.js';
import type { EndpointName } from '../provider.js';
import { searchParameters, type RequestParameters } from '../request-parameters.js';
import { isText, providerWords } from '../token-endpoint/server-words.js';
import { scopeNames, type Scope } from '../scope/scope.js';

/** A request that a person allows elsewhere, while the client asks again and again whether they have. */
export interface DecoupledRequest {
  readonly members: Members;
  /** What the client shows when it asks. A secret. */
  readonly handle: string;
  /** In monotonic milliseconds. */
  readonly deadlineMs: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly intervalSeconds: number;
}

interface DecoupledEndpoint {
  readonly endpoint: EndpointName;
  /** For error messages. */
  readonly name: string;
  /** The member of its answer that is the handle. */
  readonly handle: 'device_code' | 'auth_req_id';
}

/**
 * Begins it (RFC 8628 §3.1, CIBA §7.1): a form with the client's authentication.
 *
 * @throws {@link TokenEndpointError} with the server's words, {@link TokenEndpointBusyError}, {@link TokenResponseError},
 * `AuthorizationServerUnreachableError`.
 */
export async function beginDecoupled(
  client: OAuth2Client,
  { endpoint, name, handle }: DecoupledEndpoint,
  parameters: RequestParameters,
  signal?: AbortSignal,
): Promise<DecoupledRequest> {
  const { request, answer, askedAtMs } = await asked(client, endpoint, searchParameters(parameters), { signal });
  const { status, headers, body } = answer;
  if ([408, 429, 503].includes(status))
    throw new TokenEndpointBusyError(status, retryAfterMs(headers, Date.now()), name);
  const members = answerMembers(body) ?? {};
  const words = await providerWords(members, secretsOf(request));
  if (words) throw new TokenEndpointError(status, words, remedyFor(words.error), name);
  if (status >= 400) throw new TokenEndpointError(status, { error: `http_${String(status)}` }, undefined, name);
  const { [handle]: given, expires_in: lifetime, interval = 5 } = members;
  const seconds = Number(lifetime);
  if (!isText(given)) throw new TokenResponseError(status, `there is no ${handle} in it`, 'check its URL', name);
  if (!(seconds > 0)) throw new TokenResponseError(status, 'it does not say when it expires', 'check its URL', name);
  const lifetimeMs = seconds * 1000;
  return {
    members,
    handle: given,
    deadlineMs: askedAtMs + lifetimeMs,
    expiresAt: Date.now() + lifetimeMs,
    intervalSeconds: Number(interval) > 0 ? Number(interval) : 5,
  };
}

/** Joined as the provider wants it. */
export function joinedScope(client: OAuth2Client, scope: Scope | undefined): string | undefined {
  const wanted = scope === undefined ? client.scope : scopeNames(scope);
  return wanted.length > 0 ? wanted.join(client.scopeSeparator) : undefined;
}
