import type { OAuth2Provider } from '../oauth2/provider.js';
import { askedByDefault } from './asked-by-default.js';
import { revokedByItself } from './revocation.js';

/**
 * Dropbox: refresh tokens come only when they are asked for. A revocation of the access token ends its refresh token, too.
 * https://developers.dropbox.com/oauth-guide
 */
export const dropbox: OAuth2Provider = {
  name: 'Dropbox',
  authorizationEndpoint: 'https://www.dropbox.com/oauth2/authorize',
  tokenEndpoint: 'https://api.dropboxapi.com/oauth2/token',
  revocationEndpoint: 'https://api.dropboxapi.com/2/auth/token/revoke',
  hooks: askedByDefault({ token_access_type: 'offline' }, { revocationRequest: revokedByItself() }),
};
