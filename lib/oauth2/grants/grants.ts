import type { MaybePromise } from '../../maybe-promise.js';
import { ConfigurationError } from '../../errors.js';
import { assertFunction, assertKnownOptions, requiredText } from '../../options.js';
import { assertParameters, targetOf, type RequestParameters, type TokenTarget } from '../request-parameters.js';
import { resourceIndicators, type ResourceIndicator } from '../resource-indicator.js';
import { scopeNames, type Scope } from '../scope/scope.js';

/** One way to get a token, as a value (RFC 6749 §1.3). A `repeatable` one needs no person, and is run again in place of a refresh. */
export interface Grant<Repeatable extends boolean = boolean> {
  /** `grant_type`: a name of RFC 6749 or an absolute URI (§4.5). */
  readonly grantType: string;
  readonly repeatable: Repeatable;
  /** Parameters of the token request beyond `grant_type` and the client's own. Called for each request. */
  readonly parameters: (circumstances: GrantCircumstances) => MaybePromise<RequestParameters>;
  /** Joined by the provider's scope separator. */
  readonly scope?: Scope;
  /** What was asked for before, elsewhere: an answer that does not say its scope grants it (RFC 6749 §5.1). Not sent. */
  readonly askedScope?: string;
  /** Where its tokens are for. */
  readonly target?: TokenTarget;
  /** It rests on an assertion that is made for each request: when it is refused, it is made anew, once (RFC 7521 §4.1). */
  readonly byAssertion?: true;
  /** It is answered with an `issued_token_type`, and perhaps with a token that is no access token (RFC 8693 §2.2.1). */
  readonly exchanges?: true;
}

/** For whom a grant is run. */
export interface GrantCircumstances {
  /** The account whose token it will be. */
  readonly account: string;
}

/** What most grants can ask for. */
export interface GrantOptions extends TokenTarget {
  /** Joined by the provider's scope separator. Default: the server's own. */
  readonly scope?: Scope;
}

/** Their names. */
export const grantOptions: readonly string[] = ['scope', 'resource', 'audience'];

/** What {@link GrantOptions} mean for a grant. */
export function asked({ scope, ...target }: GrantOptions): Pick<Grant, 'scope' | 'target'> {
  assertParameters(targetOf({ ...target }), 'grant');
  scopeNames(scope);
  return { ...(scope === undefined ? {} : { scope }), target: targetOf({ ...target }) };
}

/** The client acts on its own behalf (RFC 6749 §4.4). Only for clients that prove who they are. */
export function clientCredentials(options: GrantOptions = {}): Grant<true> {
  assertKnownOptions(options, grantOptions);
  return { grantType: 'client_credentials', repeatable: true, parameters: () => ({}), ...asked(options) };
}

/**
 * A code from the authorization endpoint (RFC 6749 §4.1.3, RFC 7636 §4.5), for those who read the response themselves:
 * `fetchToken({ authorizationResponse, pending })` also checks it.
 */
export function authorizationCode(options: {
  code: string;
  codeVerifier?: string;
  redirectUri?: string;
  /** As in the authorization request (RFC 8707 §2.2). */
  resource?: ResourceIndicator;
}): Grant<false> {
  assertKnownOptions(options, ['code', 'codeVerifier', 'redirectUri', 'resource']);
  const { code, codeVerifier, redirectUri } = options;
  const resources = resourceIndicators(options.resource);
  const parameters = { code, redirect_uri: redirectUri, code_verifier: codeVerifier, ...namedBy(resources) };
  return { grantType: 'authorization_code', repeatable: false, parameters: () => parameters };
}

/**
 * The person's own password (RFC 6749 §4.3). Only for old servers that offer nothing else: RFC 9700 §2.4 forbids it. It is sent once,
 * and kept nowhere; the session goes on with the refresh token.
 */
export function password(options: { username: string; password: string } & GrantOptions): Grant<false> {
  assertKnownOptions(options, ['username', 'password', ...grantOptions]);
  const { username, password: secret, ...others } = options;
  requiredText(username, 'username', 'whose password it is');
  const parameters = { username, password: secret };
  return { grantType: 'password', repeatable: false, parameters: () => parameters, ...asked(others) };
}

/** A grant's parameters, or the function that makes them for each request. */
export type GrantParameters = RequestParameters | Grant['parameters'];

/**
 * Any other grant, by the name that its server gave it (RFC 6749 §4.5); with `repeatable: true` it needs no person, so that a session
 * can run it again in place of a refresh.
 */
export function grant(
  grantType: string,
  parameters: GrantParameters,
  options: GrantOptions & { readonly repeatable: true },
): Grant<true>;
/** Any other grant, by the name that its server gave it (RFC 6749 §4.5): one that is run by hand, for `fetchToken()`. */
export function grant(
  grantType: string,
  parameters?: GrantParameters,
  options?: GrantOptions & { readonly repeatable?: false },
): Grant<false>;
/** Either of them. */
export function grant(
  grantType: string,
  parameters: GrantParameters = {},
  options: GrantOptions & { readonly repeatable?: boolean } = {},
): Grant {
  assertKnownOptions(options, ['repeatable', ...grantOptions]);
  const { repeatable = false, ...others } = options;
  requiredText(grantType, 'grantType', 'the name of the grant');
  if (typeof parameters === 'function') return { grantType, repeatable, parameters, ...asked(others) };
  assertParameters(parameters, 'parameters');
  return { grantType, repeatable, parameters: () => parameters, ...asked(others) };
}

function namedBy(resource: readonly string[]): RequestParameters {
  return resource.length === 0 ? {} : { resource };
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
export function refreshGrant(
  refreshToken: string,
  { scope, resource }: { scope?: Scope | undefined; resource?: readonly string[] | undefined },
): Grant<false> {
  const parameters = { refresh_token: refreshToken, resource };
  return {
    grantType: 'refresh_token',
    repeatable: false,
    parameters: () => parameters,
    ...(scope === undefined ? {} : { scope }),
  };
}
