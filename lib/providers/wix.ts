import type { OAuth2Provider } from '../oauth2/provider.js';
import { sentAsJson } from './json-request.js';

const json = /* @__PURE__ */ sentAsJson();

/**
 * Wix, for one installation of your app: `grant('client_credentials', { instance_id }, { repeatable: true })`.
 * https://dev.wix.com/docs/rest/app-management/oauth-2/create-access-token
 */
export const wix: OAuth2Provider = {
  name: 'Wix',
  tokenEndpoint: 'https://www.wixapis.com/oauth2/token',
  clientAuthentication: 'client_secret_post',
  hooks: { accessTokenRequest: json, refreshTokenRequest: json }, // as all its documentation has it
};
