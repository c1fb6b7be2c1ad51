import type { AxiosInstance } from 'axios';
import { ClientRegistrationError, ConfigurationError } from '../../errors.js';
import { isLoopback } from '../../secure-origin.js';
import { parsedUrl } from '../../parsed-url.js';
import type { MaybePromise } from '../../maybe-promise.js';
import type { AuthorizationServerMetadata } from './authorization-server-metadata.js';
import type { ClientIdentity } from '../session-options.js';
import { isRegistration, registerClient, type ClientMetadata, type ClientRegistration } from './client-registration.js';

/** Where registrations are kept, so that a client is registered once: a Map, a file, a table. They hold secrets. */
export interface RegistrationStore {
  get(key: string): MaybePromise<ClientRegistration | undefined>;
  set(key: string, registration: ClientRegistration): unknown;
}

/** Registers a client where it is not known yet. */
interface RegisteredClient {
  /** Shown to the person who logs in. */
  clientName: string;
  /** More of RFC 7591 §2, as `client_uri` and `logo_uri`. */
  clientMetadata?: ClientMetadata;
  /** Default: nowhere, so that each call registers another client. */
  registrations?: RegistrationStore;
}

type Never<Options> = { [Option in keyof Options]?: never };

/**
 * Who the client is at a server that nobody has chosen before: known there by an id; by the URL of its own metadata document, where the
 * server takes such ids; registered, where it takes everyone. With both of the latter the document is preferred.
 */
export type ResourceClient =
  | ({ clientIdMetadataDocument?: never } & Never<RegisteredClient> & ClientIdentity)
  | ({ clientIdMetadataDocument: string } & Never<ClientIdentity> & (RegisteredClient | Never<RegisteredClient>))
  | ({ clientIdMetadataDocument?: never } & Never<ClientIdentity> & RegisteredClient);

/** The options that say who the client is, beside those of a session. */
export const identityOptions = ['clientIdMetadataDocument', 'clientName', 'clientMetadata', 'registrations'];

/** What the client is at one server. */
export interface RegistrationPlace {
  readonly metadata: AuthorizationServerMetadata;
  readonly redirectUri: string;
  readonly axios?: AxiosInstance | undefined;
  readonly timeoutMs: number;
  readonly allowInsecureRequests: boolean;
}

/** @throws {@link ConfigurationError} when the server takes none of what is offered; {@link ClientRegistrationError}. */
export async function identityAt(place: RegistrationPlace, client: ResourceClient): Promise<ClientIdentity> {
  if (client.clientId !== undefined) return identityIn(client);
  const { clientIdMetadataDocument: document } = client;
  const { metadata } = place;
  if (document !== undefined) assertDocument(document);
  if (document !== undefined && metadata['client_id_metadata_document_supported'] === true)
    return { clientId: document };
  if (client.clientName !== undefined && metadata['registration_endpoint'] !== undefined)
    return registered(place, client);
  throw new ConfigurationError('clientId', 'is needed: this server takes none of the other ways that you offer.');
}

function identityIn(client: ClientIdentity): ClientIdentity {
  const names = ['clientId', 'clientSecret', 'clientAuthentication'];
  return Object.fromEntries(Object.entries(client).filter(([name]) => names.includes(name))) as ClientIdentity;
}

function assertDocument(document: string): void {
  const url = parsedUrl(document);
  if (url?.protocol === 'https:' && url.pathname !== '/' && !document.includes('#')) return;
  throw new ConfigurationError('clientIdMetadataDocument', 'is an https URL with a path.');
}

async function registered(place: RegistrationPlace, client: RegisteredClient): Promise<ClientIdentity> {
  const { metadata, redirectUri } = place;
  const { registrations } = client;
  const key = [metadata.issuer, redirectUri].map(encodeURIComponent).join('/');
  const kept = await registrations?.get(key);
  if (isRegistration(kept) && !hasLapsed(kept)) return identityOf(kept);
  const { axios, timeoutMs, allowInsecureRequests } = place;
  const registration = await registerClient({
    provider: { issuer: metadata.issuer },
    metadata: { ...describedBy(place, client), ...client.clientMetadata },
    timeoutMs,
    allowInsecureRequests,
    ...(axios === undefined ? {} : { axios }),
  });
  const identity = identityOf(registration);
  await registrations?.set(key, registration);
  return identity;
}

/** Zero: never (RFC 7591 §3.2.1). */
function hasLapsed({ client_secret_expires_at: expiresAt = 0 }: ClientRegistration): boolean {
  return expiresAt !== 0 && expiresAt * 1000 <= Date.now();
}

function describedBy({ metadata, redirectUri }: RegistrationPlace, { clientName }: RegisteredClient): ClientMetadata {
  const { protocol, hostname } = new URL(redirectUri);
  const isWeb = protocol === 'https:' && !isLoopback(hostname);
  return {
    client_name: clientName,
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    application_type: isWeb ? 'web' : 'native',
    token_endpoint_auth_method: methodOf(metadata),
  };
}

const methods = ['none', 'client_secret_basic', 'client_secret_post'] as const;

/** A secret that everyone can have by registering proves nothing, so none where the server agrees (default: RFC 8414 §2). */
function methodOf({ token_endpoint_auth_methods_supported: supported }: AuthorizationServerMetadata): string {
  const listed: readonly unknown[] = Array.isArray(supported) ? supported : ['client_secret_basic'];
  return methods.find((method) => listed.includes(method)) ?? 'client_secret_basic';
}

/** What the server says wins over what was asked for (RFC 7591 §3.2.1). */
function identityOf(registration: ClientRegistration): ClientIdentity {
  const { client_id: clientId, client_secret: clientSecret, token_endpoint_auth_method: method } = registration;
  if (method === 'none' || clientSecret === undefined) return { clientId };
  if (method === undefined || method === 'client_secret_basic') return { clientId, clientSecret };
  if (method === 'client_secret_post') return { clientId, clientSecret, clientAuthentication: method };
  throw new ClientRegistrationError(200, { error: 'token_endpoint_auth_method' });
}
