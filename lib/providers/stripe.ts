import type { RevocationRequest } from '../oauth2/hook-points.js';
import type { OAuth2Provider } from '../oauth2/provider.js';

/**
 * Stripe Connect, for Standard accounts. The client's secret is your platform's secret API key. A revocation disconnects the account.
 * https://docs.stripe.com/connect/oauth-reference
 */
export const stripe: OAuth2Provider = {
  name: 'Stripe',
  authorizationEndpoint: 'https://connect.stripe.com/oauth/authorize',
  tokenEndpoint: 'https://connect.stripe.com/oauth/token',
  revocationEndpoint: 'https://connect.stripe.com/oauth/deauthorize',
  clientAuthentication: 'client_secret_post',
  pkce: 'none', // parameters that Stripe's API does not know are an error
  hooks: { revocationRequest: deauthorization },
};

/**
 * Names the connected account, which came with the token, in place of the token. The platform's key goes into the header: as
 * Bearer, as Stripe's own clients send it; as the user of Basic it would do, too.
 */
function deauthorization({ parameters, ...request }: RevocationRequest): RevocationRequest {
  const { token, headers } = request;
  const named = { client_id: parameters.get('client_id') ?? '', stripe_user_id: String(token['stripe_user_id']) };
  const authorization = `Bearer ${parameters.get('client_secret') ?? ''}`;
  return { ...request, headers: { ...headers, authorization }, parameters: new URLSearchParams(named) };
}
