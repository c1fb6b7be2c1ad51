import type { OAuth2Provider } from '../oauth2/provider.js';
import { askedByDefault } from './asked-by-default.js';

/** Dropbox: refresh tokens come only when they are asked for. https://developers.dropbox.com/oauth-guide */
export const dropbox: OAuth2Provider = {
  name: 'Dropbox',
  authorizationEndpoint: 'https://www.dropbox.com/oauth2/authorize',
  tokenEndpoint: 'https://api.dropboxapi.com/oauth2/token',
  userinfoEndpoint: 'https://api.dropboxapi.com/2/openid/userinfo',
  hooks: askedByDefault({ token_access_type: 'offline' }),
};
