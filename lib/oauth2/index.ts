export { OAuth2Session } from './session.js';
export { dpop, type DpopOptions } from './dpop/dpop.js';
export { openIdConnect, type OpenIdConnect, type OpenIdConnectOptions } from './openid/openid-connect.js';
export { logoutUrl, type LogoutOptions } from './openid/logout-url.js';
export type { Introspection } from './endpoints/introspection.js';
export type { UserInfo } from './openid/userinfo.js';
export type { EndpointRequest, RevocationRequest } from './hook-points.js';
export type { TokenName } from './endpoints/revocation.js';
export type { TokenPlacement } from './placement.js';
export type { OAuth2Events } from './oauth2-events.js';
export { defineProvider } from './define-provider.js';
export { bearer, type BearerOptions } from './bearer.js';
export {
  authorizationCode,
  clientCredentials,
  grant,
  password,
  type Grant,
  type GrantCircumstances,
  type GrantOptions,
  type GrantParameters,
} from './grants/grants.js';
export { jwtBearer, samlBearer, type AssertionGrantOptions } from './grants/assertion-grants.js';
export { tokenExchange, type ExchangedToken, type TokenExchangeOptions } from './grants/token-exchange.js';
export {
  deviceAuthorization,
  type DeviceAuthorization,
  type DeviceAuthorizationOptions,
} from './grants/device-authorization.js';
export {
  backchannelAuthentication,
  type BackchannelAuthentication,
  type BackchannelAuthenticationOptions,
} from './grants/backchannel-authentication.js';
export {
  clientSecretJwt,
  privateKeyJwt,
  type ClientAssertionOptions,
} from './client-authentication/client-assertion.js';
export type { PrivateCryptoKey, PrivateJwk, SigningAlgorithm, SigningKey } from './client-authentication/jwt-signer.js';
export type { RefreshOptions } from './scope/refresh-scope.js';
export type { RequestParameters, TokenTarget } from './request-parameters.js';
export type { FetchTokenOptions, TokenCallOptions, TokenRequestOptions } from './token-endpoint/token-request.js';
export type { BearerAccount, BearerRenewal, RenewalCircumstances, RenewingBearer } from './bearer-renewal.js';
export type { AuthorizationRequest, PendingAuthorization } from './login/authorization-request.js';
// eslint-disable-next-line @typescript-eslint/no-deprecated -- offered, and marked so
export { tokenFromFragment } from './login/token-from-fragment.js';
export { signedRequestObject, type RequestObjectSigner } from './login/request-object.js';
export { jwtResponse, type JwtResponseMode, type JwtResponseOptions } from './login/jwt-response.js';
export { sessionForResource, type ResourceSessionOptions } from './discovery/session-for-resource.js';
export type { RegistrationStore, ResourceClient } from './discovery/resource-client.js';
export {
  registerClient,
  type ClientMetadata,
  type ClientRegistration,
  type ClientRegistrationOptions,
} from './discovery/client-registration.js';
export type { AuthorizationDetail, AuthorizationParameters, ResponseMode } from './login/authorization-parameters.js';
export type { ResourceIndicator } from './resource-indicator.js';
export type { AuthorizationCallback } from './login/authorization-response.js';
export type {
  ClientIdentity,
  LoginOptions,
  OAuth2SessionOptions,
  OAuth2SessionSettings,
  TokenOrigin,
} from './session-options.js';
export type {
  AuthenticationAudience,
  BasicEncoding,
  ClientAuthentication,
  ClientAuthenticationMethod,
  ClientSecretMethod,
} from './client-authentication/client-authentication.js';
export type { SigningKeyPair } from './dpop/dpop-key.js';
export type { BindingKey, SenderConstraint } from './dpop/sender-constraint.js';
export type { OAuth2Hooks, TokenEndpointRequest, TokenEndpointResponse } from './hook-points.js';
export type { OAuth2Provider } from './provider.js';
export type { GivenToken } from './token.js';
export type { Scope } from './scope/scope.js';
export type { TokenEvents } from '../accounts/token-events.js';
export type { ReplayEvent, RequestEvent, TokenEvent } from '../accounts/event-details.js';
