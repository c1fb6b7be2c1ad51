import type { OAuth2Provider } from '../oauth2/provider.js';

/**
 * Stripe Connect, for Standard accounts. The client's secret is your platform's secret API key. https://docs.stripe.com/connect/oauth-reference
 */
export const stripe: OAuth2Provider = {
  name: 'Stripe',
  authorizationEndpoint: 'https://connect.stripe.com/oauth/authorize',
  tokenEndpoint: 'https://connect.stripe.com/oauth/token',
  clientAuthentication: 'client_secret_post',
  pkce: 'none', // parameters that Stripe's API does not know are an error
};
