import { ConfigurationError } from '../errors/configuration-error.js';
import type { OAuth1Session } from '../oauth1/session.js';
import type { OAuth2Session } from '../oauth2/session.js';
import type { Token } from '../token-store.js';
import { isOAuth1, type LoopbackSettings } from './loopback-options.js';

/** One login that waits for its answer, by either protocol. */
export interface BegunLogin {
  /** Where to send the person. */
  readonly url: string;
  /** What every answer to this login repeats, and nobody else knows: `state`, or the temporary token. */
  readonly mark: string;
  /** Checks the answer, and trades it for the token. */
  finish(authorizationResponse: string): Promise<Token>;
}

/** @param redirectUri - With the port that listens. */
export function beginLogin(
  session: OAuth1Session | OAuth2Session,
  redirectUri: string,
  { parameters }: LoopbackSettings,
  signal: AbortSignal,
): Promise<BegunLogin> {
  if (!isOAuth1(session)) return beginOAuth2(session, { ...parameters, redirect_uri: redirectUri }, signal);
  return beginOAuth1(session, redirectUri, parameters as Readonly<Record<string, string>>, signal);
}

async function beginOAuth2(
  session: OAuth2Session,
  parameters: LoopbackSettings['parameters'],
  signal: AbortSignal,
): Promise<BegunLogin> {
  const { url, pending } = await session.authorizationUrl(parameters);
  const { responseMode = 'query', responseType = 'code', state } = pending;
  // A fragment never leaves the browser, and a form post comes from another site.
  if (responseType !== 'code' || !['query', 'jwt', 'query.jwt'].includes(responseMode))
    throw new ConfigurationError(
      'responseMode',
      'must be the query, and response_type a code: nothing else gets here.',
    );
  return {
    url,
    mark: state,
    finish: (authorizationResponse) => session.fetchToken({ authorizationResponse, pending }, { signal }),
  };
}

async function beginOAuth1(
  session: OAuth1Session,
  callbackUri: string,
  authorizationParameters: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<BegunLogin> {
  const { url, pending } = await session.authorizationUrl({ callbackUri, authorizationParameters, signal });
  return {
    url,
    mark: pending.oauth_token,
    finish: (authorizationResponse) => session.fetchToken({ authorizationResponse, pending }, { signal }),
  };
}
