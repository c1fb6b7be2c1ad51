import type { AxiosResponse } from 'axios';
import type { TokenEndpointRequest, TokenEndpointResponse } from '../oauth2/hook-points.js';
import type { OAuth2Provider } from '../oauth2/provider.js';
import { grantsRefused } from './error-names.js';
import { graphErrors } from './graph-errors.js';
import { isObject, mendedAnswer, type Mend } from './token-answer.js';

/** The token is the one member of a list. */
const firstOfData: Mend = ({ data, ...members }) => {
  const first: unknown = Array.isArray(data) ? data[0] : undefined;
  return isObject(first) ? { ...members, ...first } : members;
};

/** Errors have names of their own. */
const errorOfMeta: Mend = ({ error_type: type, error_message: message, ...members }) =>
  type === undefined ? members : { ...members, error: type, error_description: message };

/** A token of 60 days is what it is renewed with. Only those say how long they last. */
const renewedWithItself: Mend = (members) =>
  members['expires_in'] === undefined ? members : { ...members, refresh_token: members['access_token'] };

const mended = /* @__PURE__ */ mendedAnswer([
  firstOfData,
  errorOfMeta,
  graphErrors,
  /* @__PURE__ */ grantsRefused('Matching code was not found or was already used'),
  renewedWithItself,
]);

/**
 * Instagram API with Instagram Login. Tokens last an hour. Trade one for a token of 60 days at
 * `https://graph.instagram.com/access_token`, by a GET of your own, for it wants the client secret in the URL; then
 * `setToken({ ...data, refresh_token: data.access_token })`, and it is renewed. With `leewaySeconds: 15 * 86_400` in time: one that
 * has expired cannot be, nor one younger than a day.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login
 */
export const instagram: OAuth2Provider = {
  name: 'Instagram',
  authorizationEndpoint: 'https://www.instagram.com/oauth/authorize',
  tokenEndpoint: 'https://api.instagram.com/oauth/access_token',
  revocationPage: 'https://www.instagram.com/accounts/manage_access/',
  clientAuthentication: 'client_secret_post',
  scopeSeparator: ',',
  placement: 'query', // as all its documentation has it
  hooks: {
    accessTokenResponse: (response) => mended(withIdAsText(response)),
    refreshTokenRequest: renewal,
    refreshTokenResponse: mended,
    protectedResponse: ({ status, data }: AxiosResponse<{ error?: { code?: number } } | undefined>) =>
      status === 400 && data?.error?.code === 190 ? 'expired' : undefined,
  },
};

/** By a GET, at another host. Nothing proves who the client is. */
function renewal({ headers, parameters }: TokenEndpointRequest): TokenEndpointRequest {
  const accessToken = parameters.get('refresh_token') ?? '';
  return {
    url: 'https://graph.instagram.com/refresh_access_token',
    method: 'GET',
    headers,
    parameters: new URLSearchParams({ grant_type: 'ig_refresh_token', access_token: accessToken }),
  };
}

/** Documented as text, sent as a number: of more digits than JavaScript's have. */
function withIdAsText(response: TokenEndpointResponse): TokenEndpointResponse {
  return { ...response, body: response.body.replace(/("user_id"\s*:\s*)(\d+)/g, '$1"$2"') };
}
