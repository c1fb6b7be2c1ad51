import axios, { type AxiosInstance } from 'axios';
import { ConfigurationError } from '../errors.js';
import { Hooks } from '../hooks.js';
import {
  assertFunction,
  assertKnownOptions,
  milliseconds,
  oneOf,
  requiredText,
  timeLimit,
  wholeText,
} from '../options.js';
import { parsedUrl } from '../parsed-url.js';
import { cleanInstance } from '../server-calls/server-call.js';
import { MemoryTokenStore } from '../stores/memory.js';
import { checkedStore, type TokenStore } from '../token-store.js';
import type { PlaceToken } from './challenge/authorization-header.js';
import type { ResponseMode } from './login/authorization-parameters.js';
import { AuthorizationServer } from './discovery/authorization-server.js';
import {
  clientAuthentication,
  type ClientAuthentication,
  type ClientAuthenticationMethod,
} from './client-authentication/client-authentication.js';
import { isGrant, type Grant } from './grants/grants.js';
import type { OpenIdConnect } from './openid/openid-connect.js';
import { placementOf } from './placement.js';
import { hookNames, type OAuth2Hooks } from './hook-points.js';
import { assertProvider, type OAuth2Provider } from './provider.js';
import type { JwtResponseMode } from './login/jwt-response.js';
import type { RequestObjectSigner } from './login/request-object.js';
import { resourceIndicators } from './resource-indicator.js';
import { scopeNames } from './scope/scope.js';
import { sessionOptions, type OAuth2SessionOptions } from './session-options.js';
import type { SenderConstraint } from './dpop/sender-constraint.js';
import { tokenRequestForm, type TokenRequestForm } from './token-endpoint/token-request.js';

/** A client as the flows use it: options checked, defaults in. */
export interface OAuth2Client {
  readonly provider: OAuth2Provider;
  readonly server: AuthorizationServer;
  readonly clientId: string;
  readonly authenticate: ClientAuthentication;
  readonly redirectUri: string | undefined;
  readonly scope: readonly string[];
  readonly resource: readonly string[];
  readonly responseMode: ResponseMode | JwtResponseMode | undefined;
  readonly requestObject: RequestObjectSigner | undefined;
  readonly pushedAuthorizationRequests: boolean | undefined;
  readonly grant: Grant<true> | undefined;
  readonly scopeSeparator: string;
  readonly place: PlaceToken;
  readonly openIdConnect: OpenIdConnect | undefined;
  readonly store: TokenStore;
  readonly account: string;
  readonly leewayMs: number;
  readonly automatic: boolean;
  readonly tokenTimeoutMs: number;
  readonly renewalBudgetMs: number;
  readonly allowInsecureRequests: boolean;
  readonly dpop: SenderConstraint | undefined;
  readonly tokenRequest: TokenRequestForm;
  readonly hooks: Hooks<OAuth2Hooks>;
  readonly axios: AxiosInstance;
}

/** @throws {@link ConfigurationError} that names the option which is missing, unknown, unsafe or contradicts another. */
export function checkedClient(options: OAuth2SessionOptions): OAuth2Client {
  assertKnownOptions(options, sessionOptions);
  const { provider, redirectUri, grant, allowInsecureRequests = false, refresh = 'automatic' } = options;
  oneOf([true, false], allowInsecureRequests, 'allowInsecureRequests');
  assertProvider(provider, allowInsecureRequests);
  requiredText(options.clientId, 'clientId', 'the id that the provider gave to your client');
  if (redirectUri !== undefined) assertRedirectUri(redirectUri);
  assertOwnGrant(options);
  assertParts(options);
  const authenticate = authenticationOf(options);
  const tokenTimeoutMs = timeLimit(options.tokenTimeoutMs, 'tokenTimeoutMs', 10_000);
  const instance = options.axios ?? cleanInstance();
  const access = {
    axios: instance,
    discoveredFor: options.axios ?? axios,
    timeoutMs: tokenTimeoutMs,
    allowInsecureRequests,
  };
  return {
    provider,
    server: new AuthorizationServer(provider, { ...access, byCertificate: authenticate.byCertificate === true }),
    clientId: options.clientId,
    authenticate,
    redirectUri,
    scope: scopeNames(options.scope),
    ...checkedLogin(options),
    grant,
    scopeSeparator: provider.scopeSeparator ?? ' ',
    place: placementOf(provider.placement),
    openIdConnect: options.openIdConnect,
    store: options.store === undefined ? new MemoryTokenStore() : checkedStore(options.store),
    account:
      options.account === undefined ? 'default' : requiredText(options.account, 'account', 'the name of an account'),
    leewayMs: milliseconds(options.leewaySeconds, 'leewaySeconds', 60_000, 1000),
    automatic: oneOf(['automatic', 'manual'], refresh, 'refresh') === 'automatic',
    tokenTimeoutMs,
    renewalBudgetMs: timeLimit(options.renewalBudgetMs, 'renewalBudgetMs', 30_000),
    allowInsecureRequests,
    dpop: options.dpop,
    tokenRequest: tokenRequestForm(provider.tokenRequest, options.tokenRequest),
    hooks: new Hooks<OAuth2Hooks>(hookNames, provider.hooks, options.hooks),
    axios: instance,
  };
}

function assertOwnGrant({ grant, redirectUri }: OAuth2SessionOptions): void {
  if (grant === undefined) return;
  isGrant(grant);
  if (redirectUri !== undefined) throw new ConfigurationError('grant', 'give either a grant or a redirectUri.');
  if (!grant.repeatable)
    throw new ConfigurationError('grant', 'only a repeatable grant can renew itself; give others to fetchToken().');
}

/** What is made elsewhere, and handed in. */
function assertParts({ axios: instance, dpop }: OAuth2SessionOptions): void {
  if (instance !== undefined && typeof instance?.request !== 'function')
    throw new ConfigurationError('axios', 'must be an axios instance.');
  if (dpop !== undefined && typeof dpop?.keyFor !== 'function') throw new ConfigurationError('dpop', 'give dpop().');
}

function checkedLogin(options: OAuth2SessionOptions) {
  const { responseMode, requestObject, pushedAuthorizationRequests } = options;
  if (!isResponseMode(responseMode))
    throw new ConfigurationError('responseMode', "is 'query', 'fragment', 'form_post' or jwtResponse().");
  assertSignedAnswers(options);
  if (requestObject !== undefined) assertFunction(requestObject, 'requestObject');
  return { responseMode, requestObject, pushedAuthorizationRequests, resource: resourceIndicators(options.resource) };
}

/** Who signs must be known before a person is sent anywhere. */
function assertSignedAnswers({ openIdConnect, responseMode, provider }: OAuth2SessionOptions): void {
  if (openIdConnect !== undefined && typeof openIdConnect?.check !== 'function')
    throw new ConfigurationError('openIdConnect', 'give openIdConnect().');
  if (provider.issuer !== undefined || !(openIdConnect ?? isSigned(responseMode))) return;
  const what = openIdConnect ? 'openIdConnect(): it signs the ID tokens' : 'jwtResponse(): it signs the answers';
  throw new ConfigurationError('provider.issuer', `is needed for ${what}.`);
}

function isSigned(mode: OAuth2Client['responseMode']): mode is JwtResponseMode {
  return typeof mode === 'object' && mode !== null;
}

function isResponseMode(mode: unknown = 'query'): boolean {
  if (typeof mode === 'string') return ['query', 'fragment', 'form_post'].includes(mode);
  return typeof (mode as Partial<JwtResponseMode> | null)?.verify === 'function';
}

function authenticationOf(options: OAuth2SessionOptions): ClientAuthentication {
  const { clientId, clientSecret, provider } = options;
  const { clientAuthentication: usual, basicEncoding } = provider;
  const method =
    options.clientAuthentication ?? (sendsSecret(usual) === (clientSecret !== undefined) ? usual : undefined);
  return clientAuthentication({ clientId, clientSecret, basicEncoding, method });
}

function sendsSecret(method: ClientAuthenticationMethod | undefined): boolean {
  return method === 'client_secret_basic' || method === 'client_secret_post';
}

/** RFC 6749 §3.1.2: absolute, without a fragment. Its scheme is the app's own affair (RFC 8252 §7.1). */
export function assertRedirectUri(redirectUri: string): void {
  if (!parsedUrl(wholeText(redirectUri, 'redirectUri')))
    throw new ConfigurationError('redirectUri', 'is not an absolute URL.');
  if (redirectUri.includes('#'))
    throw new ConfigurationError('redirectUri', 'must have no fragment (RFC 6749 §3.1.2).');
}
