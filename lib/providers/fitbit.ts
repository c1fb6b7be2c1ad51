import type { OAuth2Provider } from '../oauth2/provider.js';
import { isObject, mendedAnswers, type Mend } from './token-answer.js';

/** A list of errors where RFC 6749 §5.2 has one: the first counts. */
const firstError: Mend = ({ errors, ...members }) => {
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  return isObject(first) ? { ...members, error: first['errorType'], error_description: first['message'] } : members;
};

/**
 * Fitbit. A revocation ends all that the person gave your app. Its introspection proves itself with a person's token, not as the client:
 * send it with an instance of the session. https://dev.fitbit.com/build/reference/web-api/authorization/
 */
export const fitbit: OAuth2Provider = {
  name: 'Fitbit',
  authorizationEndpoint: 'https://www.fitbit.com/oauth2/authorize',
  tokenEndpoint: 'https://api.fitbit.com/oauth2/token',
  revocationEndpoint: 'https://api.fitbit.com/oauth2/revoke',
  hooks: mendedAnswers([firstError]),
};
