import type { OAuth2Provider } from '../oauth2/provider.js';
import { grantsRefused } from './error-names.js';
import { grantedScopes } from './granted-scopes.js';
import { mendedAnswers } from './token-answer.js';

/**
 * Bitbucket Cloud. Scopes belong to the OAuth consumer, not to the request.
 * https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/
 */
export const bitbucket: OAuth2Provider = {
  name: 'Bitbucket',
  authorizationEndpoint: 'https://bitbucket.org/site/oauth2/authorize',
  tokenEndpoint: 'https://bitbucket.org/site/oauth2/access_token',
  revocationPage: 'https://bitbucket.org/account/settings/app-authorizations/',
  hooks: mendedAnswers([grantedScopes, grantsRefused('Invalid refresh_token')]), // an invalid_request, says Bitbucket
};
