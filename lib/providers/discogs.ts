import type { OAuth1Provider } from '../oauth1/provider.js';

/** Discogs. It refuses requests without a User-Agent of your own; for a request token a POST is as good as the GET in its documentation. https://www.discogs.com/developers/#page:authentication,header:authentication-oauth-flow */
export const discogs: OAuth1Provider = {
  name: 'Discogs',
  temporaryCredentialsEndpoint: 'https://api.discogs.com/oauth/request_token',
  authorizationEndpoint: 'https://www.discogs.com/oauth/authorize',
  tokenEndpoint: 'https://api.discogs.com/oauth/access_token',
};
