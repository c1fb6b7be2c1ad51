import type { JWTVerifyGetKey } from 'jose';
import { AuthorizationResponseError, isOAuthError } from '../../errors.js';
import { assertKnownOptions } from '../../options.js';
import { keysOf, KeysUnavailable, type KeyServer } from '../openid/json-web-key-set.js';

/** What the check of a signed answer needs to know. */
export interface JwtResponseParties {
  readonly issuer: string;
  readonly clientId: string;
  readonly server: KeyServer;
}

/** Answers that are signed, for the session option `responseMode`: made by `jwtResponse()`. */
export interface JwtResponseMode {
  /** The `response_mode` to ask for. */
  readonly mode: 'jwt' | 'query.jwt' | 'fragment.jwt' | 'form_post.jwt';
  /** The parameters in a `response`, once its signature is checked. */
  readonly verify: (response: string, parties: JwtResponseParties) => Promise<Map<string, string>>;
}

/** How answers are signed. */
export interface JwtResponseOptions {
  /** Default: `'jwt'`, the server's choice: the query for a code. */
  mode?: JwtResponseMode['mode'];
  /** What is registered for the client as `authorization_signed_response_alg`. Default: every asymmetric one of RFC 7518 and RFC 8037. */
  algorithms?: readonly string[];
}

/** Never `none`, nor an HMAC with a key that everybody has. */
const asymmetric = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/**
 * Asks for signed answers (JWT Secured Authorization Response Mode, JARM), and accepts no others. Their keys are those of the
 * issuer (`jwks_uri`), so the provider needs an `issuer`. Encrypted ones are refused. `jose` is loaded by the first answer.
 */
export function jwtResponse(options: JwtResponseOptions = {}): JwtResponseMode {
  assertKnownOptions(options, ['mode', 'algorithms'], 'responseMode.');
  const { mode = 'jwt', algorithms = asymmetric } = options;
  return {
    mode,
    verify: (response, { issuer, clientId, server }) =>
      claims(response, keysOf(server), { issuer, audience: clientId, algorithms: [...algorithms] }),
  };
}

/** JARM §2.4. A JOSE error carries all claims, the code too: only its words go on. */
async function claims(
  response: string,
  keys: JWTVerifyGetKey,
  expected: { issuer: string; audience: string; algorithms: string[] },
): Promise<Map<string, string>> {
  const { jwtVerify } = await import('../openid/jwt-verification.js');
  try {
    const { payload } = await jwtVerify(response, keys, { ...expected, requiredClaims: ['exp'], clockTolerance: 30 });
    const { aud: _aud, exp: _exp, iat: _iat, nbf: _nbf, ...parameters } = payload;
    const said = Object.entries(parameters).map(([name, value]) => [name, textOf(value)] as const);
    return new Map(said.filter(([, text]) => text !== ''));
  } catch (error) {
    if (error instanceof KeysUnavailable && isOAuthError(error.cause)) throw error.cause;
    throw new AuthorizationResponseError('response', `its signature or claims are wrong (${(error as Error).message})`);
  }
}

/** A lifetime is a number there (JARM §2.1); what is neither is no parameter. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
