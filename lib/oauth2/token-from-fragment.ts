import { AuthorizationResponseError } from '../errors.js';
import type { OAuth2Token } from '../token-store.js';
import { authorizationResponse, type AuthorizationCallback } from './authorization-response.js';
import { clientOf } from './client-of.js';
import type { OAuth2Session } from './session.js';
import { readTokenResponse } from './token-response.js';
import { isSendable } from './token.js';

/**
 * Ends a login of the implicit grant, which `authorizationUrl({ response_type: 'token' })` began: the access token itself came back
 * (RFC 6749 §4.2.2). It is stored before this resolves. An ID token beside it is not kept: nothing here checks it.
 *
 * @deprecated by RFC 9700 §2.1.2, because the token passes through the address bar. For services that offer nothing else.
 * @throws `AuthorizationDeniedError`, {@link AuthorizationResponseError}, `TokenTypeError`; nothing is stored then.
 */
export async function tokenFromFragment(session: OAuth2Session, callback: AuthorizationCallback): Promise<OAuth2Token> {
  const parameters = await authorizationResponse(clientOf(session), callback);
  const accessToken = parameters.get('access_token') ?? '';
  if (!isSendable(accessToken)) {
    throw new AuthorizationResponseError('access_token', 'it has no access_token that a header can carry');
  }
  if (!parameters.has('token_type')) {
    throw new AuthorizationResponseError('token_type', 'it does not say what type of token it has');
  }
  await session.setToken(givenToken(parameters, callback));
  return (await session.token()) as OAuth2Token;
}

/** A refresh token never comes this way (RFC 6749 §4.2.2): one that does is not the server's. */
const notKept = ['state', 'iss', 'code', 'id_token', 'refresh_token', 'session_state'];

function givenToken(parameters: ReadonlyMap<string, string>, { pending }: AuthorizationCallback) {
  const members = [...parameters].filter(([name]) => !notKept.includes(name));
  const answer = { status: 200, headers: {}, body: JSON.stringify(Object.fromEntries(members)) };
  const { resource } = pending;
  return { ...readTokenResponse(answer, { account: '', secrets: [] }), ...(resource ? { resources: resource } : {}) };
}
