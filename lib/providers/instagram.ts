import type { OAuth2Provider } from '../oauth2/provider.js';
import { isObject, mendedAnswers, type Mend } from './token-answer.js';

/** The token is the one member of a list. */
const firstOfData: Mend = ({ data, ...members }) => {
  const first: unknown = Array.isArray(data) ? data[0] : undefined;
  return isObject(first) ? { ...members, ...first } : members;
};

/** Errors have names of their own. */
const errorOfMeta: Mend = ({ error_type: type, error_message: message, ...members }) =>
  type === undefined ? members : { ...members, error: type, error_description: message };

/**
 * Instagram API with Instagram Login. Tokens last an hour, and there is no refresh token.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login
 */
export const instagram: OAuth2Provider = {
  name: 'Instagram',
  authorizationEndpoint: 'https://www.instagram.com/oauth/authorize',
  tokenEndpoint: 'https://api.instagram.com/oauth/access_token',
  revocationPage: 'https://www.instagram.com/accounts/manage_access/',
  clientAuthentication: 'client_secret_post',
  scopeSeparator: ',',
  placement: 'query', // as all its documentation has it
  hooks: mendedAnswers([firstOfData, errorOfMeta]),
};
