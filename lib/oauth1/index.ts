export { OAuth1Client } from './client.js';
export { oauth1, type OAuth1Options } from './scheme.js';
export { signRequest, type SignedRequest, type UnsignedRequest } from './sign-request.js';
export type { BodyHashOption } from './body-hash.js';
export type { OAuth1ClientOptions, OAuth1Credentials, OAuth1Settings, OAuth1Signing } from './client.js';
export type { DigestName } from '../digest-name.js';
export type { Placement } from './placement.js';
export type { CustomSignatureMethod, SignatureMethodName } from './signature.js';
