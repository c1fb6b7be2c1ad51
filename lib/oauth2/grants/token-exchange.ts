import { ConfigurationError } from '../../errors.js';
import type { MaybePromise } from '../../maybe-promise.js';
import { assertKnownOptions, requiredText } from '../../options.js';
import { asked, grantOptions, type Grant, type GrantCircumstances, type GrantOptions } from './grants.js';

/** A token to exchange, or the function that gives it for each request. */
export type ExchangedToken = string | ((circumstances: GrantCircumstances) => MaybePromise<string>);

/** A security token in, another one out (RFC 8693 §2.1). */
export type TokenExchangeOptions = GrantOptions & {
  /** Says on behalf of whom. */
  readonly subjectToken: ExchangedToken;
  /** Default: `urn:ietf:params:oauth:token-type:access_token`. */
  readonly subjectTokenType?: string;
  /** Default: the server's own choice. */
  readonly requestedTokenType?: string;
} & (
    | {
        /** Says who acts for them. */
        readonly actorToken: ExchangedToken;
        /** As `urn:ietf:params:oauth:token-type:jwt` (RFC 8693 §3). */
        readonly actorTokenType: string;
      }
    | { readonly actorToken?: never; readonly actorTokenType?: never }
  );

const accessToken = 'urn:ietf:params:oauth:token-type:access_token';
const known = ['subjectToken', 'subjectTokenType', 'requestedTokenType', 'actorToken', 'actorTokenType'];

/**
 * Trades a token for another one (RFC 8693). `resource` and `audience` may be lists. What comes need not be an access token: one of type
 * `N_A` is given to you and kept, but no request carries it.
 *
 * @example
 * ```ts
 * // A service that calls another API for each of its users
 * tokenExchange({ subjectToken: ({ account }) => tokenOf(account), audience: 'https://other.example.com' });
 * ```
 *
 * @throws `ConfigurationError` when a type comes without its token, or the other way round.
 */
export function tokenExchange(options: TokenExchangeOptions): Grant<true> {
  assertKnownOptions(options, [...known, ...grantOptions]);
  const { subjectToken, subjectTokenType, requestedTokenType, actorToken, actorTokenType, ...others } = options;
  if (!subjectToken) throw new ConfigurationError('subjectToken', 'is required: a token, or a function that gives it.');
  if ((actorToken === undefined) !== (actorTokenType === undefined)) {
    throw new ConfigurationError('actorTokenType', 'goes with an actorToken, and only with one (RFC 8693 §2.1).');
  }
  const parameters = async (circumstances: GrantCircumstances) => ({
    subject_token: await current(subjectToken, 'subjectToken', circumstances),
    subject_token_type: subjectTokenType ?? accessToken,
    requested_token_type: requestedTokenType,
    actor_token: actorToken === undefined ? undefined : await current(actorToken, 'actorToken', circumstances),
    actor_token_type: actorTokenType,
  });
  const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
  return { grantType, repeatable: true, byAssertion: true, exchanges: true, parameters, ...asked(others) };
}

async function current(token: ExchangedToken, option: string, circumstances: GrantCircumstances): Promise<string> {
  const given = typeof token === 'function' ? await token(circumstances) : token;
  return requiredText(given, option, 'a token, or a function that gives it');
}
