import type { OAuth1Provider } from '../oauth1/provider.js';

/**
 * Trello. `authorizationParameters` say what you are and want: `{ name: 'My app', scope: 'read,write', expiration: 'never' }`.
 * https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/
 */
export const trello: OAuth1Provider = {
  name: 'Trello',
  temporaryCredentialsEndpoint: 'https://trello.com/1/OAuthGetRequestToken',
  authorizationEndpoint: 'https://trello.com/1/OAuthAuthorizeToken',
  tokenEndpoint: 'https://trello.com/1/OAuthGetAccessToken',
};
