import type { OAuth2Provider } from '../oauth2/provider.js';

/** Yahoo. https://developer.yahoo.com/oauth2/guide/flows_authcode/ */
export const yahoo: OAuth2Provider = {
  name: 'Yahoo',
  issuer: 'https://api.login.yahoo.com',
  authorizationEndpoint: 'https://api.login.yahoo.com/oauth2/request_auth',
  tokenEndpoint: 'https://api.login.yahoo.com/oauth2/get_token',
  revocationEndpoint: 'https://api.login.yahoo.com/oauth2/revoke',
  userinfoEndpoint: 'https://api.login.yahoo.com/openid/v1/userinfo',
  jwksUri: 'https://api.login.yahoo.com/openid/v1/certs',
};
