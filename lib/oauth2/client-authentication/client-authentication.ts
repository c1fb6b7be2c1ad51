import { ConfigurationError } from '../../errors.js';
import type { MaybePromise } from '../../maybe-promise.js';
import { wholeText } from '../../options.js';
import { formEncoded } from '../../server-calls/form-encoded.js';

/** The methods that need nothing but the client's id and secret; names from the IANA registry (RFC 6749 §2.3, RFC 8705 §2). */
export type ClientAuthenticationMethod =
  'client_secret_basic' | 'client_secret_post' | 'none' | 'tls_client_auth' | 'self_signed_tls_client_auth';

/** All of them. */
export const clientAuthenticationMethods: readonly ClientAuthenticationMethod[] = [
  'client_secret_basic',
  'client_secret_post',
  'tls_client_auth',
  'self_signed_tls_client_auth',
  'none',
];

/** Those of them that send a secret. */
export type ClientSecretMethod = 'client_secret_basic' | 'client_secret_post';

/** How id and secret are joined for Basic: form-encoded first (RFC 6749 §2.3.1), or as they are, for servers that do not decode them. */
export type BasicEncoding = 'form' | 'raw';

/** Whom the client proves its identity to, in the names of RFC 8414 §2. */
export interface AuthenticationAudience {
  /** The issuer identifier; of a server that has none, its token endpoint. */
  readonly issuer: string;
  readonly token_endpoint: string;
  /** By the metadata that the endpoint was found in. */
  readonly token_endpoint_auth_methods_supported?: string[];
}

/**
 * Adds the client's proof of identity to a request (RFC 6749 §2.3), anew for each try: `privateKeyJwt()`, one of your own, or one
 * of oauth4webapi, whose authenticators have this very form.
 *
 * @param parameters - The form that will be sent; add to it.
 * @param headers - Add to them.
 */
export interface ClientAuthentication {
  (
    server: AuthenticationAudience,
    client: { readonly client_id: string },
    parameters: URLSearchParams,
    headers: Headers,
  ): MaybePromise<void>;
  /**
   * Hears how each request with the proof was answered. `true`: with what the server has said, as of its clock, another proof may be
   * accepted; the request is sent once more.
   */
  readonly answered?: (
    request: { readonly url: string; readonly parameters: URLSearchParams },
    answer: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string },
  ) => MaybePromise<boolean>;
  /** Whether a TLS certificate is the proof: the server may have endpoints of their own for such clients (RFC 8705 §5). */
  readonly byCertificate?: boolean;
  /** Whether it proves nothing: a public client (RFC 6749 §2.1). */
  readonly isPublic?: boolean;
}

/** What a client proves its identity with, as its options say it. */
export interface ClientProof {
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  readonly basicEncoding?: BasicEncoding | undefined;
  readonly method: ClientAuthenticationMethod | ClientAuthentication | undefined;
}

/**
 * The authentication of one client.
 *
 * @throws {@link ConfigurationError} when the method and the secret do not go together.
 */
export function clientAuthentication(proof: ClientProof): ClientAuthentication {
  const { clientSecret, basicEncoding } = proof;
  const { method = clientSecret === undefined ? 'none' : undefined } = proof;
  if (method === undefined && basicEncoding === undefined) return asSupported(proof);
  if (method === undefined || method === 'client_secret_basic' || method === 'client_secret_post')
    return bySecret(proof, method);
  const authentication = typeof method === 'function' ? method : withoutSecret(method);
  if (!authentication) {
    const known = clientAuthenticationMethods.join(', ');
    throw new ConfigurationError('clientAuthentication', `there is ${known}; other ways are functions.`);
  }
  if (clientSecret === undefined) return authentication;
  throw new ConfigurationError('clientSecret', 'is not used by this clientAuthentication: give one of the two.');
}

function bySecret(
  { clientId, clientSecret, basicEncoding = 'form' }: ClientProof,
  method: ClientSecretMethod = 'client_secret_basic',
): ClientAuthentication {
  if (clientSecret === undefined) throw new ConfigurationError('clientSecret', `is required for ${method}.`);
  wholeText(clientSecret, 'clientSecret');
  return method === 'client_secret_basic' ? basic(clientId, clientSecret, basicEncoding) : post(clientSecret);
}

/** Basic, which every server has to take (RFC 6749 §2.3.1), unless its metadata knows post only. */
function asSupported(proof: ClientProof): ClientAuthentication {
  const byBasic = bySecret(proof, 'client_secret_basic');
  const byPost = bySecret(proof, 'client_secret_post');
  return (server, ...rest) => {
    const { token_endpoint_auth_methods_supported: listed = [] } = server;
    const isPostOnly = listed.includes('client_secret_post') && !listed.includes('client_secret_basic');
    return (isPostOnly ? byPost : byBasic)(server, ...rest);
  };
}

/** RFC 6749 §3.2.1, RFC 8705 §2: who proves nothing here, or by certificate, says at least who it is. */
function identified(how: Pick<ClientAuthentication, 'byCertificate' | 'isPublic'>): ClientAuthentication {
  const identify: ClientAuthentication = (_server, { client_id: clientId }, parameters) => {
    parameters.set('client_id', clientId);
  };
  return Object.assign(identify, how);
}

function withoutSecret(method: string): ClientAuthentication | undefined {
  if (method === 'none') return identified({ isPublic: true });
  const isTls = method === 'tls_client_auth' || method === 'self_signed_tls_client_auth';
  return isTls ? identified({ byCertificate: true }) : undefined;
}

function basic(clientId: string, clientSecret: string, encoding: BasicEncoding): ClientAuthentication {
  const joined = (encoding === 'raw' ? [clientId, clientSecret] : [clientId, clientSecret].map(formEncoded)).join(':');
  const credentials = btoa(String.fromCharCode(...new TextEncoder().encode(joined)));
  return (_server, _client, _parameters, headers) => {
    headers.set('authorization', `Basic ${credentials}`);
  };
}

function post(clientSecret: string): ClientAuthentication {
  return (_server, { client_id: clientId }, parameters) => {
    parameters.set('client_id', clientId);
    parameters.set('client_secret', clientSecret);
  };
}
