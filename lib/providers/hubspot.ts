import type { OAuth2Provider } from '../oauth2/provider.js';
import { grantedScopes } from './granted-scopes.js';
import { mendedAnswers } from './token-answer.js';

/**
 * HubSpot, by the OAuth API of March 2026, which has the errors of RFC 6749. A revocation is of the refresh token.
 * https://developers.hubspot.com/docs/api-reference/latest/authentication/manage-oauth-tokens
 */
export const hubspot: OAuth2Provider = {
  name: 'HubSpot',
  authorizationEndpoint: 'https://app.hubspot.com/oauth/authorize',
  tokenEndpoint: 'https://api.hubapi.com/oauth/2026-03/token',
  revocationEndpoint: 'https://api.hubapi.com/oauth/2026-03/token/revoke',
  introspectionEndpoint: 'https://api.hubapi.com/oauth/2026-03/token/introspect',
  clientAuthentication: 'client_secret_post',
  hooks: mendedAnswers([grantedScopes]),
};
