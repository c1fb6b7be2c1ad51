import type { AxiosResponse } from 'axios';
import type { OAuth2Hooks, TokenEndpointResponse } from '../oauth2/hook-points.js';
import type { OAuth2Provider } from '../oauth2/provider.js';
import { errorsNamed } from './error-names.js';
import { revokedByItself } from './revocation.js';
import { isObject, mendedAnswers, type Mend } from './token-answer.js';
import { bearerCalled } from './token-type.js';

const errors = errorsNamed({
  invalid_code: 'invalid_grant',
  code_already_used: 'invalid_grant',
  invalid_refresh_token: 'invalid_grant',
  token_revoked: 'invalid_grant',
});
const types = bearerCalled('bot', 'user');

/** The person's token comes inside `authed_user`; a refresh gives it at the top. */
const ofThePerson: Mend = ({ authed_user: user, ...members }) => (isObject(user) ? { ...members, ...user } : members);

/** Web API methods answer 200 whatever happened. */
const protectedResponse: OAuth2Hooks['protectedResponse'] = ({
  data,
}: AxiosResponse<{ error?: string } | undefined>) =>
  ['token_expired', 'invalid_auth', 'token_revoked'].includes(data?.error ?? '') ? 'expired' : undefined;

/** A revocation is one of them: the token that it names is its own proof. */
const revocationRequest = revokedByItself('POST', 'token');

const revocationResponse = (response: TokenEndpointResponse): TokenEndpointResponse =>
  /"ok":\s*true/.test(response.body) ? response : { ...response, status: 400 };

/**
 * Slack, as a bot. Its token expires where token rotation is on; then a revocation ends one token: call
 * `revokeToken('access_token')` before `revokeToken()` when the access token must end at once, too, and not within 12 hours.
 * https://docs.slack.dev/authentication/using-token-rotation
 */
export const slack: OAuth2Provider = {
  name: 'Slack',
  authorizationEndpoint: 'https://slack.com/oauth/v2/authorize',
  tokenEndpoint: 'https://slack.com/api/oauth.v2.access',
  revocationEndpoint: 'https://slack.com/api/auth.revoke',
  scopeSeparator: ',',
  pkce: 'none', // only apps that are marked as public clients may send it
  hooks: mendedAnswers([types, errors], { revocationRequest, revocationResponse, protectedResponse }),
};

/**
 * Slack, as the person who logs in: `scope` are user scopes. In a store that has bot tokens, too, give accounts names of their own.
 * https://docs.slack.dev/authentication/tokens#user
 */
export const slackUser: OAuth2Provider = {
  name: 'Slack user',
  authorizationEndpoint: 'https://slack.com/oauth/v2/authorize',
  tokenEndpoint: 'https://slack.com/api/oauth.v2.access',
  revocationEndpoint: 'https://slack.com/api/auth.revoke',
  scopeSeparator: ',',
  pkce: 'none', // only apps that are marked as public clients may send it
  hooks: mendedAnswers([ofThePerson, types, errors], {
    authorizationRequest(parameters) {
      parameters.set('user_scope', parameters.get('scope') ?? '');
      parameters.delete('scope');
      return parameters;
    },
    revocationRequest,
    revocationResponse,
    protectedResponse,
  }),
};
