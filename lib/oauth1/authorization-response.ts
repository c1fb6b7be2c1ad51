import { callbackParameters, type CallbackResponse } from '../server-calls/callback-parameters.js';
import { AuthorizationDeniedError, AuthorizationResponseError, ConfigurationError } from '../errors.js';
import { assertKnownOptions, requiredText } from '../options.js';
import { cleanCode, cleanText } from '../errors/redact.js';
import { sameText } from '../crypto/same-text.js';
import { problemCodes } from './problem-remedy.js';

/**
 * The temporary credentials of one login (RFC 5849 §2.1). Keep them where only this person's own browser session reaches them
 * (web session, sessionStorage). They hold a secret, are plain JSON, and can be used once.
 */
export interface PendingTemporaryCredentials {
  readonly oauth_token: string;
  readonly oauth_token_secret: string;
}

/** What the person comes back with: the callback URL, or its query, as text or parsed; or the verifier that the service showed them. */
export type OAuth1Callback =
  | {
      readonly authorizationResponse: CallbackResponse;
      readonly verifier?: never;
      readonly pending: PendingTemporaryCredentials;
    }
  | {
      readonly authorizationResponse?: never;
      readonly verifier: string;
      readonly pending: PendingTemporaryCredentials;
    };

/**
 * Checks what came back, and gives the verifier (RFC 5849 §2.2).
 *
 * @param needsVerifier - False for services that know none.
 * @throws {@link AuthorizationDeniedError} when the person or the service said no, {@link AuthorizationResponseError} for a
 * response that is not the answer to this login. Nothing was sent in either case.
 */
export function verifierOfCallback(callback: OAuth1Callback, needsVerifier: boolean): string | undefined {
  assertKnownOptions(callback ?? {}, ['authorizationResponse', 'verifier', 'pending']);
  const { authorizationResponse, verifier, pending } = callback ?? {};
  assertPending(pending);
  if (authorizationResponse === undefined) {
    const shown: unknown = typeof verifier === 'string' ? verifier.trim() : verifier;
    return requiredText(shown, 'verifier', 'or authorizationResponse, the URL that the person came back to');
  }
  const parameters = callbackParameters(authorizationResponse, 'query', isOfService);
  const denied = parameters.get('denied');
  const token = parameters.get('oauth_token') ?? denied;
  const problem = parameters.get('oauth_problem');
  if (token === undefined && problem === undefined) throw missing('oauth_token');
  if (token !== undefined && !sameText(token, pending.oauth_token)) {
    throw new AuthorizationResponseError('oauth_token', 'its oauth_token is not the one of this login');
  }
  if (problem !== undefined) throw refusal(problem, parameters.get('oauth_problem_advice'), pending);
  if (denied !== undefined) throw refusal('denied', undefined, pending);
  const given = parameters.get('oauth_verifier');
  if (given === undefined && needsVerifier) throw missing('oauth_verifier', ', as when the person said no');
  return given;
}

/** The rest is the app's own: it may be there twice (RFC 5849 §2.2). */
function isOfService(name: string): boolean {
  return name.startsWith('oauth_') || name === 'denied';
}

function assertPending(pending: PendingTemporaryCredentials | undefined): void {
  const { oauth_token: token, oauth_token_secret: secret } = pending ?? {};
  if (typeof token === 'string' && token !== '' && typeof secret === 'string') return;
  throw new ConfigurationError('pending', 'give what authorizationUrl() gave, kept in the session of this person.');
}

function missing(parameter: string, why = ''): AuthorizationResponseError {
  return new AuthorizationResponseError(parameter, `it has no ${parameter}${why}`);
}

function refusal(problem: string, advice: string | undefined, pending: PendingTemporaryCredentials) {
  const secrets = [pending.oauth_token_secret];
  return new AuthorizationDeniedError({
    error: cleanCode(problem, secrets, problemCodes),
    ...(advice === undefined ? {} : { error_description: cleanText(advice, secrets) }),
  });
}
