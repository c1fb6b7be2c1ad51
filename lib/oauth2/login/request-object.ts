import { ConfigurationError } from '../../errors.js';
import { assertKnownOptions } from '../../options.js';
import { randomText } from './pkce.js';
import { jwtSigner, type SigningKey } from '../client-authentication/jwt-signer.js';

/** Whom a request object is for, and from (RFC 9101 §4). */
export interface RequestObjectParties {
  readonly clientId: string;
  readonly issuer: string;
}

/** Turns the parameters of an authorization request into a signed request object, for the session option `requestObject`. */
export type RequestObjectSigner = (parameters: URLSearchParams, parties: RequestObjectParties) => Promise<string>;

const lifetimeSeconds = 300;

/**
 * Signs authorization requests (RFC 9101), so that nobody between can change them. The URL then holds `client_id` and
 * `request`; together with pushed requests (RFC 9126) the object is pushed. `jose` is loaded by the first signature.
 *
 * @example
 * ```ts
 * new OAuth2Session({ provider, clientId, redirectUri, requestObject: signedRequestObject({ key: pem, alg: 'PS256' }) });
 * ```
 * @throws {@link ConfigurationError} for what is no such key.
 */
export function signedRequestObject(given: SigningKey): RequestObjectSigner {
  if (typeof given !== 'object' || given === null) throw new ConfigurationError('key', 'is required.');
  assertKnownOptions(given, ['key', 'alg', 'kid']);
  const sign = jwtSigner(given);
  return (parameters, { clientId, issuer }) => {
    const now = Math.floor(Date.now() / 1000);
    const lifetime = { iat: now, nbf: now, exp: now + lifetimeSeconds };
    const claims = { ...claimsOf(parameters), iss: clientId, aud: issuer, jti: randomText(), ...lifetime };
    return sign(claims, { typ: 'oauth-authz-req+jwt' });
  };
}

/** What is JSON as a parameter is JSON in the object as well (RFC 9101 §4, RFC 9396 §2, OpenID Connect Core §5.5). */
const structured = new Set(['authorization_details', 'claims', 'max_age']);

function claimsOf(parameters: URLSearchParams): Record<string, unknown> {
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name).map((value) => (structured.has(name) ? parsed(value) : value));
      return [name, values.length > 1 ? values : values[0]];
    }),
  );
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value; // the server will say what it thinks of it
  }
}
