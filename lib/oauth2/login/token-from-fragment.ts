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
 * (RFC 6749 §4.2.2). It is stored before this resolves. An ID token beside it is not kept: nothing here checks it.
 *
 * @deprecated by RFC 9700 §2.1.2, because the token passes through the address bar. For services that offer nothing else.
 * @throws `AuthorizationDeniedError`, {@link AuthorizationResponseError}, `TokenTypeError`, `TokenNotBoundError` for a token that
 * `dpop()` does not take, {@link ConfigurationError} in a session with `openIdConnect()`; nothing is stored then.
 */
export async function tokenFromFragment(session: OAuth2Session, callback: AuthorizationCallback): Promise<OAuth2Token> {
  const client = clientOf(session);
  if (client.openIdConnect) {
    throw new ConfigurationError(
      'openIdConnect',
      'checks the ID tokens of a code: ask for one, or leave the option out.',
    );
  }
  const parameters = await authorizationResponse(client, callback);
  const accessToken = parameters.get('access_token') ?? '';
  if (!isSendable(accessToken)) {
    throw new AuthorizationResponseError('access_token', 'it has no access_token that a header can carry');
  }
  if (!parameters.has('token_type')) {
    throw new AuthorizationResponseError('token_type', 'it does not say what type of token it has');
  }
  await session.setToken(givenToken(client, parameters, callback));
  return (await session.token()) as OAuth2Token;
}

/** A refresh token never comes this way (RFC 6749 §4.2.2): one that does is not the server's. */
const notKept = ['state', 'iss', 'code', 'id_token', 'refresh_token', 'session_state'];

function givenToken(
  { dpop }: OAuth2Client,
  parameters: ReadonlyMap<string, string>,
  { pending }: AuthorizationCallback,
): GivenToken {
  const members = [...parameters].filter(([name]) => !notKept.includes(name));
  const answer = { status: 200, headers: {}, body: JSON.stringify(Object.fromEntries(members)) };
  const { scope, resource, dpopKey } = pending;
  return {
    ...(scope === undefined ? {} : { scope }), // an answer that does not say its scope grants it (RFC 6749 §4.2.2)
    ...readTokenResponse(answer, { account: '', secrets: [], assertType: dpop?.assertType }),
    ...(resource ? { resources: resource } : {}),
    ...(dpop && dpopKey ? { dpopKey } : {}),
  };
}
