import { ConfigurationError } from '../errors.js';

/** How the client proves who it is at the token endpoint; names from the IANA registry (RFC 6749 §2.3, RFC 8414 §2). */
export type ClientAuthenticationMethod = 'client_secret_basic' | 'client_secret_post' | 'none';

/** Adds the client's identity to a token request. */
export type ClientAuthentication = (parameters: URLSearchParams, headers: Record<string, string>) => void;

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
  return (parameters) => {
    parameters.set('client_id', clientId);
  };
}

/** RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. */
function basic(clientId: string, clientSecret: string): ClientAuthentication {
  const credentials = btoa(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`);
  return (_parameters, headers) => {
    headers['authorization'] = `Basic ${credentials}`;
  };
}

function post(clientId: string, clientSecret: string): ClientAuthentication {
  return (parameters) => {
    parameters.set('client_id', clientId);
    parameters.set('client_secret', clientSecret);
  };
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
