import { ConfigurationError } from '../../errors.js';
import { assertKnownOptions, assertPlainObject, milliseconds, oneOf } from '../../options.js';
import { assertParameters, type RequestParameters } from '../request-parameters.js';

/** What one call of the token endpoint sends beyond its grant. */
export interface TokenCallOptions {
  /** Further parameters; they win over the grant's own of the same name. */
  readonly parameters?: RequestParameters;
  /** Further headers. The client's authentication is not one of them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds until the whole answer is read. Default: the session's `tokenTimeoutMs`. */
  readonly timeoutMs?: number;
}

/** What {@link TokenCallOptions} are for a login. */
export interface FetchTokenOptions extends TokenCallOptions {
  /** Gives the call up, with axios' `CanceledError`. A code, or another grant of single use, may be used up then. */
  readonly signal?: AbortSignal;
}

/** How all token requests of a service, or of a session, look: fetches and refreshes. */
export type TokenRequestOptions = Omit<TokenCallOptions, 'timeoutMs'> & {
  /** Whether `client_id` is sent as a parameter. Default: where the client's authentication needs it. */
  readonly includeClientId?: boolean;
} & (
    | {
        /** Default: `'POST'` (RFC 6749 §3.2). `'GET'` only where a service demands it. */
        readonly method?: 'POST';
        /**
         * Default: `'body'`, and `'query'` for GET. In a query codes and refresh tokens end up in logs; a client secret is never put
         * there (RFC 6749 §2.3.1).
         */
        readonly parameterPlacement?: 'body' | 'query';
      }
    | { readonly method: 'GET'; readonly parameterPlacement?: 'query' }
  );

/** {@link TokenRequestOptions} with the defaults in. */
export interface TokenRequestForm {
  readonly method: 'POST' | 'GET';
  readonly inQuery: boolean;
  readonly includeClientId: boolean | undefined;
  readonly parameters: RequestParameters;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the provider says, and where both say something the session. @throws {@link ConfigurationError} that names the option. */
export function tokenRequestForm(
  provider: TokenRequestOptions = {},
  session: TokenRequestOptions = {},
): TokenRequestForm {
  assertTokenRequest(provider, 'provider.tokenRequest');
  assertTokenRequest(session, 'tokenRequest');
  const { method = 'POST', parameterPlacement, includeClientId } = { ...provider, ...session };
  if (method === 'GET' && parameterPlacement === 'body') {
    throw new ConfigurationError('tokenRequest.parameterPlacement', 'a GET has no body.');
  }
  return {
    method,
    inQuery: method === 'GET' || parameterPlacement === 'query',
    includeClientId,
    parameters: { ...provider.parameters, ...session.parameters },
    headers: { ...provider.headers, ...session.headers },
  };
}

/** @throws {@link ConfigurationError} that names the option of one call. */
export function assertTokenCall(options: TokenCallOptions, alsoKnown: readonly string[] = []): void {
  assertKnownOptions(options, ['parameters', 'headers', 'timeoutMs', ...alsoKnown]);
  milliseconds(options.timeoutMs, 'timeoutMs', 0);
  assertParameters(options.parameters, 'parameters');
  assertHeaders(options.headers, 'headers');
}

function assertTokenRequest(options: TokenRequestOptions, option: string): void {
  const known = ['method', 'parameterPlacement', 'includeClientId', 'parameters', 'headers'];
  assertKnownOptions(options, known, `${option}.`);
  const { method = 'POST', parameterPlacement = 'body', includeClientId = true } = options;
  oneOf(['POST', 'GET'], method, `${option}.method`);
  oneOf(['body', 'query'], parameterPlacement, `${option}.parameterPlacement`);
  oneOf([true, false], includeClientId, `${option}.includeClientId`);
  assertParameters(options.parameters, `${option}.parameters`);
  assertHeaders(options.headers, `${option}.headers`);
}

/** RFC 6749 §2.3: one client authentication in a request. */
function assertHeaders(headers: Readonly<Record<string, string>> | undefined, option: string): void {
  if (headers === undefined) return;
  assertPlainObject(headers, option);
  const forbidden = Object.keys(headers).find((name) => name.toLowerCase() === 'authorization');
  if (forbidden === undefined) return;
  throw new ConfigurationError(`${option}.${forbidden}`, 'is set by clientAuthentication, which may be a function.');
}
