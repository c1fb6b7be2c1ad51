import type { OAuth2Provider } from '../oauth2/provider.js';
import { accessTokenNamed } from './revocation.js';

/**
 * Zoom. Refresh tokens work once. A revocation is of the access token; whether the refresh token ends, too, Zoom does not say. A
 * server-to-server app has `grant('account_credentials', { account_id }, { repeatable: true })`.
 * https://developers.zoom.us/docs/integrations/oauth/
 */
export const zoom: OAuth2Provider = {
  name: 'Zoom',
  authorizationEndpoint: 'https://zoom.us/oauth/authorize',
  tokenEndpoint: 'https://zoom.us/oauth/token',
  revocationEndpoint: 'https://zoom.us/oauth/revoke',
  hooks: { revocationRequest: accessTokenNamed }, // no other is documented
};
