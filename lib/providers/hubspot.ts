import type { OAuth2Provider } from '../oauth2/provider.js';
import { errorsNamed } from './error-names.js';
import { mendedAnswers } from './token-answer.js';

/** HubSpot: errors are a `status` with a `message`. https://developers.hubspot.com/docs/api-reference/auth-oauth-v3/guide */
export const hubspot: OAuth2Provider = {
  name: 'HubSpot',
  authorizationEndpoint: 'https://app.hubspot.com/oauth/authorize',
  tokenEndpoint: 'https://api.hubapi.com/oauth/v3/token',
  clientAuthentication: 'client_secret_post',
  hooks: mendedAnswers([
    ({ status, message, ...members }) =>
      typeof status === 'string' ? { error: status, error_description: message, ...members } : members,
    errorsNamed({ BAD_REFRESH_TOKEN: 'invalid_grant', BAD_AUTH_CODE: 'invalid_grant' }),
  ]),
};
