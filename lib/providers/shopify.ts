import type { TokenEndpointRequest } from '../oauth2/hook-points.js';
import type { OAuth2Provider } from '../oauth2/provider.js';
import { grantsRefused } from './error-names.js';
import { hostLabel } from './host.js';
import { optionsOf } from './options.js';
import { mendedAnswers } from './token-answer.js';

/** A shop, and what kind of token is wanted. */
export interface ShopifyOptions {
  /** `acme`, or `acme.myshopify.com`. */
  readonly shop: string;
  /** `false` for custom apps with tokens that never expire. Default: true, an hour, with a refresh token. */
  readonly expiring?: boolean;
}

/**
 * Shopify's Admin API. A `shop` from a callback is not to be trusted before this has checked it. Give `'grant_options[]': 'per-user'`
 * to `authorizationUrl()` for a token of the person. https://shopify.dev/docs/apps/build/authentication-authorization
 *
 * @throws `ConfigurationError` for what is no shop.
 */
export function shopify(options: ShopifyOptions): OAuth2Provider {
  const { shop, expiring = true } = optionsOf(options, ['shop', 'expiring']);
  const label = typeof shop === 'string' ? shop.replace(/\.myshopify\.com$/i, '') : shop;
  const base = `https://${hostLabel(label, 'shop', 'acme')}.myshopify.com/admin`;
  return {
    name: 'Shopify',
    authorizationEndpoint: `${base}/oauth/authorize`,
    tokenEndpoint: `${base}/oauth/access_token`,
    clientAuthentication: 'client_secret_post',
    scopeSeparator: ',',
    placement: { header: 'X-Shopify-Access-Token' },
    revocationPage: 'https://shopify.dev/api/examples/app-uninstall', // the one way uninstalls the app, with its webhooks
    // A refused code or refresh token is called an invalid request.
    hooks: mendedAnswers([refusals], expiring ? { accessTokenRequest: thatExpires } : {}),
  };
}

const refusals = grantsRefused(
  'This request requires an active refresh_token',
  'The authorization code was not found or was already used',
);

/** Without it, new public apps get tokens that the API refuses. */
function thatExpires(request: TokenEndpointRequest): TokenEndpointRequest {
  request.parameters.set('expiring', '1');
  return request;
}
