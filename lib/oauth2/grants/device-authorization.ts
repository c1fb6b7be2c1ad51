import type { Members } from '../../server-calls/answer-members.js';
import { TokenResponseError } from '../../errors.js';
import { assertKnownOptions } from '../../options.js';
import { isSecure } from '../../secure-origin.js';
import { parsedUrl } from '../../parsed-url.js';
import type { OAuth2Token } from '../../token-store.js';
import { clientOf } from '../client-of.js';
import type { OAuth2Client } from '../client.js';
import { beginDecoupled, joinedScope } from './decoupled-request.js';
import type { Grant } from './grants.js';
import { poll } from './polling.js';
import { assertParameters, type RequestParameters } from '../request-parameters.js';
import type { ResourceIndicator } from '../resource-indicator.js';
import type { Scope } from '../scope/scope.js';
import { isText } from '../token-endpoint/server-words.js';
import type { OAuth2Session } from '../session.js';

/** What to ask for at the device authorization endpoint (RFC 8628 §3.1). */
export interface DeviceAuthorizationOptions {
  /** Default: the session's. */
  readonly scope?: Scope;
  /** Further parameters. `resource` (RFC 8707) in place of the session's, said again with the token request and each refresh. */
  readonly parameters?: RequestParameters;
  /** Gives it up, with axios' `CanceledError`. */
  readonly signal?: AbortSignal;
}

/** What to show the person, and how to wait for them (RFC 8628 §3.2, §3.3). */
export interface DeviceAuthorization {
  /** To be typed in at {@link verificationUri}. */
  readonly userCode: string;
  /** Where the person goes, on another device. */
  readonly verificationUri: string;
  /** Has the code in it, for a QR code. Show the code all the same: the person compares it (§3.3.1). */
  readonly verificationUriComplete?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** How often the server wants to be asked. */
  readonly intervalSeconds: number;
  /**
   * Asks until the person has decided, as often as the server allows; the token is stored before it resolves.
   *
   * @throws `AuthorizationDeniedError`, `AuthorizationExpiredError`; axios' `CanceledError` when `signal` aborts; every other error
   * of a token call.
   */
  fetchToken(options?: { readonly signal?: AbortSignal }): Promise<OAuth2Token>;
}

/**
 * Lets a person log in on another device (RFC 8628): for televisions, command lines, anything without a browser.
 *
 * @example
 * ```ts
 * const device = await deviceAuthorization(session, { scope: ['profile'] });
 * console.log(`Open ${device.verificationUri} and type ${device.userCode}`);
 * await device.fetchToken();
 * ```
 *
 * @throws `TokenEndpointError` with the server's words, `TokenResponseError`, `AuthorizationServerUnreachableError`.
 */
export async function deviceAuthorization(
  session: OAuth2Session,
  options: DeviceAuthorizationOptions = {},
): Promise<DeviceAuthorization> {
  assertKnownOptions(options, ['scope', 'parameters', 'signal']);
  assertParameters(options.parameters, 'parameters');
  const client = clientOf(session);
  const { clientId, resource } = client;
  const scope = joinedScope(client, options.scope);
  const parameters = { client_id: clientId, scope, resource, ...options.parameters };
  const begun = await beginDecoupled(client, endpoint, parameters, options.signal);
  const { expiresAt, intervalSeconds, handle } = begun;
  const grant = deviceCode(handle, parameters);
  return {
    ...shown(client, begun.members),
    expiresAt,
    intervalSeconds,
    fetchToken: (how = {}) => poll(() => session.fetchToken(grant, how), { ...begun, ...how }),
  };
}

const name = 'device authorization endpoint';
const endpoint = { endpoint: 'deviceAuthorizationEndpoint', name, handle: 'device_code' } as const;

/** RFC 8628 §3.4, for the APIs that were asked for (RFC 8707 §2.2). */
function deviceCode(code: string, { scope = '', resource }: Asked): Grant<false> {
  const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
  return { grantType, repeatable: false, askedScope: scope, parameters: () => ({ device_code: code, resource }) };
}

interface Asked {
  readonly scope?: string | undefined;
  readonly resource?: ResourceIndicator | undefined;
}

/** `verification_url` is what Google had before there was an RFC. */
function shown(client: OAuth2Client, members: Members) {
  const { user_code: userCode, verification_uri_complete: complete } = members;
  const verificationUri = members['verification_uri'] ?? members['verification_url'];
  if (!isText(userCode)) throw new TokenResponseError(200, 'there is no user_code in it', 'check its URL', name);
  assertPage(client, verificationUri);
  if (!isText(complete)) return { userCode, verificationUri };
  assertPage(client, complete);
  return { userCode, verificationUri, verificationUriComplete: complete };
}

/** A person logs in there: never over plain http, and never a `javascript:` URL. */
function assertPage({ allowInsecureRequests }: OAuth2Client, uri: unknown): asserts uri is string {
  const url = isText(uri) ? parsedUrl(uri) : undefined;
  if (url && (isSecure(url) || (allowInsecureRequests && url.protocol === 'http:'))) return;
  throw new TokenResponseError(200, 'its verification_uri is no https URL', 'check its URL', name);
}
