import type { OAuth2Provider } from '../oauth2/provider.js';
import { hostName } from './host.js';
import { optionsOf } from './options.js';

/**
 * Salesforce. The token says where the API is: `(await session.token()).instance_url` is the `baseURL` of your instance. Tokens
 * say no lifetime; they are renewed when the API refuses them. https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm
 *
 * @param options - `domain`: your My Domain, or `test.salesforce.com` for sandboxes. Default: `login.salesforce.com`.
 * @throws `ConfigurationError` for what is no host name.
 */
export function salesforce(options: { readonly domain?: string } = {}): OAuth2Provider {
  const { domain = 'login.salesforce.com' } = optionsOf(options, ['domain']);
  const base = `https://${hostName(domain, 'domain', 'acme.my.salesforce.com')}/services/oauth2`;
  return {
    name: 'Salesforce',
    authorizationEndpoint: `${base}/authorize`,
    tokenEndpoint: `${base}/token`,
    revocationEndpoint: `${base}/revoke`,
    introspectionEndpoint: `${base}/introspect`,
    userinfoEndpoint: `${base}/userinfo`,
    clientAuthentication: 'client_secret_post',
  };
}
