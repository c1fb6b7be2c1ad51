import { assertProvider, type OAuth2Provider } from './provider.js';

/**
 * A provider of your own, checked where it is written down and not at the first login. `describeProvider` of
 * `axios-oauthlib/testing/providers` proves what it does.
 *
 * @example
 * ```ts
 * export const acme = defineProvider({
 *   name: 'Acme',
 *   authorizationEndpoint: 'https://acme.example/oauth/authorize',
 *   tokenEndpoint: 'https://acme.example/oauth/token',
 *   scopeSeparator: ',', // as its documentation says
 * });
 * ```
 * @throws `ConfigurationError` that names what is missing or unknown. Whether http is allowed is for the session to say.
 */
export function defineProvider(provider: OAuth2Provider): OAuth2Provider {
  assertProvider(provider, true);
  return Object.freeze({ ...provider });
}
