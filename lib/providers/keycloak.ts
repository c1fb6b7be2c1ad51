import type { OAuth2Provider } from '../oauth2/provider.js';
import { baseOf, pathSegment } from './host.js';
import { optionsOf } from './options.js';

/**
 * A realm of Keycloak. https://www.keycloak.org/securing-apps/oidc-layers
 *
 * @param options - `baseUrl`: where Keycloak is, with `/auth` at the end before version 17; `realm`: its name.
 * @throws `ConfigurationError` for what is no such URL or name.
 */
export function keycloak(options: { readonly baseUrl: string; readonly realm: string }): OAuth2Provider {
  const { baseUrl, realm } = optionsOf(options, ['baseUrl', 'realm']);
  const issuer = `${baseOf(baseUrl, 'baseUrl', 'https://login.example.com')}/realms/${pathSegment(realm, 'realm', 'staff')}`;
  const base = `${issuer}/protocol/openid-connect`;
  return {
    name: 'Keycloak',
    issuer,
    authorizationEndpoint: `${base}/auth`,
    tokenEndpoint: `${base}/token`,
    revocationEndpoint: `${base}/revoke`,
    introspectionEndpoint: `${base}/token/introspect`,
    deviceAuthorizationEndpoint: `${base}/auth/device`,
    pushedAuthorizationRequestEndpoint: `${base}/ext/par/request`,
    backchannelAuthenticationEndpoint: `${base}/ext/ciba/auth`,
    userinfoEndpoint: `${base}/userinfo`,
    endSessionEndpoint: `${base}/logout`,
    jwksUri: `${base}/certs`,
  };
}
