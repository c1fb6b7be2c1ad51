import { callbackParameters } from '../callback-parameters.js';
import { AuthorizationDeniedError, AuthorizationResponseError, ConfigurationError } from '../errors.js';
import { cleanText } from '../redact.js';
import { sameText } from '../same-text.js';
import { assertFirstUse } from '../single-use.js';
import type { PendingAuthorization } from './authorization-request.js';
import { authorizationCode, type Grant } from './grants.js';

/** What comes back from the authorization endpoint: the whole callback URL, or its query. */
export interface AuthorizationCallback {
  readonly authorizationResponse: string | URL;
  readonly pending: PendingAuthorization;
}

/**
 * Checks an authorization response and turns it into the grant that trades its code (RFC 6749 §4.1.2, §10.12, RFC 9207 §2.4).
 * Each `pending` is accepted once in this process; the code is never sent twice (§4.1.2).
 *
 * @throws {@link AuthorizationDeniedError} for the server's own error, {@link AuthorizationResponseError} for a response
 * that is not the answer to this request. Nothing was sent in either case.
 */
export function grantOfCallback({ authorizationResponse, pending }: AuthorizationCallback): Grant<false> {
  assertPending(pending);
  const parameters = callbackParameters(authorizationResponse);
  const state = parameters.get('state') ?? '';
  if (!sameText(state, pending.state)) {
    throw new AuthorizationResponseError('state', 'its state is not the one of this login');
  }
  assertIssuer(parameters.get('iss'), pending.issuer);
  assertFirstUse(pending.state, 'state');
  const error = parameters.get('error');
  if (error !== undefined) throw denied(error, parameters);
  const code = parameters.get('code');
  if (code === undefined) throw new AuthorizationResponseError('code', 'it has neither a code nor an error');
  const { codeVerifier, redirectUri } = pending;
  return authorizationCode({ code, redirectUri, ...(codeVerifier === undefined ? {} : { codeVerifier }) });
}

function assertPending(pending: PendingAuthorization): void {
  if (typeof pending?.state === 'string' && pending.state !== '') return;
  throw new ConfigurationError('pending', 'give what authorizationUrl() gave, kept in the session of this person.');
}

/** Mix-up defence: the response must come from the server that was asked (RFC 9207 §2.4, RFC 9700 §4.4.2). */
function assertIssuer(iss: string | undefined, expected: string | undefined): void {
  if (iss === undefined || expected === undefined || iss === expected) return;
  throw new AuthorizationResponseError('iss', 'it comes from another issuer than the one asked');
}

function denied(error: string, parameters: Map<string, string>): AuthorizationDeniedError {
  const secrets = [parameters.get('code') ?? '', parameters.get('state') ?? ''];
  const description = parameters.get('error_description');
  const uri = parameters.get('error_uri');
  return new AuthorizationDeniedError({
    error: cleanText(error, secrets),
    ...(description === undefined ? {} : { error_description: cleanText(description, secrets) }),
    ...(uri === undefined ? {} : { error_uri: cleanText(uri, secrets) }),
  });
}
