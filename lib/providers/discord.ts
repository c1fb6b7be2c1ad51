import type { OAuth2Provider } from '../oauth2/provider.js';

/** Discord. https://discord.com/developers/docs/topics/oauth2 */
export const discord: OAuth2Provider = {
  name: 'Discord',
  authorizationEndpoint: 'https://discord.com/oauth2/authorize',
  tokenEndpoint: 'https://discord.com/api/oauth2/token',
  revocationEndpoint: 'https://discord.com/api/oauth2/token/revoke',
  userinfoEndpoint: 'https://discord.com/api/oauth2/userinfo',
};
