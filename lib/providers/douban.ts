import type { AxiosResponse } from 'axios';
import type { OAuth2Provider } from '../oauth2/provider.js';
import { errorsNamed } from './error-names.js';
import { mendedAnswers } from './token-answer.js';

/** 103: unknown or withdrawn, 106: expired, 123: a refresh token that has expired. */
const tokenIsOver = [103, 106, 123];

/**
 * Douban: errors are numbers, with a `msg`; an expired token is a 400. https://developers.douban.com/wiki/?title=oauth2
 */
export const douban: OAuth2Provider = {
  name: 'Douban',
  authorizationEndpoint: 'https://www.douban.com/service/auth2/auth',
  tokenEndpoint: 'https://www.douban.com/service/auth2/token',
  clientAuthentication: 'client_secret_post',
  scopeSeparator: ',',
  hooks: mendedAnswers(
    [
      ({ code, msg, ...members }) =>
        typeof code === 'number' ? { ...members, error: msg ?? String(code) } : { ...members },
      errorsNamed({ refresh_token_has_expired: 'invalid_grant', invalid_refresh_token: 'invalid_grant' }),
    ],
    {
      protectedResponse: ({ status, data }: AxiosResponse<{ code?: number } | undefined>) =>
        status === 400 && tokenIsOver.includes(data?.code ?? 0) ? 'expired' : undefined,
    },
  ),
};
