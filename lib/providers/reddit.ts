import type { OAuth2Provider } from '../oauth2/provider.js';
import { askedByDefault } from './asked-by-default.js';
import { mendedAnswer, type Mend } from './token-answer.js';

/** It says no more than the status of a refresh token that it refuses; a refresh has nothing else that could be wrong with it. */
const refused: Mend = (members) => {
  const { error, message, ...others } = members;
  if (error !== 400) return members;
  return { ...others, error: 'invalid_grant', error_description: ['400', message].filter(Boolean).join(': ') };
};

/**
 * Reddit. Installed apps have no secret: give an empty one. Give your `axios` a User-Agent, or Reddit refuses soon.
 * https://github.com/reddit-archive/reddit/wiki/OAuth2
 */
export const reddit: OAuth2Provider = {
  name: 'Reddit',
  authorizationEndpoint: 'https://www.reddit.com/api/v1/authorize',
  tokenEndpoint: 'https://www.reddit.com/api/v1/access_token',
  revocationEndpoint: 'https://www.reddit.com/api/v1/revoke_token',
  // Without it there is no refresh token.
  hooks: askedByDefault({ duration: 'permanent' }, { refreshTokenResponse: mendedAnswer([refused]) }),
};
