import type { OAuth1Provider } from '../oauth1/provider.js';

/**
 * Flickr. Say what you want to do with `authorizationParameters: { perms: 'read' }`. https://www.flickr.com/services/api/auth.oauth.html
 */
export const flickr: OAuth1Provider = {
  name: 'Flickr',
  temporaryCredentialsEndpoint: 'https://www.flickr.com/services/oauth/request_token',
  authorizationEndpoint: 'https://www.flickr.com/services/oauth/authorize',
  tokenEndpoint: 'https://www.flickr.com/services/oauth/access_token',
  method: 'GET', // as all its documentation has it
};
