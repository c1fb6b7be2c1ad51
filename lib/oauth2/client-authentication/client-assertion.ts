import { ConfigurationError } from '../../errors.js';
import { assertKnownOptions, milliseconds, requiredText } from '../../options.js';
import { answerMembers } from '../../server-calls/answer-members.js';
import { correctClock, judgeClock } from '../../server-calls/corrected-clock.js';
import type { ServerClock } from '../../server-calls/server-clock.js';
import { dateIn, farSeconds, ServerClocks } from '../../server-calls/server-clocks.js';
import type { ClientAuthentication } from './client-authentication.js';
import { randomText } from '../login/pkce.js';
import { jwtSigner, type JwtSigner, type SigningKey } from './jwt-signer.js';

/** What a client assertion says beyond who the client is (RFC 7523 §3). */
export interface ClientAssertionOptions {
  /** Default: the issuer identifier of the server; its token endpoint where the provider names no issuer. */
  readonly audience?: string;
  /** Seconds for which an assertion is good. Default: 60. */
  readonly lifetimeSeconds?: number;
}

const options = ['audience', 'lifetimeSeconds'];

/**
 * `private_key_jwt`: the client signs who it is, anew for each request (RFC 7523 §2.2, OpenID Connect Core §9). The server knows
 * the public key.
 *
 * @example
 * ```ts
 * new OAuth2Session({ provider, clientId, clientAuthentication: privateKeyJwt({ key: pem, alg: 'PS256', kid: '2026-1' }) });
 * ```
 *
 * @throws `ConfigurationError` for what is no such key.
 */
export function privateKeyJwt(given: SigningKey & ClientAssertionOptions): ClientAuthentication {
  if (typeof given !== 'object' || given === null) throw new ConfigurationError('key', 'is required.');
  assertKnownOptions(given, ['key', 'alg', 'kid', ...options]);
  return byAssertion(jwtSigner(given), given);
}

/**
 * `client_secret_jwt`: as {@link privateKeyJwt}, with an HMAC keyed by the client secret, which itself is not sent.
 *
 * @param clientSecret - At least as long as the digest: 32 bytes for HS256 (RFC 7518 §3.2).
 * @throws `ConfigurationError` without a secret, or for another `alg`.
 */
export function clientSecretJwt(
  clientSecret: string,
  given: ClientAssertionOptions & { readonly alg?: 'HS256' | 'HS384' | 'HS512' } = {},
): ClientAuthentication {
  assertKnownOptions(given, ['alg', ...options]);
  const secret = new TextEncoder().encode(requiredText(clientSecret, 'clientSecret', 'assertions are signed with it'));
  const { alg = 'HS256' } = given;
  if (!['HS256', 'HS384', 'HS512'].includes(alg)) throw new ConfigurationError('alg', 'is HS256, HS384 or HS512.');
  const sign: JwtSigner = async (claims) => {
    const { SignJWT } = await import('./jwt-signing.js');
    return new SignJWT(claims).setProtectedHeader({ alg }).sign(secret);
  };
  return byAssertion(sign, given);
}

const jwtBearerAssertion = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

function byAssertion(sign: JwtSigner, { audience, lifetimeSeconds }: ClientAssertionOptions): ClientAuthentication {
  const lifetime = milliseconds(lifetimeSeconds, 'lifetimeSeconds', 60);
  const clocks = new ServerClocks();
  const authenticate: ClientAuthentication = async (server, { client_id: clientId }, parameters) => {
    const now = Math.floor(Date.now() / 1000) + clocks.offsetOf(new URL(server.token_endpoint).origin);
    const assertion = await sign({
      iss: clientId,
      sub: clientId,
      aud: audience ?? server.issuer,
      jti: randomText(),
      iat: now,
      exp: now + lifetime,
    });
    parameters.set('client_id', clientId); // allowed beside it, and wanted by some (RFC 7521 §4.2)
    parameters.set('client_assertion_type', jwtBearerAssertion);
    parameters.set('client_assertion', assertion);
  };
  const answered: ClientAuthentication['answered'] = ({ url, parameters }, { status, headers, body }) => {
    const { origin } = new URL(url);
    const isRefused = status >= 400 && answerMembers(body)?.['error'] === 'invalid_client';
    const known = clocks.known(origin);
    if (known) judgeClock(known, !isRefused, known.offset);
    return isRefused && mendsClock(clocks.of(origin), headers['date'], parameters.get('client_assertion'));
  };
  return Object.assign(authenticate, { answered });
}

/** An assertion that was made by a clock far from the server's is refused by every server (RFC 7523 §3). */
async function mendsClock(clock: ServerClock, serversDate: unknown, assertion: string | null): Promise<boolean> {
  const { decodeJwt } = await import('./jwt-signing.js');
  try {
    const { iat = NaN } = decodeJwt(assertion ?? '');
    return correctClock(clock, dateIn(serversDate), iat - Math.floor(Date.now() / 1000), farSeconds);
  } catch {
    return false; // a hook has put something else there
  }
}
