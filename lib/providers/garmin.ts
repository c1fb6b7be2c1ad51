import type { OAuth1Provider } from '../oauth1/provider.js';

/** Garmin Connect, for programs that are not yet on OAuth 2. https://developer.garmin.com/gc-developer-program/ */
export const garmin: OAuth1Provider = {
  name: 'Garmin',
  temporaryCredentialsEndpoint: 'https://connectapi.garmin.com/oauth-service/oauth/request_token',
  authorizationEndpoint: 'https://connect.garmin.com/oauthConfirm',
  tokenEndpoint: 'https://connectapi.garmin.com/oauth-service/oauth/access_token',
  confirmsCallback: false, // it is told where to return when the person comes, and confirms nothing
};
