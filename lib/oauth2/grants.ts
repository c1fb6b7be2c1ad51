import type { MaybePromise } from '../maybe-promise.js';
import { ConfigurationError } from '../errors.js';
import { assertFunction, assertKnownOptions, requiredText } from '../options.js';
import type { RequestParameters } from './request-parameters.js';
import { scopeNames, type Scope } from './scope.js';

/** One way to get a token, as a value (RFC 6749 §1.3). A `repeatable` one needs no person, and is run again in place of a refresh. */
export interface Grant<Repeatable extends boolean = boolean> {
  /** `grant_type`: a name of RFC 6749 or an absolute URI (§4.5). */
  readonly grantType: string;
  readonly repeatable: Repeatable;
  /** Parameters of the token request beyond `grant_type` and the client's own. Called for each request. */
  readonly parameters: () => MaybePromise<RequestParameters>;
  /** Joined by the provider's scope separator. */
  readonly scope?: Scope;
}

/** The client acts on its own behalf (RFC 6749 §4.4). */
export function clientCredentials(options: { scope?: Scope } = {}): Grant<true> {
  assertKnownOptions(options, ['scope']);
  scopeNames(options.scope);
  return { grantType: 'client_credentials', repeatable: true, parameters: () => ({}), ...options };
}

/**
 * A code from the authorization endpoint (RFC 6749 §4.1.3, RFC 7636 §4.5), for those who read the response themselves:
 * `fetchToken({ authorizationResponse, pending })` also checks it.
 */
export function authorizationCode(options: {
  code: string;
  codeVerifier?: string;
  redirectUri?: string;
}): Grant<false> {
  assertKnownOptions(options, ['code', 'codeVerifier', 'redirectUri']);
  const { code, codeVerifier, redirectUri } = options;
  const parameters = {
    code,
    ...(redirectUri === undefined ? {} : { redirect_uri: redirectUri }),
    ...(codeVerifier === undefined ? {} : { code_verifier: codeVerifier }),
  };
  return { grantType: 'authorization_code', repeatable: false, parameters: () => parameters };
}

/**
 * Whether it is a grant, of ours or of one's own.
 *
 * @throws {@link ConfigurationError} for half a grant, and for what cannot be a callback either.
 */
export function isGrant(from: object): from is Grant {
  if (typeof from !== 'object' || from === null || !('grantType' in from || 'pending' in from)) {
    throw new ConfigurationError('grant', 'give a grant, or { authorizationResponse, pending }.');
  }
  if (!('grantType' in from)) return false;
  requiredText(from.grantType, 'grant.grantType', 'the grant_type of the token request');
  assertFunction((from as Grant).parameters, 'grant.parameters');
  return true;
}

/** RFC 6749 §6. */
export function refreshGrant(refreshToken: string): Grant<false> {
  return { grantType: 'refresh_token', repeatable: false, parameters: () => ({ refresh_token: refreshToken }) };
}
