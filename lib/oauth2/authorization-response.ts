import { AuthorizationDeniedError, AuthorizationResponseError, ConfigurationError } from '../errors.js';
import { parsedUrl } from '../parsed-url.js';
import { cleanText } from '../redact.js';
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
  const parameters = parametersOf(String(authorizationResponse));
  const state = parameters.get('state') ?? '';
  if (!sameText(state, pending.state)) {
    throw new AuthorizationResponseError('state', 'its state is not the one of this login');
  }
  assertIssuer(parameters.get('iss'), pending.issuer);
  assertFirstUse(pending.state);
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

/** A parameter given twice makes the response ambiguous (RFC 6749 §3.1); one without a value counts as missing. */
function parametersOf(response: string): Map<string, string> {
  const query = parsedUrl(response)?.search ?? response.slice(response.indexOf('?') + 1);
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (parameters.has(name)) throw new AuthorizationResponseError(name, `it has "${cleanText(name, [])}" twice`);
    if (value !== '') parameters.set(name, value);
  }
  return parameters;
}

/** Mix-up defence: the response must come from the server that was asked (RFC 9207 §2.4, RFC 9700 §4.4.2). */
function assertIssuer(iss: string | undefined, expected: string | undefined): void {
  if (iss === undefined || expected === undefined || iss === expected) return;
  throw new AuthorizationResponseError('iss', 'it comes from another issuer than the one asked');
}

const longestMemory = 1000;
const used = new Set<string>();

function assertFirstUse(state: string): void {
  if (used.has(state)) throw new AuthorizationResponseError('state', 'this login has been used already');
  used.add(state);
  // The server's own single use of the code stands behind this one, so it may forget the oldest.
  const [oldest] = used;
  if (used.size > longestMemory && oldest !== undefined) used.delete(oldest);
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

/** In a time that does not tell how much of it was right. */
function sameText(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  for (let at = 0; at < expected.length; at++) difference |= given.charCodeAt(at) ^ expected.charCodeAt(at);
  return difference === 0;
}
