import type { OAuth1Provider } from '../oauth1/provider.js';

/**
 * WooCommerce: in your own name, for `oauth1()`; nobody logs in. Only shops on plain http want it.
 * https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication-over-http
 */
export const woocommerce: OAuth1Provider = {
  name: 'WooCommerce',
  placement: 'query', // as its documentation has it: many shops do not see the header
};
