import type { OAuth1Provider } from '../oauth1/provider.js';

/** Tumblr. https://www.tumblr.com/docs/en/api/v2#oauth1-authorization */
export const tumblrOAuth1: OAuth1Provider = {
  name: 'Tumblr',
  temporaryCredentialsEndpoint: 'https://www.tumblr.com/oauth/request_token',
  authorizationEndpoint: 'https://www.tumblr.com/oauth/authorize',
  tokenEndpoint: 'https://www.tumblr.com/oauth/access_token',
};
