import type { OAuth2Provider } from '../oauth2/provider.js';
import { errorsNamed } from './error-names.js';
import { accessTokenNamed } from './revocation.js';
import { mendedAnswers } from './token-answer.js';

/**
 * Twitch. Its API wants a header `Client-Id` beside the token: give it to your axios instance. A revocation is of the access token;
 * whether the refresh token ends, too, Twitch does not say. https://dev.twitch.tv/docs/authentication/
 */
export const twitch: OAuth2Provider = {
  name: 'Twitch',
  issuer: 'https://id.twitch.tv/oauth2',
  authorizationEndpoint: 'https://id.twitch.tv/oauth2/authorize',
  tokenEndpoint: 'https://id.twitch.tv/oauth2/token',
  revocationEndpoint: 'https://id.twitch.tv/oauth2/revoke',
  deviceAuthorizationEndpoint: 'https://id.twitch.tv/oauth2/device',
  userinfoEndpoint: 'https://id.twitch.tv/oauth2/userinfo',
  jwksUri: 'https://id.twitch.tv/oauth2/keys',
  clientAuthentication: 'client_secret_post',
  // Errors are HTTP's words, with a `message` that says which.
  hooks: mendedAnswers(
    [
      ({ status, message, ...members }) => (typeof status === 'number' ? { ...members, error: message } : members),
      errorsNamed({ 'Invalid refresh token': 'invalid_grant', 'Invalid authorization code': 'invalid_grant' }),
    ],
    { revocationRequest: accessTokenNamed }, // others are refused
  ),
};
