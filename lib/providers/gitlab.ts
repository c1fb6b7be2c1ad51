import type { OAuth2Provider } from '../oauth2/provider.js';
import { baseOf } from './host.js';
import { optionsOf } from './options.js';

/**
 * GitLab, on gitlab.com or self-hosted. Refresh tokens work once. https://docs.gitlab.com/api/oauth2/
 *
 * @param options - `baseUrl`: where your instance is. Default: `https://gitlab.com`.
 * @throws `ConfigurationError` for what is no such URL.
 */
export function gitlab(options: { readonly baseUrl?: string } = {}): OAuth2Provider {
  const { baseUrl = 'https://gitlab.com' } = optionsOf(options, ['baseUrl']);
  const base = baseOf(baseUrl, 'baseUrl', 'https://gitlab.example.com');
  return {
    name: 'GitLab',
    issuer: base,
    authorizationEndpoint: `${base}/oauth/authorize`,
    tokenEndpoint: `${base}/oauth/token`,
    revocationEndpoint: `${base}/oauth/revoke`,
    introspectionEndpoint: `${base}/oauth/introspect`,
    deviceAuthorizationEndpoint: `${base}/oauth/authorize_device`,
    userinfoEndpoint: `${base}/oauth/userinfo`,
    jwksUri: `${base}/oauth/discovery/keys`,
  };
}
