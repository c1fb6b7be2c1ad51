export { OAuth1Client } from './client.js';
export { OAuth1Session } from './session.js';
export { oauth1, type OAuth1Options } from './scheme.js';
export { signRequest, type SignedRequest, type UnsignedRequest } from './sign-request.js';
export type { BodyHashOption } from './body-hash.js';
export type {
  OAuth1ClientOptions,
  OAuth1Credentials,
  OAuth1Settings,
  OAuth1Signing,
  OAuth1SigningAtProvider,
} from './client.js';
export type { OAuth1AuthorizationRequest, OAuth1LoginOptions } from './authorization.js';
export type { OAuth1Callback, PendingTemporaryCredentials } from './authorization-response.js';
export type { OAuth1Provider } from './provider.js';
export type { OAuth1SessionOptions, OAuth1SessionSettings } from './session-client.js';
export type { GivenOAuth1Token } from './token.js';
export type { DigestName } from '../crypto/digest-name.js';
export type { Placement } from './placement.js';
export type { CustomSignatureMethod, SignatureMethodName } from './signature.js';
