import type { OAuth2Provider } from '../oauth2/provider.js';
import { grantsRefused } from './error-names.js';
import { mendedAnswers } from './token-answer.js';

/** X, formerly Twitter. Ask for the scope `offline.access` to get refresh tokens. https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code */
export const twitter: OAuth2Provider = {
  name: 'X (Twitter)',
  authorizationEndpoint: 'https://x.com/i/oauth2/authorize',
  tokenEndpoint: 'https://api.x.com/2/oauth2/token',
  revocationEndpoint: 'https://api.x.com/2/oauth2/revoke',
  // A refused code or refresh token is called an invalid request.
  hooks: mendedAnswers([
    grantsRefused('Value passed for the token was invalid', 'Value passed for the authorization code was invalid'),
  ]),
};
