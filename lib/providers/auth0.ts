import type { OAuth2Provider } from '../oauth2/provider.js';
import { hostName } from './host.js';
import { optionsOf } from './options.js';

/**
 * Auth0. Give `audience` to `authorizationUrl()` for a token of your own API, and the scope `offline_access` for a refresh token.
 * https://auth0.com/docs/api/authentication
 *
 * @param options - `domain`: your tenant's, or your own: `acme.eu.auth0.com`.
 * @throws `ConfigurationError` for what is no host name.
 */
export function auth0(options: { readonly domain: string }): OAuth2Provider {
  const base = `https://${hostName(optionsOf(options, ['domain']).domain, 'domain', 'acme.eu.auth0.com')}`;
  return {
    name: 'Auth0',
    issuer: `${base}/`, // with the slash
    authorizationEndpoint: `${base}/authorize`,
    tokenEndpoint: `${base}/oauth/token`,
    revocationEndpoint: `${base}/oauth/revoke`,
    deviceAuthorizationEndpoint: `${base}/oauth/device/code`,
    userinfoEndpoint: `${base}/userinfo`,
    jwksUri: `${base}/.well-known/jwks.json`,
    clientAuthentication: 'client_secret_post', // what applications are registered with by default
  };
}
