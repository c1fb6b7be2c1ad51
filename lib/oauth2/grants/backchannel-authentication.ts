import { ConfigurationError } from '../../errors.js';
import { assertKnownOptions } from '../../options.js';
import type { OAuth2Token } from '../../token-store.js';
import { clientOf } from '../client-of.js';
import { beginDecoupled, joinedScope } from './decoupled-request.js';
import type { Grant } from './grants.js';
import { poll } from './polling.js';
import { assertParameters, type RequestParameters } from '../request-parameters.js';
import { scopeNames, type Scope } from '../scope/scope.js';
import type { OAuth2Session } from '../session.js';

/** Whom to ask, said in exactly one way, and for what (CIBA Core 1.0 §7.1). */
export type BackchannelAuthenticationOptions = {
  /** Default: the session's, and `openid` in any case. */
  readonly scope?: Scope;
  /** Shown on both devices, so that the person can see that they belong together. */
  readonly bindingMessage?: string;
  /** A secret of the person that the server knows, against unasked for requests. */
  readonly userCode?: string;
  /** How sure the server shall be who it is: the best first. */
  readonly acrValues?: readonly string[];
  /** Seconds for which the person shall have time. */
  readonly requestedExpirySeconds?: number;
  /** Further parameters. */
  readonly parameters?: RequestParameters;
  /** Gives it up, with axios' `CanceledError`. */
  readonly signal?: AbortSignal;
} & (
  | {
      /** Says who it is, as a mail address. */
      readonly loginHint: string;
      readonly loginHintToken?: never;
      readonly idTokenHint?: never;
    }
  | {
      /** The same as a token, in a form that the server knows. */
      readonly loginHintToken: string;
      readonly loginHint?: never;
      readonly idTokenHint?: never;
    }
  | {
      /** An ID token that the person had before. */
      readonly idTokenHint: string;
      readonly loginHint?: never;
      readonly loginHintToken?: never;
    }
);

/** A person is asked at a device of their own. */
export interface BackchannelAuthentication {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** How often the server wants to be asked. */
  readonly intervalSeconds: number;
  /**
   * Asks until the person has decided, as often as the server allows; the token is stored before it resolves.
   *
   * @throws `AuthorizationDeniedError`, `AuthorizationExpiredError`; axios' `CanceledError` when `signal` aborts; every other error
   * of a token call.
   */
  fetchToken(options?: { readonly signal?: AbortSignal }): Promise<OAuth2Token>;
}

/**
 * Has a person asked at their own device, without a browser here: OpenID Connect CIBA in poll mode, as call centres and points of
 * sale need it.
 *
 * @throws `TokenEndpointError` with the server's words, `TokenResponseError`, `AuthorizationServerUnreachableError`.
 */
export async function backchannelAuthentication(
  session: OAuth2Session,
  options: BackchannelAuthenticationOptions,
): Promise<BackchannelAuthentication> {
  assertKnownOptions(options, known);
  assertParameters(options.parameters, 'parameters');
  const hints = [options.loginHint, options.loginHintToken, options.idTokenHint].filter((hint) => hint !== undefined);
  if (hints.length !== 1)
    throw new ConfigurationError('loginHint', 'give one of loginHint, loginHintToken, idTokenHint.');
  const { acrValues = [] } = options;
  if (!Array.isArray(acrValues)) throw new ConfigurationError('acrValues', 'must be a list.');
  const client = clientOf(session);
  const scope = joinedScope(client, [
    ...new Set(['openid', ...(options.scope === undefined ? client.scope : scopeNames(options.scope))]),
  ]);
  const parameters: RequestParameters & { scope?: string | undefined } = {
    scope,
    resource: client.resource,
    ...parametersOf(options),
  };
  const begun = await beginDecoupled(client, endpoint, parameters, options.signal);
  const { expiresAt, intervalSeconds, handle } = begun;
  const grant: Grant<false> = {
    grantType: 'urn:openid:params:grant-type:ciba',
    repeatable: false,
    askedScope: parameters.scope ?? '',
    parameters: () => ({ auth_req_id: handle, resource: parameters['resource'] }),
  };
  const fetchToken: BackchannelAuthentication['fetchToken'] = (how = {}) =>
    poll(() => session.fetchToken(grant, how), { ...begun, ...how });
  return { expiresAt, intervalSeconds, fetchToken };
}

const known = [
  ...['scope', 'bindingMessage', 'userCode', 'acrValues', 'requestedExpirySeconds', 'parameters', 'signal'],
  ...['loginHint', 'loginHintToken', 'idTokenHint'],
];
const endpoint = {
  endpoint: 'backchannelAuthenticationEndpoint',
  name: 'backchannel authentication endpoint',
  handle: 'auth_req_id',
} as const;

function parametersOf(options: BackchannelAuthenticationOptions): RequestParameters {
  return {
    login_hint: options.loginHint,
    login_hint_token: options.loginHintToken,
    id_token_hint: options.idTokenHint,
    binding_message: options.bindingMessage,
    user_code: options.userCode,
    acr_values: options.acrValues?.join(' '),
    requested_expiry: options.requestedExpirySeconds?.toString(),
    ...options.parameters,
  };
}
