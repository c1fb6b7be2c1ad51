import { callbackParameters, type CallbackResponse } from '../../server-calls/callback-parameters.js';
import { AuthorizationDeniedError, AuthorizationResponseError, ConfigurationError } from '../../errors.js';
import { cleaning } from '../../errors/cleaning.js';
import { sameText } from '../../crypto/same-text.js';
import { assertFirstUse } from '../../server-calls/single-use.js';
import type { PendingAuthorization } from './authorization-request.js';
import type { OAuth2Client } from '../client.js';
import { errorCodes } from '../token-endpoint/error-codes.js';
import { authorizationCode, type Grant } from '../grants/grants.js';

/** What comes back from the authorization endpoint, and what was remembered until then. */
export interface AuthorizationCallback {
  /**
   * The whole callback URL, or its query or fragment; of a form post its body, as text or parsed. Where the parameters are looked
   * for, the request has decided: an answer in another place is none.
   */
  readonly authorizationResponse: CallbackResponse;
  /** What `authorizationUrl()` gave beside the URL, kept in the web session of this person. */
  readonly pending: PendingAuthorization;
}

/** What an authorization response is good for. */
interface AnsweredCallback {
  readonly grant: Grant<false>;
  /** Of the response itself, and checked. */
  readonly idToken: string | undefined;
}

/**
 * Checks an authorization response and turns it into the grant that trades its code (RFC 6749 §4.1.2).
 *
 * @throws Every error of {@link authorizationResponse}.
 */
export async function grantOfCallback(
  client: OAuth2Client,
  callback: AuthorizationCallback,
): Promise<AnsweredCallback> {
  const { codeVerifier, redirectUri, resource } = callback.pending ?? {};
  const parameters = await authorizationResponse(client, callback);
  const code = parameters.get('code');
  if (code === undefined) throw new AuthorizationResponseError('code', 'it has neither a code nor an error');
  const grant = authorizationCode({
    code,
    redirectUri,
    ...(codeVerifier === undefined ? {} : { codeVerifier }),
    ...(resource === undefined ? {} : { resource }),
  });
  return { grant, idToken: parameters.get('id_token') };
}

/**
 * The parameters of an authorization response that answers this request: signature where signed answers were asked for,
 * `state` in constant time, `iss` (RFC 6749 §10.12, RFC 9207 §2.4), the ID token beside it in a session with `openIdConnect()`;
 * one that nobody checks is left out. Each `pending` is accepted once in this process.
 *
 * @throws {@link AuthorizationDeniedError} for the server's own error, {@link AuthorizationResponseError} for a response
 * that is not the answer to this request. Nothing was sent in either case.
 */
export async function authorizationResponse(
  client: OAuth2Client,
  { authorizationResponse: response, pending }: AuthorizationCallback,
): Promise<Map<string, string>> {
  assertPending(pending);
  const parameters = await verified(client, callbackParameters(response, partOf(pending)));
  if (!sameText(parameters.get('state') ?? '', pending.state)) {
    throw new AuthorizationResponseError('state', 'its state is not the one of this login');
  }
  const isFromIssuer = await hasCheckedIdToken(client, parameters, pending);
  if (!isFromIssuer) parameters.delete('id_token');
  assertIssuer(parameters.get('iss') ?? (isFromIssuer ? pending.issuer : undefined), pending);
  assertFirstUse([pending.state, pending.codeVerifier, pending.nonce].join(' '), 'state');
  const error = parameters.get('error');
  if (error !== undefined) throw await denied(error, parameters);
  return parameters;
}

function assertPending(pending: PendingAuthorization): void {
  if (typeof pending?.state === 'string' && pending.state !== '') return;
  throw new ConfigurationError('pending', 'give what authorizationUrl() gave, kept in the session of this person.');
}

/** Tokens come in the fragment unless something else was asked for (OAuth 2.0 Multiple Response Types §2.1, §5). */
function partOf({ responseMode, responseType = 'code' }: PendingAuthorization): 'query' | 'fragment' {
  const hasDefault = responseMode === undefined || responseMode === 'jwt';
  return (hasDefault ? responseType !== 'code' : responseMode.startsWith('fragment')) ? 'fragment' : 'query';
}

/** Where signed answers were asked for, an unsigned one says nothing: not even an error. */
async function verified(client: OAuth2Client, parameters: Map<string, string>): Promise<Map<string, string>> {
  const { responseMode, server, clientId } = client;
  if (typeof responseMode !== 'object') return parameters;
  const response = parameters.get('response');
  if (response === undefined) throw new AuthorizationResponseError('response', 'it is not signed, as was asked for');
  return responseMode.verify(response, { issuer: await server.identifier(), clientId, server });
}

/** Mix-up defence: the response must come from the server that was asked (RFC 9207 §2.4, RFC 9700 §4.4.2). */
function assertIssuer(iss: string | undefined, { issuer, issRequired }: PendingAuthorization): void {
  if (iss === undefined && issRequired === true) {
    throw new AuthorizationResponseError('iss', 'it does not say who sent it, though this server always does');
  }
  if (iss === undefined || issuer === undefined || iss === issuer) return;
  throw new AuthorizationResponseError('iss', 'it comes from another issuer than the one asked');
}

/** An ID token that was checked says who sent the response as well as `iss` does (OpenID Connect Core §3.3.2.12). */
async function hasCheckedIdToken(
  client: OAuth2Client,
  parameters: ReadonlyMap<string, string>,
  pending: PendingAuthorization,
): Promise<boolean> {
  const isAnswer = !parameters.has('error') && pending.responseType?.split(' ').includes('id_token') === true;
  if (!client.openIdConnect || !isAnswer) return false;
  await client.openIdConnect.check(client, Object.fromEntries(parameters), { pending, byFrontChannel: true });
  return true;
}

async function denied(error: string, parameters: Map<string, string>): Promise<AuthorizationDeniedError> {
  const { cleanCode, cleanText } = await cleaning();
  const secrets = ['code', 'state', 'access_token', 'id_token'].map((name) => parameters.get(name) ?? '');
  const description = parameters.get('error_description');
  const uri = parameters.get('error_uri');
  return new AuthorizationDeniedError({
    error: cleanCode(error, secrets, errorCodes),
    ...(description === undefined ? {} : { error_description: cleanText(description, secrets) }),
    ...(uri === undefined ? {} : { error_uri: cleanText(uri, secrets) }),
  });
}
