import type { OAuth2Provider } from '../oauth2/provider.js';

/** Tumblr. Ask for the scope `offline_access` to get refresh tokens. https://www.tumblr.com/docs/en/api/v2#oauth2-authorization */
export const tumblr: OAuth2Provider = {
  name: 'Tumblr',
  authorizationEndpoint: 'https://www.tumblr.com/oauth2/authorize',
  tokenEndpoint: 'https://api.tumblr.com/v2/oauth2/token',
  revocationPage: 'https://www.tumblr.com/settings/apps',
  clientAuthentication: 'client_secret_post',
};
