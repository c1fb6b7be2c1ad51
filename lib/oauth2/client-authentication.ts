import { ConfigurationError } from '../errors.js';
import type { MaybePromise } from '../maybe-promise.js';
import { formEncoded } from '../form-encoded.js';

/** How the client proves who it is at the token endpoint; names from the IANA registry (RFC 6749 §2.3, RFC 8414 §2). */
export type ClientAuthenticationMethod = 'client_secret_basic' | 'client_secret_post' | 'none';

/** Whom the client proves its identity to, in the names of RFC 8414 §2. */
export interface AuthenticationAudience {
  /** The issuer identifier; of a server that has none, its token endpoint. */
  readonly issuer: string;
  readonly token_endpoint: string;
}

/**
 * Adds the client's proof of identity to a request (RFC 6749 §2.3): one of your own, or one of oauth4webapi, whose
 * authenticators have this very form.
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
  /** Whether a TLS certificate is the proof: the server may have endpoints of their own for such clients (RFC 8705 §5). */
  readonly byCertificate?: boolean;
}

/**
 * The authentication of one client.
 *
 * @throws {@link ConfigurationError} when the method and the secret do not go together.
 */
export function clientAuthentication(
  clientId: string,
  clientSecret: string | undefined,
  method: ClientAuthenticationMethod | undefined,
): ClientAuthentication {
  const chosen = method ?? (clientSecret === undefined ? 'none' : 'client_secret_basic');
  if (chosen === 'none') return publicClient(clientId);
  if (chosen !== 'client_secret_basic' && chosen !== 'client_secret_post') {
    throw new ConfigurationError('clientAuthentication', 'there is client_secret_basic, client_secret_post and none.');
  }
  if (typeof clientSecret !== 'string') {
    throw new ConfigurationError('clientSecret', `is required for ${chosen}.`);
  }
  return chosen === 'client_secret_basic' ? basic(clientId, clientSecret) : post(clientId, clientSecret);
}

/** RFC 6749 §3.2.1: an unauthenticated client sends its `client_id`. */
function publicClient(clientId: string): ClientAuthentication {
  return (_server, _client, parameters) => {
    parameters.set('client_id', clientId);
  };
}

/** RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. */
function basic(clientId: string, clientSecret: string): ClientAuthentication {
  const credentials = btoa(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`);
  return (_server, _client, _parameters, headers) => {
    headers.set('authorization', `Basic ${credentials}`);
  };
}

function post(clientId: string, clientSecret: string): ClientAuthentication {
  return (_server, _client, parameters) => {
    parameters.set('client_id', clientId);
    parameters.set('client_secret', clientSecret);
  };
}
