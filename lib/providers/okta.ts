import type { OAuth2Provider } from '../oauth2/provider.js';
import { hostName, pathSegment } from './host.js';
import { optionsOf } from './options.js';

/** An authorization server of an Okta organization. */
export interface OktaOptions {
  /** `acme.okta.com`, or your own. */
  readonly domain: string;
  /** The id of a custom authorization server, as `'default'`. Without it: the organization's own, for Okta's APIs. */
  readonly authorizationServer?: string;
}

/**
 * Okta. Ask for the scope `offline_access` to get refresh tokens. https://developer.okta.com/docs/reference/api/oidc/
 *
 * @throws `ConfigurationError` for what is no host name or id.
 */
export function okta(options: OktaOptions): OAuth2Provider {
  const { domain, authorizationServer } = optionsOf(options, ['domain', 'authorizationServer']);
  const organization = `https://${hostName(domain, 'domain', 'acme.okta.com')}`;
  const server =
    authorizationServer === undefined ? '' : `/${pathSegment(authorizationServer, 'authorizationServer', 'default')}`;
  const base = `${organization}/oauth2${server}/v1`;
  return {
    name: 'Okta',
    issuer: server === '' ? organization : `${organization}/oauth2${server}`,
    authorizationEndpoint: `${base}/authorize`,
    tokenEndpoint: `${base}/token`,
    revocationEndpoint: `${base}/revoke`,
    introspectionEndpoint: `${base}/introspect`,
    deviceAuthorizationEndpoint: `${base}/device/authorize`,
    pushedAuthorizationRequestEndpoint: `${base}/par`,
    backchannelAuthenticationEndpoint: `${base}/bc/authorize`,
    userinfoEndpoint: `${base}/userinfo`,
    endSessionEndpoint: `${base}/logout`,
    jwksUri: `${base}/keys`,
  };
}
