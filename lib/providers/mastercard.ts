import type { OAuth1Provider } from '../oauth1/provider.js';

/**
 * Mastercard: in your own name, for `oauth1()`; nobody logs in. Each body is hashed.
 * https://developer.mastercard.com/platform/documentation/authentication/using-oauth-1a-to-access-mastercard-apis/
 */
export const mastercard: OAuth1Provider = {
  name: 'Mastercard',
  signatureMethod: 'RSA-SHA256',
  bodyHash: true,
};
