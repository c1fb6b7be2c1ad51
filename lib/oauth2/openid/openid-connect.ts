import { ConfigurationError, IdTokenError } from '../../errors.js';
import { assertKnownOptions, milliseconds } from '../../options.js';
import type { AuthorizationServer } from '../discovery/authorization-server.js';
import { idTokenClaims } from './id-token.js';
import { keysOf } from './json-web-key-set.js';
import { randomText } from '../login/pkce.js';
import type { GivenToken } from '../token.js';

/** ID tokens, for the session option of this name: made by `openIdConnect()`. */
export interface OpenIdConnect {
  /** Adds to an authorization request what it needs, and gives what must be remembered of it. */
  readonly ask: (client: IdTokenParties, parameters: URLSearchParams) => PendingIdToken;
  /** Checks the ID token of an answer, before anything is stored. */
  readonly check: (client: IdTokenParties, given: WithIdToken, at: IdTokenOccasion) => Promise<void>;
}

/** Who asks whom for an ID token. */
interface IdTokenParties {
  readonly clientId: string;
  readonly server: AuthorizationServer;
  readonly scopeSeparator: string;
}

/** What the ID token of a login will be checked against. */
export interface PendingIdToken {
  /** Ties the ID token to this request (OpenID Connect Core §3.1.2.1). */
  readonly nonce?: string;
  /** How long ago the person may have logged in, in seconds, where it was asked for (OpenID Connect Core §3.1.2.1). */
  readonly maxAgeSeconds?: number;
}

/** An answer of the server with an ID token, and what came beside it. */
export type WithIdToken = Pick<Partial<GivenToken>, 'access_token' | 'id_token'> & { readonly code?: string };

/** Where an ID token comes from: a login, a refresh of an earlier one, or a grant that has neither. */
export interface IdTokenOccasion {
  readonly pending?: PendingIdToken | undefined;
  readonly previous?: string | undefined;
  /** Whether it is in the authorization response itself. */
  readonly byFrontChannel?: boolean;
  /** The one that was there, if the code of that response has brought this one. */
  readonly beside?: string | undefined;
}

/** How people have to log in, and how it is signed. */
export interface OpenIdConnectOptions {
  /** Seconds since the person last proved who they are: asked for, and required. Default: any. */
  maxAgeSeconds?: number;
  /** Ways to log in, as the provider names them, of which one is asked for, and required. Default: any. */
  acrValues?: readonly string[];
  /** The `id_token_signed_response_alg` that the client is registered with; several while it changes. Default: `RS256`. */
  algorithms?: readonly string[];
  /** How far the provider's clock may be from ours. Default: 30. */
  clockToleranceSeconds?: number;
}

/**
 * Wants an ID token with each login, and checks it: signature by the issuer's keys, issuer, audience, times, nonce, and whatever
 * else was asked for (OpenID Connect Core §3.1.3.7); after a refresh, that it is still the same person (§12.2). Nothing is stored
 * unless all of it fits. The provider needs an `issuer`.
 *
 * @example
 * ```ts
 * const session = new OAuth2Session({ provider: { issuer }, clientId, redirectUri, openIdConnect: openIdConnect() });
 * ```
 */
export function openIdConnect(options: OpenIdConnectOptions = {}): OpenIdConnect {
  assertKnownOptions(options, ['maxAgeSeconds', 'acrValues', 'algorithms', 'clockToleranceSeconds'], 'openIdConnect.');
  const checked = {
    ...options,
    algorithms: asymmetric(options.algorithms ?? ['RS256']),
    clockToleranceSeconds: milliseconds(options.clockToleranceSeconds, 'openIdConnect.clockToleranceSeconds', 30),
  };
  milliseconds(options.maxAgeSeconds, 'openIdConnect.maxAgeSeconds', 0);
  return {
    ask: (client, parameters) => asked(client, parameters, checked),
    check: (client, given, occasion) => checkIdToken(client, given, { ...checked, ...occasion }),
  };
}

/** With `none` nobody signs, with an HMAC whoever knows the client's secret. */
function asymmetric(algorithms: readonly string[]): readonly string[] {
  const names: unknown = algorithms;
  if (Array.isArray(names) && names.length > 0 && names.every(isAsymmetric)) return algorithms;
  throw new ConfigurationError('openIdConnect.algorithms', 'are names of asymmetric signatures, as RS256 or ES256.');
}

function isAsymmetric(name: unknown): boolean {
  return /^(RS|PS|ES)(256|384|512)$|^Ed(DSA|25519)$/.test(String(name));
}

function asked(
  client: IdTokenParties,
  parameters: URLSearchParams,
  { maxAgeSeconds, acrValues }: OpenIdConnectOptions,
): PendingIdToken {
  const scope = (parameters.get('scope') ?? '').split(client.scopeSeparator).filter((name) => name !== '');
  if (!scope.includes('openid')) parameters.set('scope', ['openid', ...scope].join(client.scopeSeparator));
  setDefault(parameters, 'nonce', randomText());
  if (maxAgeSeconds !== undefined) setDefault(parameters, 'max_age', String(maxAgeSeconds));
  if (acrValues) setDefault(parameters, 'acr_values', acrValues.join(' '));
  const maxAge = parameters.get('max_age');
  return { nonce: parameters.get('nonce') ?? '', ...(maxAge === null ? {} : { maxAgeSeconds: Number(maxAge) }) };
}

function setDefault(parameters: URLSearchParams, name: string, value: string): void {
  if (!parameters.has(name)) parameters.set(name, value);
}

interface Checking extends IdTokenOccasion {
  readonly algorithms: readonly string[];
  readonly clockToleranceSeconds: number;
  readonly acrValues?: readonly string[];
}

async function checkIdToken(
  client: IdTokenParties,
  { id_token: idToken, access_token: accessToken, code }: WithIdToken,
  { pending, acrValues, ...rules }: Checking,
): Promise<void> {
  if (idToken === undefined) {
    if (pending) throw new IdTokenError('id_token');
    return; // a refresh keeps the one before (§12.2)
  }
  await idTokenClaims(idToken, {
    ...rules,
    issuer: await client.server.identifier(),
    clientId: client.clientId,
    keys: keysOf(client.server),
    nonce: pending?.nonce,
    maxAgeSeconds: pending?.maxAgeSeconds,
    acrValues: pending && acrValues,
    accessToken,
    code,
  });
}
