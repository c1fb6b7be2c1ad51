import type { JWTVerifyGetKey } from 'jose';
import { IdTokenError, isOAuthError } from '../../errors.js';
import type * as Verification from './jwt-verification.js';
import { KeysUnavailable } from './json-web-key-set.js';
import { base64url } from '../client-authentication/base64url.js';

type Jose = typeof Verification;

/** Who logged in, as the issuer said and signed it (OpenID Connect Core §2). */
export interface IdTokenClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly [claim: string]: unknown;
}

/** What an ID token has to agree with (OpenID Connect Core §3.1.3.7). */
export interface IdTokenExpectations {
  readonly issuer: string;
  readonly clientId: string;
  readonly keys: JWTVerifyGetKey;
  /** `alg` values that count. */
  readonly algorithms: readonly string[];
  readonly clockToleranceSeconds: number;
  /** Of the authorization request. */
  readonly nonce?: string | undefined;
  /** Seconds since the person last proved who they are, as asked for by `max_age`. */
  readonly maxAgeSeconds?: number | undefined;
  /** `acr` values of which one must be there. */
  readonly acrValues?: readonly string[] | undefined;
  /** Came with it; must fit `at_hash` where there is one (§3.1.3.8). */
  readonly accessToken?: string | undefined;
  /** Came with it; must fit `c_hash` (§3.3.2.10). */
  readonly code?: string | undefined;
  /** Whether it came by the browser, where everything beside it must be vouched for by a hash (§3.2.2.9, §3.3.2.11). */
  readonly byFrontChannel?: boolean;
  /** The ID token before, when this one comes from a refresh (§12.2). */
  readonly previous?: string | undefined;
  /** The one of the same login that came by the browser (§3.3.3.6). */
  readonly beside?: string | undefined;
}

/**
 * Checks an ID token and gives its claims. `jose` is loaded by the first one.
 *
 * @throws {@link IdTokenError} that names the claim which does not fit.
 */
export async function idTokenClaims(idToken: string, expected: IdTokenExpectations): Promise<IdTokenClaims> {
  const jose = await import('./jwt-verification.js');
  const claims = await verified(jose, idToken, expected);
  assertAuthorizedParty(claims, expected.clientId);
  assertClaim('nonce', expected.nonce === undefined || claims['nonce'] === expected.nonce);
  assertClaim('auth_time', isRecent(claims, expected));
  assertClaim('acr', !expected.acrValues || expected.acrValues.includes(String(claims['acr'])));
  await assertHashes(claims, jose.decodeProtectedHeader(idToken), expected);
  for (const other of [expected.previous, expected.beside]) {
    if (other !== undefined) assertSameLogin(claims, claimsIn(jose, other));
  }
  return claims;
}

/** jose's own errors carry all claims, which belong into no log: only their words go on. */
async function verified(jose: Jose, idToken: string, expected: IdTokenExpectations): Promise<IdTokenClaims> {
  try {
    const { payload } = await jose.jwtVerify<IdTokenClaims>(idToken, expected.keys, {
      issuer: expected.issuer,
      audience: expected.clientId,
      algorithms: [...expected.algorithms],
      clockTolerance: expected.clockToleranceSeconds,
      requiredClaims: ['sub', 'exp', 'iat'],
    });
    assertClaim('iat', payload.iat <= Date.now() / 1000 + expected.clockToleranceSeconds);
    return payload;
  } catch (error) {
    if (error instanceof KeysUnavailable) return withoutKeys(jose, idToken, expected, error);
    if (isOAuthError(error)) throw error;
    throw new IdTokenError(claimOf(jose, error), { cause: new Error((error as Error).message) });
  }
}

function claimOf({ errors }: Jose, error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) return error.claim;
  return error instanceof errors.JOSEAlgNotAllowed ? 'alg' : 'signature';
}

/**
 * A refresh has used up the refresh token before: dropping its answer because the keys cannot be fetched just now would lose the
 * login. It came straight from the token endpoint, whose TLS may stand for the signature (§3.1.3.7, 6).
 */
function withoutKeys(
  jose: Jose,
  idToken: string,
  expected: IdTokenExpectations,
  unavailable: KeysUnavailable,
): IdTokenClaims {
  const { cause } = unavailable;
  if (expected.previous === undefined) throw isOAuthError(cause) ? cause : new IdTokenError('signature', { cause });
  const claims = claimsIn(jose, idToken);
  assertClaim('iss', claims.iss === expected.issuer);
  assertClaim('aud', [claims.aud].flat().includes(expected.clientId));
  assertClaim('exp', claims.exp > Date.now() / 1000 - expected.clockToleranceSeconds);
  return claims;
}

/** @throws {@link IdTokenError} for what is no JWT. */
function claimsIn({ decodeJwt }: Jose, idToken: string): IdTokenClaims {
  try {
    return decodeJwt<IdTokenClaims>(idToken);
  } catch {
    throw new IdTokenError('signature');
  }
}

/** Several audiences, or a named party: it must be us (§3.1.3.7, 3 to 5). */
function assertAuthorizedParty(claims: IdTokenClaims, clientId: string): void {
  const several = Array.isArray(claims.aud) && claims.aud.length > 1;
  assertClaim('azp', claims['azp'] === clientId || (claims['azp'] === undefined && !several));
}

function isRecent(claims: IdTokenClaims, { maxAgeSeconds, clockToleranceSeconds }: IdTokenExpectations): boolean {
  if (maxAgeSeconds === undefined) return true;
  const loggedInAt = claims['auth_time'];
  return typeof loggedInAt === 'number' && Date.now() / 1000 - loggedInAt <= maxAgeSeconds + clockToleranceSeconds;
}

async function assertHashes(
  claims: IdTokenClaims,
  { alg = '' }: { readonly alg?: string },
  { accessToken, code, byFrontChannel = false }: IdTokenExpectations,
): Promise<void> {
  const digestName = alg.startsWith('Ed') ? 'SHA-512' : `SHA-${alg.slice(-3)}`;
  for (const [claim, text] of [
    ['at_hash', accessToken],
    ['c_hash', code],
  ] as const) {
    if (text === undefined || (claims[claim] === undefined && !byFrontChannel)) continue;
    assertClaim(claim, claims[claim] === (await halfHash(digestName, text)));
  }
}

/** The left half of the digest of a text, by the digest of the signature (§3.1.3.6). */
async function halfHash(digestName: string, text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest(digestName, new TextEncoder().encode(text)));
  return base64url(digest.subarray(0, digest.length / 2));
}

/** A refresh, or a second ID token, must not turn one person into another (§12.2, §3.3.3.6). */
function assertSameLogin(claims: IdTokenClaims, before: IdTokenClaims): void {
  for (const claim of ['iss', 'sub'] as const) assertClaim(claim, claims[claim] === before[claim]);
  for (const claim of ['azp', 'nonce', 'auth_time'] as const) {
    assertClaim(claim, [before[claim], undefined].includes(claims[claim]) || before[claim] === undefined);
  }
}

function assertClaim(claim: string, fits: boolean): void {
  if (!fits) throw new IdTokenError(claim);
}
