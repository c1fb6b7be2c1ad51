import type { RevocationRequest } from '../oauth2/hook-points.js';
import type { OAuth2Provider } from '../oauth2/provider.js';

/**
 * Sina Weibo. There are refresh tokens for mobile apps only. https://open.weibo.com/wiki/OAuth2/access_token
 */
export const weibo: OAuth2Provider = {
  name: 'Weibo',
  authorizationEndpoint: 'https://api.weibo.com/oauth2/authorize',
  tokenEndpoint: 'https://api.weibo.com/oauth2/access_token',
  revocationEndpoint: 'https://api.weibo.com/oauth2/revokeoauth2',
  clientAuthentication: 'client_secret_post',
  scopeSeparator: ',',
  placement: 'query', // as all its documentation has it
  hooks: { revocationRequest: byAccessToken },
};

/** Wants the access token, by another name than RFC 7009 §2.1, and nothing else. */
function byAccessToken(request: RevocationRequest): RevocationRequest {
  return { ...request, parameters: new URLSearchParams({ access_token: request.token.access_token }) };
}
