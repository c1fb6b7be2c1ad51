import type { OAuth2Provider } from '../oauth2/provider.js';
import { askedByDefault } from './asked-by-default.js';
import { grantsRefused } from './error-names.js';
import { mendedAnswer } from './token-answer.js';

/**
 * Jira, Confluence and Bitbucket Cloud (3LO). Ask for the scope `offline_access` to get refresh tokens; each works once.
 * https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/
 */
export const atlassian: OAuth2Provider = {
  name: 'Atlassian',
  authorizationEndpoint: 'https://auth.atlassian.com/authorize',
  tokenEndpoint: 'https://auth.atlassian.com/oauth/token',
  revocationPage: 'https://id.atlassian.com/manage-profile/apps',
  clientAuthentication: 'client_secret_post',
  // Both are required: without `audience` the token is good for no product.
  hooks: askedByDefault(
    { audience: 'api.atlassian.com', prompt: 'consent' },
    { refreshTokenResponse: mendedAnswer([grantsRefused('refresh_token is invalid')]) }, // an unauthorized_client, says Atlassian
  ),
};
