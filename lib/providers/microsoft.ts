import type { OAuth2Provider } from '../oauth2/provider.js';
import { pathSegment } from './host.js';
import { optionsOf } from './options.js';

/**
 * Microsoft Entra ID and Microsoft accounts: Outlook, Microsoft 365, Azure. Ask for the scope `offline_access` to get refresh tokens.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 *
 * @param options - `tenant`: its id or domain, or `'common'` (default), `'organizations'`, `'consumers'`.
 * @throws `ConfigurationError` for what is no tenant.
 */
export function microsoft(options: { readonly tenant?: string } = {}): OAuth2Provider {
  const { tenant = 'common' } = optionsOf(options, ['tenant']);
  const base = `https://login.microsoftonline.com/${pathSegment(tenant, 'tenant', 'contoso.onmicrosoft.com')}`;
  return {
    name: 'Microsoft',
    ...issuerOf(tenant),
    authorizationEndpoint: `${base}/oauth2/v2.0/authorize`,
    tokenEndpoint: `${base}/oauth2/v2.0/token`,
    deviceAuthorizationEndpoint: `${base}/oauth2/v2.0/devicecode`,
    userinfoEndpoint: 'https://graph.microsoft.com/oidc/userinfo',
    endSessionEndpoint: `${base}/oauth2/v2.0/logout`,
    jwksUri: `${base}/discovery/v2.0/keys`,
    revocationPage: 'https://learn.microsoft.com/entra/identity/users/users-revoke-access',
    clientAuthentication: 'client_secret_post',
  };
}

/** The issuer has the tenant's id in it, whatever the tenant is called. */
function issuerOf(tenant: string): { issuer?: string } {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(tenant)
    ? { issuer: `https://login.microsoftonline.com/${tenant.toLowerCase()}/v2.0` }
    : {};
}
