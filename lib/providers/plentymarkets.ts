import type { OAuth2Provider } from '../oauth2/provider.js';
import { hostName } from './host.js';
import { revokedByItself } from './revocation.js';
import { mendedAnswers, type Mend } from './token-answer.js';
import { optionsOf } from './options.js';

/** `accessToken` where RFC 6749 §5.1 has `access_token`. */
const snakeCase: Mend = (members) =>
  Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase(), value]),
  );

/**
 * plentymarkets (plentyONE): `password({ username, password })` for `fetchToken()`, and a refresh with an address of its own.
 * https://developers-legacy.plentymarkets.com/rest-doc/authentication/details
 *
 * @param options - `shop`: the host of its API: `p12345.my.plentysystems.com`.
 * @throws `ConfigurationError` for what is no host name.
 */
export function plentymarkets(options: { readonly shop: string }): OAuth2Provider {
  const base = `https://${hostName(optionsOf(options, ['shop']).shop, 'shop', 'p12345.my.plentysystems.com')}/rest`;
  return {
    name: 'plentymarkets',
    tokenEndpoint: `${base}/login`,
    revocationEndpoint: `${base}/logout`,
    hooks: mendedAnswers([snakeCase], {
      refreshTokenRequest: (request) => ({ ...request, url: `${base}/login/refresh` }),
      revocationRequest: revokedByItself(),
    }),
  };
}
