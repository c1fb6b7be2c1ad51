import { ConfigurationError } from '../../errors.js';
import { assertPlainObject } from '../../options.js';
import type { RequestParameters } from '../request-parameters.js';
import type { ResourceIndicator } from '../resource-indicator.js';
import type { Scope } from '../scope/scope.js';

/** One thing that the person is asked to allow, in more words than a scope has (RFC 9396 §2). */
export interface AuthorizationDetail {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** How the answer comes back (OAuth 2.0 Multiple Response Type Encoding Practices §2.1, Form Post Response Mode). */
export type ResponseMode = 'query' | 'fragment' | 'form_post';

/** What a caller may say for one authorization request, in the RFCs' own spelling. A list is sent as the same name again. */
export interface AuthorizationParameters {
  /** Instead of the session's. */
  readonly scope?: Scope | undefined;
  /** Default: 256 random bits. */
  readonly state?: string | undefined;
  /** Default: 256 random bits in a session with `openIdConnect()` (OpenID Connect Core §3.1.2.1), none in others. */
  readonly nonce?: string | undefined;
  /** Instead of the session's. */
  readonly redirect_uri?: string | undefined;
  /** Instead of the session's. Also sent with the token request, and with each refresh (RFC 8707). */
  readonly resource?: ResourceIndicator | undefined;
  /** RFC 9396. What was granted is in the member `authorization_details` of the token. */
  readonly authorization_details?: readonly AuthorizationDetail[] | undefined;
  /**
   * Default: `'code'`. With `token` in it an access token comes by the front channel, which RFC 9700 §2.1.2 advises against: see
   * `tokenFromFragment()`. With `id_token` in it an ID token does, which only `openIdConnect()` can check.
   */
  readonly response_type?: string | undefined;
  /** Instead of the session's `responseMode`. */
  readonly response_mode?: ResponseMode | undefined;
  /** Who will probably log in (OpenID Connect Core §3.1.2.1). */
  readonly login_hint?: string | undefined;
  readonly client_id?: never;
  readonly code_challenge?: never;
  readonly code_challenge_method?: never;
  readonly dpop_jkt?: never;
  readonly request?: never;
  readonly request_uri?: never;
  /** Whatever else the provider knows. */
  readonly [parameter: string]: string | readonly string[] | readonly AuthorizationDetail[] | undefined;
}

/** Parameters that a caller cannot set: they are the protocol's own. A pushed request must not hold `request_uri` (RFC 9126 §2.1). */
const reserved = ['client_id', 'code_challenge', 'code_challenge_method', 'dpop_jkt', 'request', 'request_uri'];

/** @throws {@link ConfigurationError} that names a parameter which is not the caller's, or is malformed. */
export function assertParameters(parameters: AuthorizationParameters): void {
  assertPlainObject(parameters, 'parameters');
  const taken = reserved.find((name) => name in parameters);
  if (taken !== undefined) throw new ConfigurationError(taken, 'is set by the session itself.');
  for (const name of ['nonce', 'response_mode', 'response_type', 'login_hint']) {
    const value = parameters[name];
    // A list would be sent twice (RFC 6749 §3.1).
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      throw new ConfigurationError(name, 'is a text.');
  }
  assertResponseType(parameters.response_type);
  if (parameters.response_mode?.endsWith('jwt') === true) {
    throw new ConfigurationError(
      'response_mode',
      'signed answers are checked by the option responseMode: jwtResponse().',
    );
  }
}

/** @throws {@link ConfigurationError} unless it gives a code, an access token, or both (OAuth 2.0 Multiple Response Types §3, §5). */
function assertResponseType(responseType = 'code'): void {
  const types = responseType.split(' ');
  const known = types.every((type) => ['code', 'token', 'id_token'].includes(type));
  if (known && new Set(types).size === types.length && (types.includes('code') || types.includes('token'))) return;
  throw new ConfigurationError('response_type', "is 'code' or 'token', perhaps with 'id_token'.");
}

/** As it is sent: JSON (RFC 9396 §2). @throws {@link ConfigurationError} for what is no list of objects with a `type`. */
export function authorizationDetails(details: AuthorizationParameters['authorization_details']): RequestParameters {
  if (details === undefined) return {};
  if (!Array.isArray(details) || !details.every(hasType)) {
    throw new ConfigurationError('authorization_details', 'is a list of objects, each with a type (RFC 9396 §2).');
  }
  return { authorization_details: JSON.stringify(details) };
}

function hasType(detail: unknown): boolean {
  return typeof detail === 'object' && detail !== null && 'type' in detail && typeof detail.type === 'string';
}

/** The others have been read one by one. */
export function furtherParameters(parameters: AuthorizationParameters): RequestParameters {
  const { scope: _s, resource: _r, authorization_details: _d, ...further } = parameters;
  return further as RequestParameters;
}
