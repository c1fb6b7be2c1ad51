import type { OAuth2Provider } from '../oauth2/provider.js';
import { askedByDefault } from './asked-by-default.js';

/**
 * Google. A refresh token comes with the first consent only: give `prompt: 'consent'` to `authorizationUrl()` to get another one.
 * https://developers.google.com/identity/protocols/oauth2/web-server
 */
export const google: OAuth2Provider = {
  name: 'Google',
  issuer: 'https://accounts.google.com',
  authorizationEndpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenEndpoint: 'https://oauth2.googleapis.com/token',
  revocationEndpoint: 'https://oauth2.googleapis.com/revoke',
  deviceAuthorizationEndpoint: 'https://oauth2.googleapis.com/device/code',
  userinfoEndpoint: 'https://openidconnect.googleapis.com/v1/userinfo',
  jwksUri: 'https://www.googleapis.com/oauth2/v3/certs',
  clientAuthentication: 'client_secret_post',
  hooks: askedByDefault({ access_type: 'offline' }), // without it there is no refresh token
};
