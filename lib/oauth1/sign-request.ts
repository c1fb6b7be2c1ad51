import { ConfigurationError } from '../errors/configuration-error.js';
import type { MaybePromise } from '../maybe-promise.js';
import { parsedUrl } from '../parsed-url.js';
import { after } from './after.js';
import { authorizationHeader } from './authorization-header.js';
import { formType, isFormType, type SignableBody } from './body.js';
import type { OAuth1Client, OAuth1Credentials } from './client.js';
import { hashedBody } from './hashed-body.js';
import { signableBody } from './other-body.js';
import { asForm, assertFormBody, formWith, urlWith, type ProtocolParameters } from './placement.js';
import { signed } from './signing.js';

/** A request that something else than axios sends. */
export interface UnsignedRequest {
  readonly method: string;
  /** Absolute, with its query. */
  readonly url: string | URL;
  /** The very body that will be sent. */
  readonly body?: string | Uint8Array | undefined;
  /** Of the body: only a form that is labelled as one is signed (RFC 5849 §3.4.1.3.1). */
  readonly contentType?: string | undefined;
  /** The Host header, where it will not be that of the URL. */
  readonly host?: string | undefined;
  /** Default: that of the client. */
  readonly realm?: string | undefined;
}

/** What to send. */
export interface SignedRequest {
  readonly url: string;
  /** To add to those of the request: `Authorization`, or `Content-Type` where the placement made the body a form. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/**
 * Signs a request without sending it (RFC 5849 §3). A promise only where the runtime, or a signature method of your own, has
 * to be waited for: on Node never.
 *
 * @throws `ConfigurationError` when the request cannot be signed.
 */
export function signRequest(
  client: OAuth1Client,
  request: UnsignedRequest,
  credentials: OAuth1Credentials = {},
): MaybePromise<SignedRequest> {
  const { method, body, contentType, host } = request;
  const url = parsedUrl(request.url.toString());
  if (!url) throw new ConfigurationError('url', 'it is not an absolute URL.');
  if (typeof body === 'string' && body !== '' && contentType === undefined) {
    throw new ConfigurationError('contentType', 'is required with a body: it decides what is signed.');
  }
  const readable = signableBody(body, contentType);
  const content = { host, body: readable };
  const placeable = { method: method.toUpperCase(), url };
  // A copy, for the signer leaves with it what it prepared, and this one is the caller's, who may change it.
  const { token, tokenSecret, callback, verifier, sessionHandle } = credentials;
  const own = { token, tokenSecret, callback, verifier, sessionHandle };
  const signedWith = (hash: string | undefined) => signed(client, placeable, content, own, hash);
  return after(after(hashedBody(client, readable, client.placement), signedWith), (parameters) =>
    placed(client, { ...request, url }, parameters, readable),
  );
}

function placed(
  { placement, realm: ownRealm }: OAuth1Client,
  { method, url, body, contentType, realm = ownRealm }: UnsignedRequest & { url: URL },
  parameters: ProtocolParameters,
  readable: SignableBody,
): SignedRequest {
  const sameBody = body === undefined ? {} : { body };
  if (placement === 'header') {
    return { url: url.href, headers: { Authorization: authorizationHeader(parameters, realm) }, ...sameBody };
  }
  const added = asForm(parameters);
  if (placement === 'query') return { url: urlWith(added, url).href, headers: {}, ...sameBody };
  assertFormBody(method, readable);
  const headers = isFormType(contentType) ? {} : { 'Content-Type': formType };
  return { url: url.href, headers, body: formWith(added, readable.form ?? '') };
}
