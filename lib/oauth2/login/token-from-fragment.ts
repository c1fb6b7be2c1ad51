import { AuthorizationResponseError, ConfigurationError } from '../../errors.js';
import type { OAuth2Token } from '../../token-store.js';
import { authorizationResponse, type AuthorizationCallback } from './authorization-response.js';
import { clientOf } from '../client-of.js';
import type { OAuth2Client } from '../client.js';
import type { OAuth2Session } from '../session.js';
import { readTokenResponse } from '../token-endpoint/token-response.js';
import { isSendable, type GivenToken } from '../token.js';

/**
 * Ends a login of the implicit grant, which `authorizationUrl({ response_type: 'token' })` began: the access token itself came back
 * (RFC 6749 §4.2.2). It is stored before this resolves. An ID token beside it (`'id_token token'`) is checked in a session with
 * `openIdConnect()`; in others it is not kept.
 *
 * @deprecated by RFC 9700 §2.1.2, because the token passes through the address bar. For services that offer nothing else.
 * @throws `AuthorizationDeniedError`, {@link AuthorizationResponseError}, `TokenTypeError`, `TokenNotBoundError` for a token that
 * `dpop()` does not take, {@link ConfigurationError} in a session with `openIdConnect()` that asked for no ID token, `IdTokenError`; nothing is stored then.
 */
export async function tokenFromFragment(session: OAuth2Session, callback: AuthorizationCallback): Promise<OAuth2Token> {
  const client = clientOf(session);
  if (client.openIdConnect && callback.pending?.responseType?.includes('id_token') !== true) {
    throw new ConfigurationError('openIdConnect', "wants an ID token: ask for response_type 'id_token token'.");
  }
  const parameters = await authorizationResponse(client, callback);
  const accessToken = parameters.get('access_token') ?? '';
  if (!isSendable(accessToken)) {
    throw new AuthorizationResponseError('access_token', 'it has no access_token that a header can carry');
  }
  if (!parameters.has('token_type')) {
    throw new AuthorizationResponseError('token_type', 'it does not say what type of token it has');
  }
  return session.loggedIn(await givenToken(client, parameters, callback), callback.pending.scope);
}

/** A refresh token never comes this way (RFC 6749 §4.2.2): one that does is not the server's. */
const notKept = ['state', 'iss', 'code', 'refresh_token', 'session_state'];

async function givenToken(
  { dpop }: OAuth2Client,
  parameters: ReadonlyMap<string, string>,
  { pending }: AuthorizationCallback,
): Promise<GivenToken> {
  const members = [...parameters].filter(([name]) => !notKept.includes(name));
  const answer = { status: 200, headers: {}, body: JSON.stringify(Object.fromEntries(members)) };
  const { resource, dpopKey } = pending;
  return {
    ...(await readTokenResponse(answer, { account: '', secrets: [], assertType: dpop?.assertType })),
    ...(resource ? { resources: resource } : {}),
    ...(dpop && dpopKey ? { dpopKey } : {}),
  };
}
