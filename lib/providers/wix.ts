import type { OAuth2Provider } from '../oauth2/provider.js';
import { sentAsJson } from './json-request.js';

/**
 * Wix: `client_credentials` with the `instance_id` of one installation of your app.
 * https://dev.wix.com/docs/rest/app-management/oauth-2/create-access-token
 */
export const wix: OAuth2Provider = {
  name: 'Wix',
  tokenEndpoint: 'https://www.wixapis.com/oauth2/token',
  clientAuthentication: 'client_secret_post',
  hooks: sentAsJson(),
};
