import type { OAuth2Provider } from '../oauth2/provider.js';
import { grantsRefused } from './error-names.js';
import { mendedAnswers, type Mend } from './token-answer.js';

/** What was granted is called `scopes`. */
const granted: Mend = ({ scopes, ...members }) => (scopes === undefined ? members : { ...members, scope: scopes });

/**
 * Bitbucket Cloud. Scopes belong to the OAuth consumer, not to the request.
 * https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/
 */
export const bitbucket: OAuth2Provider = {
  name: 'Bitbucket',
  authorizationEndpoint: 'https://bitbucket.org/site/oauth2/authorize',
  tokenEndpoint: 'https://bitbucket.org/site/oauth2/access_token',
  revocationPage: 'https://bitbucket.org/account/settings/app-authorizations/',
  hooks: mendedAnswers([granted, grantsRefused('Invalid refresh_token')]), // an invalid_request, says Bitbucket
};
