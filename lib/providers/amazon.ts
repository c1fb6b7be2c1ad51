import type { OAuth2Provider } from '../oauth2/provider.js';

/**
 * Login with Amazon. https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html
 */
export const amazon: OAuth2Provider = {
  name: 'Amazon',
  authorizationEndpoint: 'https://www.amazon.com/ap/oa',
  tokenEndpoint: 'https://api.amazon.com/auth/o2/token',
  userinfoEndpoint: 'https://api.amazon.com/user/profile',
  revocationPage: 'https://www.amazon.com/ap/adam',
  clientAuthentication: 'client_secret_post', // the only way that is documented
};
