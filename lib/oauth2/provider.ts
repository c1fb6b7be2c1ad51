import { assertEndpoint } from '../server-calls/endpoint.js';
import { ConfigurationError } from '../errors.js';
import { assertKnownOptions, oneOf, wholeText } from '../options.js';
import { isSecure } from '../secure-origin.js';
import { parsedUrl } from '../parsed-url.js';
import {
  clientAuthenticationMethods,
  type BasicEncoding,
  type ClientAuthenticationMethod,
} from './client-authentication/client-authentication.js';
import type { OAuth2Hooks } from './hook-points.js';
import type { TokenPlacement } from './placement.js';
import type { TokenRequestOptions } from './token-endpoint/token-request.js';

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
  /** What it does otherwise, mended at a named moment. */
  readonly hooks?: OAuth2Hooks;
}

interface OAuth2Issuer {
  /** Whose metadata says the endpoints, and who must have sent an authorization response (RFC 8414, RFC 9207). */
  readonly issuer: string;
}

/**
 * A service, as data: its endpoints, or the issuer identifier to discover them from (RFC 8414 §2). With both, what is named here
 * wins. The issuer is also compared to the `iss` of authorization responses (RFC 9207).
 */
export type OAuth2Provider = OAuth2Quirks &
  ((Partial<OAuth2Issuer> & OAuth2Endpoints) | (OAuth2Issuer & Partial<OAuth2Endpoints>));

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
