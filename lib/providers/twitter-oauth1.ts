import type { OAuth1Provider } from '../oauth1/provider.js';

/** X, formerly Twitter. Its tokens do not expire. https://docs.x.com/fundamentals/authentication/oauth-1-0a/obtaining-user-access-tokens */
export const twitterOAuth1: OAuth1Provider = {
  name: 'X (Twitter)',
  temporaryCredentialsEndpoint: 'https://api.x.com/oauth/request_token',
  authorizationEndpoint: 'https://api.x.com/oauth/authorize',
  tokenEndpoint: 'https://api.x.com/oauth/access_token',
};
