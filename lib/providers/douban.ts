import type { AxiosResponse } from 'axios';
import type { OAuth2Provider } from '../oauth2/provider.js';
import { mendedAnswers, type Mend } from './token-answer.js';

/** 103: unknown or withdrawn, 106: expired, 123: older than the person's password. */
const tokenIsOver = [103, 106, 123];

/** 118: a code, 119: a refresh token, that is unknown or has expired. */
const grantIsOver = [118, 119];

/** Only the number tells: what follows the name in `msg` is the value. */
const errorOfNumber: Mend = (members) => {
  const { code, msg, ...others } = members;
  if (typeof code !== 'number') return members;
  if (grantIsOver.includes(code)) return { ...others, error: 'invalid_grant', error_description: msg };
  return { ...others, error: msg ?? String(code) };
};

/**
 * Douban: errors are numbers, with a `msg`; an expired token is a 400. A refresh token is good for once, and not before the access
 * token has expired: give `leewaySeconds: 0`; its page wants the `redirect_uri` with it: `tokenRequest: { parameters: { redirect_uri } }`.
 * https://developers.douban.com/wiki/?title=oauth2
 */
export const douban: OAuth2Provider = {
  name: 'Douban',
  authorizationEndpoint: 'https://www.douban.com/service/auth2/auth',
  tokenEndpoint: 'https://www.douban.com/service/auth2/token',
  clientAuthentication: 'client_secret_post',
  scopeSeparator: ',',
  hooks: mendedAnswers([errorOfNumber], {
    protectedResponse: ({ status, data }: AxiosResponse<{ code?: number } | undefined>) =>
      status === 400 && tokenIsOver.includes(data?.code ?? 0) ? 'expired' : undefined,
  }),
};
