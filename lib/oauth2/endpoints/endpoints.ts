import { HookError, isOAuthError } from '../../errors.js';
import { platform } from '../../platform.js';
import { callServer, type ServerAnswer } from '../../server-calls/server-call.js';
import type { OAuth2Client } from '../client.js';
import type { EndpointRequest, RevocationRequest } from '../hook-points.js';
import type { EndpointName } from '../provider.js';

/** Puts the client's authentication on a form (RFC 6749 §2.3): the same at every endpoint that wants one. */
export async function authenticated(
  client: OAuth2Client,
  endpoint: EndpointName,
  parameters: URLSearchParams,
): Promise<EndpointRequest> {
  const url = await client.server.endpoint(endpoint);
  const headers = new Headers({ accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' });
  const server = {
    issuer: await client.server.identifier(),
    token_endpoint: url,
    ...(await client.server.methodsAt(endpoint)),
  };
  try {
    await client.authenticate(server, { client_id: client.clientId }, parameters, headers);
  } catch (error) {
    throw isOAuthError(error) ? error : new HookError('clientAuthentication', { cause: error });
  }
  return { url, headers: Object.fromEntries(headers), parameters };
}

/** Sends it, as a POST unless it says otherwise. The answer is not judged yet. */
export function sendForm(
  client: OAuth2Client,
  request: EndpointRequest & Pick<RevocationRequest, 'method'>,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<ServerAnswer> {
  const { method = 'POST', url, parameters } = request;
  const body = bodyOf(request.headers, parameters);
  const headers = body === undefined ? { ...request.headers, 'content-type': false as const } : request.headers;
  return callServer(client.axios, { method, url, headers, body }, timeoutMs, signal);
}

function bodyOf(headers: EndpointRequest['headers'], parameters: URLSearchParams): string | undefined {
  const form = parameters.toString();
  const isJson = headers['content-type']?.startsWith('application/json') === true;
  return form !== '' && isJson ? JSON.stringify(Object.fromEntries(parameters)) : form || undefined;
}

/** A request and its answer, which is not judged yet. */
interface AnsweredRequest {
  readonly request: EndpointRequest;
  readonly answer: ServerAnswer;
}

/** Once more, where the client can prove itself better after what the server has said (see `ClientAuthentication`). */
export async function answered<Sent extends AnsweredRequest>(
  { authenticate }: OAuth2Client,
  once: () => Promise<Sent>,
): Promise<Sent> {
  const first = await once();
  const again = await authenticate.answered?.(first.request, first.answer);
  if (again !== true) return first;
  const second = await once();
  await authenticate.answered?.(second.request, second.answer);
  return second;
}

/** How an endpoint is asked. */
interface Asking {
  readonly hook?: 'introspectionRequest';
  readonly signal?: AbortSignal | undefined;
}

/** Asks an endpoint, with the client's authentication. `askedAtMs` is monotonic. */
export function asked(
  client: OAuth2Client,
  endpoint: EndpointName,
  parameters: URLSearchParams,
  { hook, signal }: Asking = {},
): Promise<AnsweredRequest & { readonly askedAtMs: number }> {
  return answered(client, async () => {
    const form = await authenticated(client, endpoint, new URLSearchParams(parameters));
    const request = hook ? await client.hooks.pass(hook, form) : form;
    const askedAtMs = platform.monotonicMs();
    return { request, askedAtMs, answer: await sendForm(client, request, client.tokenTimeoutMs, signal) };
  });
}

const harmless = new Set([
  'grant_type',
  'client_id',
  'redirect_uri',
  'scope',
  'resource',
  'audience',
  'token_type_hint',
  'client_assertion_type',
  'subject_token_type',
  'requested_token_type',
  'actor_token_type',
]);

/** Headers that hold no secret, or only the public proof of one. */
const harmlessHeaders = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'authorization', // looked into
  'content-length',
  'content-type',
  'dpop',
  'user-agent',
]);

/** What was sent and must not be in an error message, should the server say it again. */
export function secretsOf({ parameters, headers }: EndpointRequest): string[] {
  const sent = [...parameters].filter(([name]) => !harmless.has(name)).map(([, value]) => value);
  const keys = Object.entries(headers).filter(([name]) => !harmlessHeaders.has(name));
  sent.push(...keys.flatMap(([, value]) => piecesOf(value)));
  const basic = headers['authorization']?.replace(/^\w+ /, '');
  return basic === undefined ? sent : [...sent, basic, ...secretOfBasic(basic)];
}

/** The whole and its parts: a key may have a scheme or a name before it, as in a cookie. Short words are more probably no key. */
function piecesOf(header: unknown): string[] {
  const value = String(header); // a hook may give a number
  return [value, ...value.split(/[\s,;=]+/).filter((piece) => piece.length >= 8 && piece !== value)];
}

function secretOfBasic(credentials: string): string[] {
  try {
    const bytes = Uint8Array.from(atob(credentials), (character) => character.charCodeAt(0));
    const [, ...pieces] = new TextDecoder().decode(bytes).split(':'); // one that is not encoded may have a colon, too
    const secret = pieces.join(':');
    return [secret, ...formDecoded(secret)];
  } catch {
    return []; // a hook put on something else
  }
}

/** Nothing, for a secret that goes as it is and has a percent sign. */
function formDecoded(text: string): string[] {
  try {
    return [decodeURIComponent(text.replaceAll('+', ' '))];
  } catch {
    return [];
  }
}
