import { assertKnownOptions } from '../../options.js';
import { clientOf } from '../client-of.js';
import { searchParameters } from '../request-parameters.js';
import type { OAuth2Session } from '../session.js';

/** What a log-out at the provider is told. */
export interface LogoutOptions {
  /** Where the person returns to; registered at the provider. */
  postLogoutRedirectUri?: string;
  /** Comes back with the person. */
  state?: string;
  /** Languages of the provider's pages, in order of preference, with spaces between them (BCP 47). */
  uiLocales?: string;
}

/**
 * Where to send the person to end their session at the provider, too (OpenID Connect RP-Initiated Logout §2). It holds their ID
 * token, so call it before `revokeToken()` or `forget()`.
 */
export async function logoutUrl(session: OAuth2Session, options: LogoutOptions = {}): Promise<string> {
  assertKnownOptions(options, ['postLogoutRedirectUri', 'state', 'uiLocales']);
  const { server, clientId } = clientOf(session);
  const url = new URL(await server.endpoint('endSessionEndpoint'));
  const parameters = searchParameters({
    id_token_hint: (await session.token())?.id_token,
    client_id: clientId,
    post_logout_redirect_uri: options.postLogoutRedirectUri,
    state: options.state,
    ui_locales: options.uiLocales,
  });
  for (const [name, value] of parameters) url.searchParams.set(name, value);
  return url.href;
}
