import type { OAuth2Provider } from '../oauth2/provider.js';
import { askedByDefault } from './asked-by-default.js';

/**
 * Reddit. Installed apps have no secret: give an empty one. Give your `axios` a User-Agent, or Reddit refuses soon.
 * https://github.com/reddit-archive/reddit/wiki/OAuth2
 */
export const reddit: OAuth2Provider = {
  name: 'Reddit',
  authorizationEndpoint: 'https://www.reddit.com/api/v1/authorize',
  tokenEndpoint: 'https://www.reddit.com/api/v1/access_token',
  revocationEndpoint: 'https://www.reddit.com/api/v1/revoke_token',
  hooks: askedByDefault({ duration: 'permanent' }), // without it there is no refresh token
};
