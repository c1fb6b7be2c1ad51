import type { OAuth2Provider } from '../oauth2/provider.js';
import { graphErrors } from './graph-errors.js';
import { revokedByItself } from './revocation.js';
import { mendedAnswers } from './token-answer.js';

/**
 * Facebook Login. There are no refresh tokens: the person logs in again. For a token of 60 days in place of one of hours, trade it
 * with `fetchToken(grant('fb_exchange_token', { fb_exchange_token: token }))`, before it expires. A revocation takes all permissions
 * back. https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow
 */
export const facebook: OAuth2Provider = {
  name: 'Facebook',
  authorizationEndpoint: 'https://www.facebook.com/dialog/oauth',
  tokenEndpoint: 'https://graph.facebook.com/oauth/access_token',
  revocationEndpoint: 'https://graph.facebook.com/me/permissions',
  clientAuthentication: 'client_secret_post',
  scopeSeparator: ',',
  // Before version 2.3 of the Graph API the lifetime is called `expires`.
  hooks: mendedAnswers(
    [({ expires, ...members }) => (expires === undefined ? members : { expires_in: expires, ...members }), graphErrors],
    { revocationRequest: revokedByItself('DELETE') },
  ),
};
