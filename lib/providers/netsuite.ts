import type { OAuth1Provider } from '../oauth1/provider.js';
import { hostLabel } from './host.js';
import { optionsOf } from './options.js';

/**
 * NetSuite, token-based authentication: with tokens that an administrator made, or by a login.
 * https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_1534941295.html
 *
 * @param options - `account`: its id, as in its addresses: `1234567-sb1`, or as NetSuite shows it: `1234567_SB1`.
 * @throws `ConfigurationError` for what is no account id.
 */
export function netsuite(options: { readonly account: string }): OAuth1Provider {
  const { account: id } = optionsOf(options, ['account']);
  const account = hostLabel(typeof id === 'string' ? id.replaceAll('_', '-') : id, 'account', '1234567-sb1');
  return {
    name: 'NetSuite',
    temporaryCredentialsEndpoint: `https://${account}.restlets.api.netsuite.com/rest/requesttoken`,
    authorizationEndpoint: `https://${account}.app.netsuite.com/app/login/secure/authorizetoken.nl`,
    tokenEndpoint: `https://${account}.restlets.api.netsuite.com/rest/accesstoken`,
    signatureMethod: 'HMAC-SHA256', // the only one that it knows
    realm: account.toUpperCase().replaceAll('-', '_'),
  };
}
