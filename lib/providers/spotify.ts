import type { OAuth2Provider } from '../oauth2/provider.js';

/** Spotify. https://developer.spotify.com/documentation/web-api/tutorials/code-flow */
export const spotify: OAuth2Provider = {
  name: 'Spotify',
  authorizationEndpoint: 'https://accounts.spotify.com/authorize',
  tokenEndpoint: 'https://accounts.spotify.com/api/token',
  revocationPage: 'https://www.spotify.com/account/apps/',
};
