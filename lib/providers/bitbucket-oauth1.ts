import type { OAuth1Provider } from '../oauth1/provider.js';

/** Bitbucket Cloud, for those who have such tokens: new consumers have OAuth 2 only. https://confluence.atlassian.com/display/BITBUCKET/OAuth+consumer+examples */
export const bitbucketOAuth1: OAuth1Provider = {
  name: 'Bitbucket',
  temporaryCredentialsEndpoint: 'https://bitbucket.org/api/1.0/oauth/request_token',
  authorizationEndpoint: 'https://bitbucket.org/api/1.0/oauth/authenticate',
  tokenEndpoint: 'https://bitbucket.org/api/1.0/oauth/access_token',
};
