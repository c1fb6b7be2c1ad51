import type { AxiosResponse } from 'axios';
import { assertEndpoint } from '../endpoint.js';
import { ConfigurationError } from '../errors.js';
import type { MaybePromise } from '../maybe-promise.js';
import { assertKnownOptions, requiredText } from '../options.js';
import type { OutgoingRequest } from '../scheme.js';
import type { ClientAuthenticationMethod } from './client-authentication.js';

/** A call of the token endpoint, as a hook sees it: complete but for being sent. */
export interface TokenEndpointRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parameters: URLSearchParams;
}

/** An answer of the token endpoint, as a hook sees it: not judged yet. Header names are in lower case. */
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
  /** After the token was put on, before each send. A changed URL must stay on the session's origins. */
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
  'protectedRequest',
  'protectedResponse',
] as const satisfies readonly (keyof OAuth2Hooks)[];

/** What is particular about one service. Data only; every deviation from the RFCs is said here or in its hooks. */
export interface OAuth2Provider {
  /** Shown in errors. */
  readonly name?: string;
  /** The issuer identifier (RFC 8414 §2), compared to the `iss` of authorization responses (RFC 9207). */
  readonly issuer?: string;
  /** RFC 6749 §3.1. Needed for `authorizationUrl()`. */
  readonly authorizationEndpoint?: string;
  /** RFC 6749 §3.2. */
  readonly tokenEndpoint: string;
  /** Default: `client_secret_basic` with a secret, `none` without. */
  readonly clientAuthentication?: ClientAuthenticationMethod;
  /** Default: a space (RFC 6749 §3.3). */
  readonly scopeSeparator?: string;
  /** Default: `'S256'`. `'none'` only for services that reject unknown parameters. */
  readonly pkce?: 'S256' | 'none';
  readonly hooks?: OAuth2Hooks;
}

const providerOptions: readonly (keyof OAuth2Provider)[] = [
  'name',
  'issuer',
  'authorizationEndpoint',
  'tokenEndpoint',
  'clientAuthentication',
  'scopeSeparator',
  'pkce',
  'hooks',
];

/** @throws {@link ConfigurationError} that names what is missing, unknown or unsafe. */
export function assertProvider(provider: OAuth2Provider, allowInsecureRequests: boolean): void {
  if (typeof provider !== 'object' || provider === null) throw new ConfigurationError('provider', 'is required.');
  assertKnownOptions(provider, providerOptions, 'provider.');
  requiredText(provider.tokenEndpoint, 'provider.tokenEndpoint', 'the URL that gives tokens (RFC 6749 §3.2)');
  assertEndpoint(provider.tokenEndpoint, 'provider.tokenEndpoint', allowInsecureRequests);
  if (provider.authorizationEndpoint === undefined) return;
  assertEndpoint(provider.authorizationEndpoint, 'provider.authorizationEndpoint', allowInsecureRequests);
}
