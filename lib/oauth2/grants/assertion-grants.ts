import { ConfigurationError } from '../../errors.js';
import type { MaybePromise } from '../../maybe-promise.js';
import { assertKnownOptions, requiredText } from '../../options.js';
import { asked, grantOptions, type Grant, type GrantCircumstances, type GrantOptions } from './grants.js';

/** An assertion about the account, and what to ask for with it. */
export interface AssertionGrantOptions extends GrantOptions {
  /** Makes the assertion, anew for each token request: it is short-lived, and may be accepted only once. */
  readonly assertion: (circumstances: GrantCircumstances) => MaybePromise<string>;
}

/**
 * A signed JWT says for whom the token is (RFC 7523 §2.1): service accounts, and tokens of another server. One that is refused is made
 * anew once (RFC 7521 §4.1).
 *
 * @example
 * ```ts
 * jwtBearer({ assertion: () => signedJwt({ iss, sub, aud, exp }), scope: ['mail.read'] });
 * ```
 */
export function jwtBearer(options: AssertionGrantOptions): Grant<true> {
  return byAssertion('urn:ietf:params:oauth:grant-type:jwt-bearer', options, (assertion) => assertion);
}

/**
 * A SAML 2.0 assertion says for whom the token is (RFC 7522 §2.1).
 *
 * @param options - `assertion` gives the XML; it is encoded here. One that is encoded already is taken as it is.
 */
export function samlBearer(options: AssertionGrantOptions): Grant<true> {
  return byAssertion('urn:ietf:params:oauth:grant-type:saml2-bearer', options, base64urlOfXml);
}

function byAssertion(
  grantType: string,
  options: AssertionGrantOptions,
  encoded: (assertion: string) => string,
): Grant<true> {
  assertKnownOptions(options, ['assertion', ...grantOptions]);
  const { assertion, ...others } = options;
  if (typeof assertion !== 'function') throw new ConfigurationError('assertion', 'is a function that makes one.');
  const parameters = async (circumstances: GrantCircumstances) => ({
    assertion: encoded(requiredText(await assertion(circumstances), 'assertion', 'the function gives none')),
  });
  return { grantType, repeatable: true, byAssertion: true, parameters, ...asked(others) };
}

function base64urlOfXml(assertion: string): string {
  if (!assertion.trimStart().startsWith('<')) return assertion;
  const bytes = Array.from(new TextEncoder().encode(assertion), (byte) => String.fromCharCode(byte));
  return btoa(bytes.join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
