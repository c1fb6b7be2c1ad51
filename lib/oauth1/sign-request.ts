import { ConfigurationError } from '../errors/configuration-error.js';
import type { MaybePromise } from '../maybe-promise.js';
import { assertKnownOptions, requiredText } from '../options.js';
import { parsedUrl } from '../parsed-url.js';
import { after } from './after.js';
import { authorizationHeader } from './authorization-header.js';
import { formType, isFormType, type SignableBody } from './body.js';
import { assertRealm, type OAuth1Client } from './client.js';
import { checkedCredentials, type OAuth1Credentials } from './credentials.js';
import { hashedBody } from './hashed-body.js';
import { signableBody } from './other-body.js';
import { asForm, assertFormBody, formWith, urlWith, type ProtocolParameters } from './placement.js';
import { signed } from './signing.js';

/** A request that something else than axios sends. */
export interface UnsignedRequest {
  /** `'GET'`, `'POST'`, … */
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

const requestOptions: readonly (keyof UnsignedRequest)[] = ['method', 'url', 'body', 'contentType', 'host', 'realm'];

/** What to send. */
export interface SignedRequest {
  /** With the signature, where the placement is `'query'`. */
  readonly url: string;
  /** To add to those of the request: `Authorization`, or `Content-Type` where the placement made the body a form. */
  readonly headers: Readonly<Record<string, string>>;
  /** With the signature, where the placement is `'body'`. */
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
  if (!(client as Partial<OAuth1Client> | undefined)?.signer) {
    throw new ConfigurationError('client', 'give a new OAuth1Client({ clientKey, clientSecret }).');
  }
  assertKnownOptions(request, requestOptions);
  const { body, contentType, host } = request;
  assertRealm(request.realm);
  const method = requiredText(request.method, 'method', 'that of the request, as GET').toUpperCase();
  const url = parsedUrl(String(request.url));
  if (!url) throw new ConfigurationError('url', 'it is not an absolute URL.');
  if (typeof body === 'string' && body !== '' && contentType === undefined) {
    throw new ConfigurationError('contentType', 'is required with a body: it decides what is signed.');
  }
  const readable = signableBody(body, contentType);
  const content = { host, body: readable };
  // The signer leaves with them what it prepared, and the caller may change these.
  const own = checkedCredentials(credentials ?? {});
  const signedWith = (hash: string | undefined) => signed(client, { method, url }, content, own, hash);
  return after(after(hashedBody(client, readable, client.placement), signedWith), (parameters) =>
    placed(client, { ...request, method, url }, parameters, readable),
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
