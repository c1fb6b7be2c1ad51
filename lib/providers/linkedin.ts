import type { OAuth2Provider } from '../oauth2/provider.js';
import { grantsRefused } from './error-names.js';
import { mendedAnswers } from './token-answer.js';

/**
 * LinkedIn. Refresh tokens are for approved partners only. https://learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow
 */
export const linkedin: OAuth2Provider = {
  name: 'LinkedIn',
  authorizationEndpoint: 'https://www.linkedin.com/oauth/v2/authorization',
  tokenEndpoint: 'https://www.linkedin.com/oauth/v2/accessToken',
  introspectionEndpoint: 'https://www.linkedin.com/oauth/v2/introspectToken',
  userinfoEndpoint: 'https://api.linkedin.com/v2/userinfo',
  revocationPage: 'https://www.linkedin.com/psettings/permitted-services',
  clientAuthentication: 'client_secret_post',
  pkce: 'none', // the flow for web apps refuses a code_verifier
  // A refused code or refresh token is called an invalid request.
  hooks: mendedAnswers([
    grantsRefused(
      'The provided authorization grant or refresh token is invalid, expired or revoked',
      'Unable to retrieve access token: authorization code not found',
    ),
  ]),
};
