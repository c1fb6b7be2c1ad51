export { OAuth2Session } from './session.js';
export { dpop, type DpopOptions } from './dpop.js';
export { openIdConnect, type OpenIdConnect, type OpenIdConnectOptions } from './openid-connect.js';
export { logoutUrl, type LogoutOptions } from './logout-url.js';
export type { Introspection } from './introspection.js';
export type { UserInfo } from './userinfo.js';
export type { TokenName } from './revocation.js';
export type { TokenPlacement } from './placement.js';
export type { OAuth2Events } from './oauth2-events.js';
export { defineProvider } from './define-provider.js';
export { bearer } from './bearer.js';
export {
  authorizationCode,
  clientCredentials,
  grant,
  password,
  type Grant,
  type GrantCircumstances,
  type GrantOptions,
  type GrantParameters,
} from './grants.js';
export { jwtBearer, samlBearer, type AssertionGrantOptions } from './assertion-grants.js';
export { tokenExchange, type ExchangedToken, type TokenExchangeOptions } from './token-exchange.js';
export {
  deviceAuthorization,
  type DeviceAuthorization,
  type DeviceAuthorizationOptions,
} from './device-authorization.js';
export {
  backchannelAuthentication,
  type BackchannelAuthentication,
  type BackchannelAuthenticationOptions,
} from './backchannel-authentication.js';
export { clientSecretJwt, privateKeyJwt, type ClientAssertionOptions } from './client-assertion.js';
export type { PrivateCryptoKey, PrivateJwk, SigningAlgorithm, SigningKey } from './jwt-signer.js';
export type { RefreshOptions } from './refresh-scope.js';
export type { RequestParameters, TokenTarget } from './request-parameters.js';
export type { FetchTokenOptions, TokenCallOptions, TokenRequestOptions } from './token-request.js';
export type { BearerAccount, BearerRenewal, RenewalCircumstances, RenewingBearer } from './bearer-renewal.js';
export type { AuthorizationRequest, PendingAuthorization } from './authorization-request.js';
// eslint-disable-next-line @typescript-eslint/no-deprecated -- offered, and marked so
export { tokenFromFragment } from './token-from-fragment.js';
export { signedRequestObject, type RequestObjectSigner } from './request-object.js';
export { jwtResponse, type JwtResponseMode, type JwtResponseOptions } from './jwt-response.js';
export { sessionForResource, type ResourceSessionOptions } from './session-for-resource.js';
export type { RegistrationStore, ResourceClient } from './resource-client.js';
export {
  registerClient,
  type ClientMetadata,
  type ClientRegistration,
  type ClientRegistrationOptions,
} from './client-registration.js';
export type { AuthorizationDetail, AuthorizationParameters, ResponseMode } from './authorization-parameters.js';
export type { ResourceIndicator } from './resource-indicator.js';
export type { AuthorizationCallback } from './authorization-response.js';
export type {
  ClientIdentity,
  LoginOptions,
  OAuth2SessionOptions,
  OAuth2SessionSettings,
  TokenOrigin,
} from './client.js';
export type {
  AuthenticationAudience,
  BasicEncoding,
  ClientAuthentication,
  ClientAuthenticationMethod,
  ClientSecretMethod,
} from './client-authentication.js';
export type { SigningKeyPair } from './dpop-key.js';
export type { BindingKey, SenderConstraint } from './sender-constraint.js';
export type { OAuth2Hooks, OAuth2Provider, TokenEndpointRequest, TokenEndpointResponse } from './provider.js';
export type { GivenToken } from './token.js';
export type { Scope } from './scope.js';
export type { TokenEvents } from '../accounts/token-events.js';
