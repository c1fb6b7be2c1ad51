import { ConfigurationError } from '../errors/configuration-error.js';
import type { MaybePromise } from '../maybe-promise.js';
import { isPlainUrl } from '../plain-url.js';
import { isSecure } from '../secure-origin.js';
import { hasNoBody, type SignableBody } from './body.js';
import type { OAuth1Client } from './client.js';
import type { OAuth1Credentials } from './credentials.js';
import type { ProtocolParameters } from './placement.js';
import { baseStringUri } from './signature.js';

/** A request with everything that decides about its signature. */
export interface RequestToPlace {
  /** In upper case. */
  readonly method: string;
  /** As in an `OutgoingRequest`: asked for only where the text is not plain. */
  readonly url: URL;
  readonly uri?: string;
}

/** What its headers and its body say to that. */
export interface SignableContent {
  /** The Host header, where it is not that of the URL. */
  readonly host?: string | undefined;
  readonly body: SignableBody;
}

/**
 * The signed protocol parameters of one request (RFC 5849 §3.1).
 *
 * @throws {@link ConfigurationError} when this request cannot be signed so.
 */
export function signed(
  client: OAuth1Client,
  request: RequestToPlace,
  { host, body }: SignableContent,
  credentials: OAuth1Credentials,
  bodyHash: string | undefined,
): MaybePromise<ProtocolParameters> {
  const { method } = request;
  if (body.form && hasNoBody(method)) {
    throw new ConfigurationError('data', `servers differ in whether the form of a ${method} is signed: use params.`);
  }
  const url = signableUrl(client, request, host);
  const data = client.includeFormBody ? body.form : undefined;
  return client.signer.sign({ method, url, data }, credentials, bodyHash);
}

function signableUrl({ signer }: OAuth1Client, request: RequestToPlace, host: string | undefined): string {
  const { uri = '' } = request;
  if (isPlainUrl(uri) && host === undefined && !signer.isPlaintext) return uri;
  const { url } = request;
  if (url.port === '0') throw new ConfigurationError('url', 'no server has port 0.');
  if (url.username || url.password) {
    throw new ConfigurationError('url', 'user:password@ would be a second credential: take it out.');
  }
  if (signer.isPlaintext && !isSecure(url)) {
    throw new ConfigurationError('signatureMethod', 'PLAINTEXT over http shows the secrets: use https.');
  }
  return baseStringUri(url, host) + url.search;
}
