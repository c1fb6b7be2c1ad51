import type { AxiosInstance } from 'axios';
import { ClientRegistrationError } from '../../errors.js';
import { assertKnownOptions, timeLimit } from '../../options.js';
import { callServer, cleanInstance, type ServerAnswer } from '../../server-calls/server-call.js';
import { AuthorizationServer } from './authorization-server.js';
import { assertProvider, type OAuth2Provider } from '../provider.js';
import { answerMembers } from '../../server-calls/answer-members.js';
import { providerWords } from '../token-endpoint/server-words.js';

/** What a client says of itself (RFC 7591 §2). */
export interface ClientMetadata {
  readonly redirect_uris?: readonly string[];
  readonly client_name?: string;
  readonly token_endpoint_auth_method?: string;
  readonly grant_types?: readonly string[];
  readonly response_types?: readonly string[];
  readonly scope?: string;
  readonly [member: string]: unknown;
}

/** What the server made of it (RFC 7591 §3.2.1): what it says wins over what was asked for. Plain JSON; holds secrets. */
export interface ClientRegistration extends ClientMetadata {
  readonly client_id: string;
  readonly client_secret?: string;
  /** Seconds since the epoch; 0: never. */
  readonly client_secret_expires_at?: number;
}

/** Where, and as what, a client is registered. */
export interface ClientRegistrationOptions {
  /** The server: its `issuer`, or its `registrationEndpoint`. */
  provider: OAuth2Provider;
  /** What to register (RFC 7591 §2). */
  metadata: ClientMetadata;
  /** What the server's owner gave to you for this (RFC 7591 §3). */
  initialAccessToken?: string;
  /** The instance that calls the server. */
  axios?: AxiosInstance;
  /** Milliseconds for the whole answer. Default: 10,000. */
  timeoutMs?: number;
  /** Accepts http beyond loopback. For closed networks only. Default: false. */
  allowInsecureRequests?: boolean;
}

/**
 * Registers a client (RFC 7591 §3.1).
 *
 * @throws {@link ClientRegistrationError} with the server's words, `ConfigurationError` without a registration endpoint.
 */
export async function registerClient(options: ClientRegistrationOptions): Promise<ClientRegistration> {
  assertKnownOptions(options, [
    'provider',
    'metadata',
    'initialAccessToken',
    'axios',
    'timeoutMs',
    'allowInsecureRequests',
  ]);
  const { provider, metadata, initialAccessToken: token, allowInsecureRequests = false } = options;
  assertProvider(provider, allowInsecureRequests);
  const timeoutMs = timeLimit(options.timeoutMs, 'timeoutMs', 10_000);
  const axios = options.axios ?? cleanInstance();
  const access = { axios, discoveredFor: axios, timeoutMs, allowInsecureRequests, byCertificate: false };
  const url = await new AuthorizationServer(provider, access).endpoint('registrationEndpoint');
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const answer = await callServer(axios, { method: 'post', url, headers, body: JSON.stringify(metadata) }, timeoutMs);
  return registration(answer, metadata, token === undefined ? [] : [token]);
}

async function registration(
  { status, body }: ServerAnswer,
  asked: ClientMetadata,
  secrets: readonly string[],
): Promise<ClientRegistration> {
  const members = answerMembers(body) ?? {};
  const given = { ...asked, ...members };
  if ((status === 201 || status === 200) && isRegistration(given)) return given;
  const words = (await providerWords(members, secrets)) ?? {
    error: status < 300 ? 'no_client_id' : `http_${String(status)}`,
  };
  throw new ClientRegistrationError(status, words);
}

/** Also of one that was kept. */
export function isRegistration(given: unknown): given is ClientRegistration {
  const { client_id: id, client_secret: secret } = (given ?? {}) as Readonly<Record<string, unknown>>;
  return typeof id === 'string' && id !== '' && (secret === undefined || typeof secret === 'string');
}
