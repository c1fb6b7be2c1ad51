import type { AxiosInstance } from 'axios';
import { ConfigurationError, DiscoveryError, TokenResponseError } from '../../errors.js';
import { callServer } from '../../server-calls/server-call.js';
import { discover, type AuthorizationServerMetadata, type MetadataAnswer } from './authorization-server-metadata.js';
import { metadataNames, type EndpointName, type OAuth2Provider } from '../provider.js';
import { mayLeadTo } from './untrusted-url.js';

/** How the authorization server may be reached. */
export interface AuthorizationServerAccess {
  readonly axios: AxiosInstance;
  /** Whose other sessions may use what was discovered: another proxy, or a mock, may give another answer. */
  readonly discoveredFor: AxiosInstance;
  /** Milliseconds for one call. */
  readonly timeoutMs: number;
  readonly allowInsecureRequests: boolean;
  /** Whether the client shows a certificate: such clients have endpoints of their own (RFC 8705 §5). */
  readonly byCertificate: boolean;
}

/** Where the endpoints of one authorization server are: as the provider says, else as the server itself says (RFC 8414). */
export class AuthorizationServer {
  readonly #provider: OAuth2Provider;
  readonly #access: AuthorizationServerAccess;

  constructor(provider: OAuth2Provider, access: AuthorizationServerAccess) {
    this.#provider = provider;
    this.#access = access;
  }

  /** Whose other sessions may use what this one has learnt of the server. */
  get discoveredFor(): AxiosInstance {
    return this.#access.discoveredFor;
  }

  /**
   * The URL of an endpoint.
   *
   * @throws {@link ConfigurationError} that names the endpoint which nobody knows; every error of {@link metadata}.
   */
  async endpoint(name: EndpointName): Promise<string> {
    const url = this.#provider[name] ?? (await this.#lookedUp(name));
    if (url !== undefined) return url;
    throw new ConfigurationError(`provider.${name}`, 'is needed for this; the metadata of the issuer has none.');
  }

  /** The issuer identifier; of a server that has none, its token endpoint takes its part in assertions (RFC 7523 §3). */
  async identifier(): Promise<string> {
    return this.#provider.issuer ?? this.endpoint('tokenEndpoint');
  }

  /**
   * What the server says of itself. Asked for once an hour at most, by all sessions with the same issuer.
   *
   * @throws {@link ConfigurationError} without an issuer, {@link DiscoveryError}, `AuthorizationServerUnreachableError`.
   */
  async metadata(): Promise<AuthorizationServerMetadata> {
    const { issuer } = this.#provider;
    if (issuer === undefined) throw new ConfigurationError('provider.issuer', 'is needed to discover this.');
    return cached(this.discoveredFor, issuer, () => discover(issuer, (url) => this.#metadataAt(url, issuer)));
  }

  /** The metadata that an endpoint is looked up in; undefined, and not asked for, where the provider names it. */
  async discovered(name: EndpointName): Promise<AuthorizationServerMetadata | undefined> {
    return this.#provider[name] === undefined ? this.metadata() : undefined;
  }

  /**
   * How a client with a secret may prove itself at an endpoint, as the metadata that it was looked up in says (RFC 8414 §2).
   * An endpoint without rules of its own has those of the token endpoint (RFC 9126 §5).
   */
  async methodsAt(name: EndpointName): Promise<{ token_endpoint_auth_methods_supported?: string[] }> {
    const metadata = await this.discovered(name);
    const rules = 'auth_methods_supported';
    const listed = metadata?.[`${metadataNames[name]}_${rules}`] ?? metadata?.[`token_endpoint_${rules}`];
    return Array.isArray(listed) ? { token_endpoint_auth_methods_supported: listed as string[] } : {};
  }

  /** Reads a document of the server, as its metadata or its keys. */
  async get(url: string): Promise<MetadataAnswer> {
    const { axios, timeoutMs } = this.#access;
    return callServer(axios, { method: 'get', url, headers: { accept: 'application/json' } }, timeoutMs);
  }

  async #metadataAt(url: string, issuer: string): Promise<MetadataAnswer> {
    try {
      return await this.get(url);
    } catch (error) {
      throw error instanceof TokenResponseError ? new DiscoveryError(issuer, 'it has more than 1 MB') : error;
    }
  }

  async #lookedUp(name: EndpointName): Promise<string | undefined> {
    if (this.#provider.issuer === undefined) {
      throw new ConfigurationError(`provider.${name}`, 'is needed for this, or an issuer to discover it from.');
    }
    const metadata = await this.metadata();
    const member = metadataNames[name];
    const alias = this.#access.byCertificate ? metadata.mtls_endpoint_aliases?.[member] : undefined;
    const url = alias ?? metadata[member];
    if (url === undefined) return undefined;
    return this.#safe(url, metadata.issuer, member);
  }

  /** Metadata must not lead anywhere that a provider could not name (RFC 8414 §6.1). */
  #safe(url: unknown, issuer: string, member: string): string {
    if (mayLeadTo(issuer, url, this.#access.allowInsecureRequests)) return url;
    throw new DiscoveryError(issuer, `its ${member} is no https URL`);
  }
}

interface Cached {
  readonly until: number;
  readonly metadata: Promise<AuthorizationServerMetadata>;
}

const lifetimeMs = 3_600_000;
const mostIssuers = 100;
const caches = new WeakMap<AxiosInstance, Map<string, Cached>>();

function cached(
  instance: AxiosInstance,
  issuer: string,
  fetch: () => Promise<AuthorizationServerMetadata>,
): Promise<AuthorizationServerMetadata> {
  const cache = caches.get(instance) ?? new Map<string, Cached>();
  caches.set(instance, cache);
  const known = cache.get(issuer);
  if (known && known.until > Date.now()) return known.metadata;
  const metadata = fetch().catch((error: unknown) => {
    cache.delete(issuer);
    throw error;
  });
  cache.delete(issuer);
  const [oldest] = cache.keys();
  if (cache.size >= mostIssuers && oldest !== undefined) cache.delete(oldest);
  cache.set(issuer, { until: Date.now() + lifetimeMs, metadata });
  return metadata;
}
