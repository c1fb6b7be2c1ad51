import type { MaybePromise } from '../maybe-promise.js';
import { assertKnownOptions } from '../options.js';

/** One way to get a token, as a value (RFC 6749 §1.3). A `repeatable` one needs no person, and is run again in place of a refresh. */
export interface Grant<Repeatable extends boolean = boolean> {
  /** `grant_type`: a name of RFC 6749 or an absolute URI (§4.5). */
  readonly grantType: string;
  readonly repeatable: Repeatable;
  /** Parameters of the token request beyond `grant_type` and the client's own. Called for each request. */
  readonly parameters: () => MaybePromise<Readonly<Record<string, string>>>;
  /** Joined by the provider's scope separator. */
  readonly scope?: readonly string[];
}

/** The client acts on its own behalf (RFC 6749 §4.4). */
export function clientCredentials(options: { scope?: readonly string[] } = {}): Grant<true> {
  assertKnownOptions(options, ['scope']);
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

/** RFC 6749 §6. */
export function refreshGrant(refreshToken: string): Grant<false> {
  return { grantType: 'refresh_token', repeatable: false, parameters: () => ({ refresh_token: refreshToken }) };
}
