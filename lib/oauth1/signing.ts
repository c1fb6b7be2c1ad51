import { ConfigurationError } from '../errors/configuration-error.js';
import type { MaybePromise } from '../maybe-promise.js';
import { isSecure } from '../secure-origin.js';
import { after } from './after.js';
import { bodyHash } from './body-hash.js';
import type { SignableBody } from './body.js';
import type { OAuth1Client, OAuth1Credentials } from './client.js';
import type { Placement, ProtocolParameters } from './placement.js';

/** A request with everything that decides about its signature. */
export interface RequestToPlace {
  readonly method: string;
  readonly url: URL;
  readonly host?: string | undefined;
  readonly body: SignableBody;
}

/**
 * The signed protocol parameters of one request (RFC 5849 §3.1), for `placement`.
 *
 * @throws {@link ConfigurationError} when this request cannot be signed so.
 */
export function signed(
  client: OAuth1Client,
  request: RequestToPlace,
  credentials: OAuth1Credentials,
  placement: Placement,
): MaybePromise<ProtocolParameters> {
  assertSignable(client, request);
  const { method, url, host, body } = request;
  const form = client.includeFormBody ? body.form : undefined;
  return after(hashOf(client, placement === 'body' ? { form: '' } : body), (hash) =>
    client.signer.sign({ method, url, host, form, bodyHash: hash }, credentials),
  );
}

/** No hash for a form, whose parameters are signed themselves (draft §3.1). */
function hashOf(client: OAuth1Client, { form, bytes }: SignableBody): MaybePromise<string | undefined> {
  if (client.bodyHash === undefined || form !== undefined) return undefined;
  if (bytes !== undefined) return bodyHash(client.bodyHash, bytes);
  throw new ConfigurationError('bodyHash', 'a stream has no hash before it is sent: give bytes.');
}

function assertSignable({ signer }: OAuth1Client, { method, url, body }: RequestToPlace): void {
  if (url.port === '0') throw new ConfigurationError('url', 'port 0 cannot be reached.');
  if (url.username || url.password) {
    throw new ConfigurationError('url', 'user:password@ would be a second credential: take it out.');
  }
  if (signer.isPlaintext && !isSecure(url)) {
    throw new ConfigurationError('signatureMethod', 'PLAINTEXT over http shows the secrets: use https (§3.4.4).');
  }
  if (body.form && hasNoBody(method)) {
    throw new ConfigurationError('data', `servers differ in whether the form of a ${method} is signed: use params.`);
  }
}

/** By its method: some servers read one all the same, others do not. */
export function hasNoBody(method: string): boolean {
  return /^(get|head)$/i.test(method);
}
