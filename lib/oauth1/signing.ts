import { ConfigurationError } from '../errors/configuration-error.js';
import type { MaybePromise } from '../maybe-promise.js';
import { isPlainUrl } from '../plain-url.js';
import { isSecure } from '../secure-origin.js';
import { after } from './after.js';
import { bodyHash } from './body-hash.js';
import type { SignableBody } from './body.js';
import type { OAuth1Client, OAuth1Credentials } from './client.js';
import type { Placement, ProtocolParameters } from './placement.js';
import { urlToSign } from './signature.js';

/** A request with everything that decides about its signature. */
export interface RequestToPlace {
  readonly method: string;
  /** Absolute, as `new URL` makes it. */
  readonly href: string;
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
  const { method, body } = request;
  if (body.form && hasNoBody(method)) {
    throw new ConfigurationError('data', `servers differ in whether the form of a ${method} is signed: use params.`);
  }
  const url = signableUrl(client, request);
  const data = client.includeFormBody ? body.form : undefined;
  return after(hashOf(client, placement === 'body' ? { form: '' } : body), (hash) =>
    client.signer.sign({ method, url, data }, credentials, hash),
  );
}

/** No hash for a form, whose parameters are signed themselves (draft §3.1). */
function hashOf(client: OAuth1Client, { form, bytes }: SignableBody): MaybePromise<string | undefined> {
  if (client.bodyHash === undefined || form !== undefined) return undefined;
  if (bytes !== undefined) return bodyHash(client.bodyHash, bytes);
  throw new ConfigurationError('bodyHash', 'a stream has no hash before it is sent: give bytes.');
}

function signableUrl({ signer }: OAuth1Client, { href, host }: RequestToPlace): string {
  if (isPlainUrl(href) && host === undefined && !signer.isPlaintext) return href;
  const url = new URL(href);
  if (url.port === '0') throw new ConfigurationError('url', 'port 0 cannot be reached.');
  if (url.username || url.password) {
    throw new ConfigurationError('url', 'user:password@ would be a second credential: take it out.');
  }
  if (signer.isPlaintext && !isSecure(url)) {
    throw new ConfigurationError('signatureMethod', 'PLAINTEXT over http shows the secrets: use https (§3.4.4).');
  }
  return urlToSign(url, host);
}

/** By its method: some servers read one all the same, others do not. */
export function hasNoBody(method: string): boolean {
  return /^(get|head)$/i.test(method);
}
