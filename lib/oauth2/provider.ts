import type { AxiosResponse } from 'axios';
import { assertEndpoint } from '../server-calls/endpoint.js';
import { ConfigurationError } from '../errors.js';
import type { MaybePromise } from '../maybe-promise.js';
import { assertKnownOptions, oneOf, wholeText } from '../options.js';
import { isSecure } from '../secure-origin.js';
import { parsedUrl } from '../parsed-url.js';
import type { OutgoingRequest } from '../scheme.js';
import {
  clientAuthenticationMethods,
  type BasicEncoding,
  type ClientAuthenticationMethod,
} from './client-authentication/client-authentication.js';
import type { EndpointRequest, RevocationRequest } from './endpoints/endpoints.js';
import type { TokenPlacement } from './placement.js';
import type { TokenRequestOptions } from './token-endpoint/token-request.js';

/** A call of the token endpoint, as a hook sees it: complete but for being sent. With a content type of JSON, that is what is sent. */
export interface TokenEndpointRequest {
  readonly url: string;
  /** Sends this one with its parameters in the query; a client secret must not be among them. Default: as `tokenRequest` says. */
  readonly method?: 'GET';
  readonly headers: Readonly<Record<string, string>>;
  readonly parameters: URLSearchParams;
}

/** An answer of the authorization server, as a hook sees it: not judged yet. Header names are in lower case. */
export interface TokenEndpointResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** For services that bend the RFC. Named by the moment; each gets one object and returns it or a changed copy. */
export interface OAuth2Hooks {
  authorizationRequest?(parameters: URLSearchParams): MaybePromise<URLSearchParams>;
  accessTokenRequest?(request: TokenEndpointRequest): MaybePromise<TokenEndpointRequest>;
  accessTokenResponse?(response: TokenEndpointResponse): MaybePromise<TokenEndpointResponse>;
  refreshTokenRequest?(request: TokenEndpointRequest): MaybePromise<TokenEndpointRequest>;
  refreshTokenResponse?(response: TokenEndpointResponse): MaybePromise<TokenEndpointResponse>;
  /** For services that revoke otherwise than RFC 7009 §2.1: `token` has what a request of their own needs. */
  revocationRequest?(request: RevocationRequest): MaybePromise<RevocationRequest>;
  /** For services that do not say by the status whether the token is revoked (RFC 7009 §2.2). */
  revocationResponse?(response: TokenEndpointResponse): MaybePromise<TokenEndpointResponse>;
  introspectionRequest?(request: EndpointRequest): MaybePromise<EndpointRequest>;
  /**
   * After the token was put on, before each send. A changed URL must stay on the session's origins. A header that it adds counts
   * as a credential (but for `Content-…`): a redirect to another origin drops it.
   */
  protectedRequest?(request: OutgoingRequest): MaybePromise<OutgoingRequest>;
  /**
   * For services that do not answer 401: `'expired'` counts as a refusal of the token. `data` is what the server sent, JSON
   * already parsed, before the instance's own `transformResponse`.
   */
  protectedResponse?(response: AxiosResponse): MaybePromise<'expired' | undefined>;
}

/** Every hook point, for checking names. */
export const hookNames = [
  'authorizationRequest',
  'accessTokenRequest',
  'accessTokenResponse',
  'refreshTokenRequest',
  'refreshTokenResponse',
  'revocationRequest',
  'revocationResponse',
  'introspectionRequest',
  'protectedRequest',
  'protectedResponse',
] as const satisfies readonly (keyof OAuth2Hooks)[];

/** Where a service is talked to. Those that are missing are discovered from the `issuer`, if there is one (RFC 8414). */
export interface OAuth2Endpoints {
  /** RFC 6749 §3.1. Needed for `authorizationUrl()`. */
  readonly authorizationEndpoint?: string;
  /** RFC 6749 §3.2. */
  readonly tokenEndpoint: string;
  /** RFC 7009. */
  readonly revocationEndpoint?: string;
  /** RFC 7662. */
  readonly introspectionEndpoint?: string;
  /** RFC 8628. */
  readonly deviceAuthorizationEndpoint?: string;
  /** RFC 9126. */
  readonly pushedAuthorizationRequestEndpoint?: string;
  /** RFC 7591. Needed for `registerClient()`. */
  readonly registrationEndpoint?: string;
  /** OpenID Connect CIBA §4. */
  readonly backchannelAuthenticationEndpoint?: string;
  /** OpenID Connect Core §5.3. */
  readonly userinfoEndpoint?: string;
  /** OpenID Connect RP-Initiated Logout §2. */
  readonly endSessionEndpoint?: string;
  /** The keys of its signatures (RFC 7517). */
  readonly jwksUri?: string;
}

/** What is particular about one service, beside its endpoints. Every deviation from the RFCs is said here or in its hooks. */
export interface OAuth2Quirks {
  /** Shown in errors. */
  readonly name?: string;
  /**
   * Default: `none` without a secret; with one `client_secret_basic`, but `client_secret_post` where the metadata that the endpoint
   * was found in lists that and not the other.
   */
  readonly clientAuthentication?: ClientAuthenticationMethod;
  /** Default: `'form'` (RFC 6749 §2.3.1). `'raw'` for services that read id and secret from Basic without decoding them. */
  readonly basicEncoding?: BasicEncoding;
  /** How token requests look. */
  readonly tokenRequest?: TokenRequestOptions;
  /** Default: a space (RFC 6749 §3.3). */
  readonly scopeSeparator?: string;
  /** Default: `'S256'`. `'plain'` protects less and `'none'` nothing: only for services that know nothing else (RFC 7636 §7.2). */
  readonly pkce?: 'S256' | 'plain' | 'none';
  /** Where requests carry the token. Default: `'header'`, the Authorization header. */
  readonly placement?: TokenPlacement;
  /** Of services that no program can ask for it: the page where the access is taken back, or which says how. Shown in errors. */
  readonly revocationPage?: string;
  readonly hooks?: OAuth2Hooks;
}

/**
 * A service, as data: its endpoints, or the issuer identifier to discover them from (RFC 8414 §2). With both, what is named here
 * wins. The issuer is also compared to the `iss` of authorization responses (RFC 9207).
 */
export type OAuth2Provider = OAuth2Quirks &
  (({ readonly issuer?: string } & OAuth2Endpoints) | ({ readonly issuer: string } & Partial<OAuth2Endpoints>));

/** Every endpoint that a provider can name, with its name in the server's own metadata (RFC 8414 §2). */
export const metadataNames = {
  authorizationEndpoint: 'authorization_endpoint',
  tokenEndpoint: 'token_endpoint',
  revocationEndpoint: 'revocation_endpoint',
  introspectionEndpoint: 'introspection_endpoint',
  deviceAuthorizationEndpoint: 'device_authorization_endpoint',
  pushedAuthorizationRequestEndpoint: 'pushed_authorization_request_endpoint',
  registrationEndpoint: 'registration_endpoint',
  backchannelAuthenticationEndpoint: 'backchannel_authentication_endpoint',
  userinfoEndpoint: 'userinfo_endpoint',
  endSessionEndpoint: 'end_session_endpoint',
  jwksUri: 'jwks_uri',
} as const satisfies Record<keyof OAuth2Endpoints, string>;

/** An endpoint of the authorization server. */
export type EndpointName = keyof typeof metadataNames;

const endpointNames = /* @__PURE__ */ Object.keys(metadataNames) as EndpointName[];
const quirks: readonly string[] = [
  'name',
  'clientAuthentication',
  'basicEncoding',
  'tokenRequest',
  'scopeSeparator',
  'pkce',
  'placement',
  'revocationPage',
  'hooks',
];

/** @throws {@link ConfigurationError} that names what is missing, unknown or unsafe. */
export function assertProvider(provider: OAuth2Provider, allowInsecureRequests: boolean): void {
  if (typeof provider !== 'object' || provider === null) throw new ConfigurationError('provider', 'is required.');
  assertKnownOptions(provider, ['issuer', ...endpointNames, ...quirks], 'provider.');
  const { issuer, tokenEndpoint, pkce = 'S256', revocationPage } = provider;
  oneOf(['S256', 'plain', 'none'], pkce, 'provider.pkce');
  const { clientAuthentication = 'none', basicEncoding = 'form', scopeSeparator = ' ' } = provider;
  oneOf(clientAuthenticationMethods, clientAuthentication, 'provider.clientAuthentication');
  oneOf(['form', 'raw'], basicEncoding, 'provider.basicEncoding');
  wholeText(scopeSeparator, 'provider.scopeSeparator');
  if (issuer !== undefined) assertIssuer(issuer, allowInsecureRequests);
  if (revocationPage !== undefined) assertEndpoint(revocationPage, 'provider.revocationPage', allowInsecureRequests);
  if (!tokenEndpoint && issuer === undefined) {
    const whatFor = 'the URL that gives tokens (RFC 6749 §3.2), or give an issuer to discover it from';
    throw new ConfigurationError('provider.tokenEndpoint', `is required: ${whatFor}.`);
  }
  for (const name of endpointNames) {
    const endpoint = provider[name];
    if (endpoint !== undefined) assertEndpoint(endpoint, `provider.${name}`, allowInsecureRequests);
  }
}

/** RFC 8414 §2: https, without query and fragment. */
function assertIssuer(issuer: string, allowInsecureRequests: boolean): void {
  const url = parsedUrl(wholeText(issuer, 'provider.issuer'));
  const safe = url && (isSecure(url) || (allowInsecureRequests && url.protocol === 'http:'));
  if (safe && !issuer.includes('?') && !issuer.includes('#')) return;
  throw new ConfigurationError('provider.issuer', 'is an https URL without query and fragment (RFC 8414 §2).');
}
