import type { RevocationRequest } from '../oauth2/hook-points.js';
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
  revocationEndpoint: 'https://api.github.com/applications',
  deviceAuthorizationEndpoint: 'https://github.com/login/device/code',
  clientAuthentication: 'client_secret_post', // the only way that is documented
  hooks: mendedAnswers([errorsNamed({ bad_refresh_token: 'invalid_grant', bad_verification_code: 'invalid_grant' })], {
    revocationRequest: deletion,
  }),
};

/**
 * Deletes the token, or with its refresh token the grant: no request is documented that ends a refresh token alone. By a call of
 * the API. https://docs.github.com/en/rest/apps/oauth-applications
 */
function deletion({ url, parameters, token }: RevocationRequest): RevocationRequest {
  const [id, secret] = [parameters.get('client_id') ?? '', parameters.get('client_secret') ?? ''];
  const what = parameters.get('token_type_hint') === 'refresh_token' ? 'grant' : 'token';
  return {
    url: `${url}/${encodeURIComponent(id)}/${what}`,
    method: 'DELETE',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Basic ${btoa(`${id}:${secret}`)}`,
      'content-type': 'application/json',
    },
    parameters: new URLSearchParams({ access_token: token.access_token }),
    token,
  };
}
