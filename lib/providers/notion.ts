import type { RevocationRequest } from '../oauth2/hook-points.js';
import type { OAuth2Provider } from '../oauth2/provider.js';
import { sentAsJson } from './json-request.js';

const json = /* @__PURE__ */ sentAsJson({ 'notion-version': '2022-06-28' }); // required there as well

/**
 * Notion. Its API wants a header `Notion-Version`, too: give it to your axios instance. A revocation is of the access token; whether
 * the refresh token ends, too, Notion does not say. https://developers.notion.com/guides/get-started/authorization
 */
export const notion: OAuth2Provider = {
  name: 'Notion',
  authorizationEndpoint: 'https://api.notion.com/v1/oauth/authorize?owner=user',
  tokenEndpoint: 'https://api.notion.com/v1/oauth/token',
  revocationEndpoint: 'https://api.notion.com/v1/oauth/revoke',
  hooks: { accessTokenRequest: json, refreshTokenRequest: json, revocationRequest: byAccessToken },
};

/** Takes the access token, and no member that it does not know. */
function byAccessToken(request: RevocationRequest): RevocationRequest {
  return json({ ...request, parameters: new URLSearchParams({ token: request.token.access_token }) });
}
