import type { OAuth2Provider } from '../oauth2/provider.js';
import { errorsNamed } from './error-names.js';
import { mendedAnswers } from './token-answer.js';

/**
 * GitHub: OAuth apps, whose tokens do not expire, and GitHub Apps, whose user tokens may.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens
 */
export const github: OAuth2Provider = {
  name: 'GitHub',
  authorizationEndpoint: 'https://github.com/login/oauth/authorize',
  tokenEndpoint: 'https://github.com/login/oauth/access_token',
  deviceAuthorizationEndpoint: 'https://github.com/login/device/code',
  clientAuthentication: 'client_secret_post', // the only way that is documented
  hooks: mendedAnswers([errorsNamed({ bad_refresh_token: 'invalid_grant', bad_verification_code: 'invalid_grant' })]),
};
