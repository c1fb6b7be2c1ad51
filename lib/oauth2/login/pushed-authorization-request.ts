import { AuthorizationRequestError } from '../../errors.js';
import { expiry } from '../../server-calls/lifetime.js';
import { parsedUrl } from '../../parsed-url.js';
import { platform } from '../../platform.js';
import { retryAfterMs } from '../../server-calls/retry-after.js';
import type { ServerAnswer } from '../../server-calls/server-call.js';
import type { OAuth2Client } from '../client.js';
import type { EndpointRequest } from '../hook-points.js';
import { asked, secretsOf } from '../endpoints/endpoints.js';
import { answerMembers } from '../../server-calls/answer-members.js';
import { providerWords } from '../token-endpoint/server-words.js';

/**
 * Pushes an authorization request to the server (RFC 9126 §2.1), and says what the URL holds instead. Never falls back to
 * a request that anyone can read and change.
 *
 * @throws {@link AuthorizationRequestError} for any answer but a `request_uri`, `ConfigurationError` without an endpoint.
 */
export async function pushed(
  client: OAuth2Client,
  parameters: URLSearchParams,
): Promise<{ readonly sent: URLSearchParams; readonly expiresAt?: number }> {
  const { request, answer, askedAtMs } = await asked(client, 'pushedAuthorizationRequestEndpoint', parameters);
  const { requestUri, lifetime } = await reference(
    answer,
    secretsOf({ ...request, parameters: unsaid(request, parameters) }),
  );
  const expiresAt = expiry(Number(lifetime), Date.now() - (platform.monotonicMs() - askedAtMs));
  return {
    sent: new URLSearchParams({ client_id: client.clientId, request_uri: requestUri }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

const personal = ['state', 'nonce', 'login_hint', 'id_token_hint', 'request'];

/** What the server must not say again in an error: what the client's authentication added, and what is this person's. */
function unsaid({ parameters }: EndpointRequest, pushed: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...parameters].filter(([name]) => !pushed.has(name) || personal.includes(name)));
}

async function reference(
  answer: ServerAnswer,
  secrets: readonly string[],
): Promise<{ requestUri: string; lifetime: unknown }> {
  const { status, headers, body } = answer;
  const members = answerMembers(body) ?? {};
  const { request_uri: requestUri, expires_in: lifetime } = members;
  // 201, though some answer 200 (RFC 9126 §2.2).
  if ((status === 200 || status === 201) && isReference(requestUri)) return { requestUri, lifetime };
  const words = (await providerWords(members, secrets)) ?? {
    error: status < 300 ? 'no_request_uri' : `http_${String(status)}`,
  };
  throw new AuthorizationRequestError(status, words, retryAfterMs(headers, Date.now()));
}

/** RFC 9101 §5.2. */
function isReference(requestUri: unknown): requestUri is string {
  if (typeof requestUri !== 'string' || requestUri.length > 512) return false;
  return ['urn:', 'https:'].includes(parsedUrl(requestUri)?.protocol ?? '');
}
