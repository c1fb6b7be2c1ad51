import { ConfigurationError } from '../errors/configuration-error.js';
import type { MaybePromise } from '../maybe-promise.js';
import type { OutgoingRequest } from '../scheme.js';
import { after } from './after.js';
import { isFormType, type SignableBody } from './body.js';
import type { OAuth1Client } from './client.js';
import { headerOf } from './header-of.js';
import { isBlob, isMadeOnTheWay, signableBody } from './other-body.js';

/** The form-data package. */
interface FormDataPackage {
  getBuffer(): Uint8Array;
  getHeaders(): Readonly<Record<string, string>>;
}

/**
 * Looks at a body that is no text. A Blob or the parts of a form, whose bytes an adapter would make only on the way, are read if the
 * signature depends on them.
 *
 * @throws {@link ConfigurationError} for what cannot be read.
 */
export function readBody(request: OutgoingRequest, client: OAuth1Client): MaybePromise<SignableBody> {
  const { body } = request;
  const looked = () => signableBody(request.body, contentType(request));
  return isMadeOnTheWay(body) ? after(madeReadable(request, body, client), looked) : looked();
}

function madeReadable(request: OutgoingRequest, body: object, { bodyHash }: OAuth1Client): MaybePromise<void> {
  if (isBlob(body)) return labelledBlob(request, body, bodyHash !== undefined);
  if (bodyHash !== undefined) return read(request, body as FormData | FormDataPackage);
  // Over fetch, the label that axios gives to every POST would be sent with the parts.
  if (isForm(request)) request.headers.delete('Content-Type');
}

/** axios labels a POST without Content-Type a form, and only its http adapter corrects that to the Blob's own type. */
function labelledBlob(request: OutgoingRequest, blob: Blob, needsBytes: boolean): MaybePromise<void> {
  if (isForm(request)) {
    request.headers.set('Content-Type', blob.type || 'application/octet-stream');
  }
  return needsBytes || isFormType(blob.type) ? read(request, blob) : undefined;
}

function isForm(request: OutgoingRequest): boolean {
  return isFormType(contentType(request));
}

function contentType({ headers }: OutgoingRequest): string | undefined {
  return headerOf(headers, 'content-type');
}

async function read(request: OutgoingRequest, body: Blob | FormData | FormDataPackage): Promise<void> {
  try {
    const { bytes, type } = 'getBuffer' in body ? fromPackage(body) : await fromRuntime(body);
    request.body = bytes;
    if (type) request.headers.set('Content-Type', type);
  } catch {
    // Only a stream within the form, or a file that is gone, cannot be read.
    throw new ConfigurationError('bodyHash', 'cannot be made of this body, which cannot be read: give its bytes.');
  }
}

function fromPackage(form: FormDataPackage) {
  return { bytes: form.getBuffer(), type: form.getHeaders()['content-type'] };
}

async function fromRuntime(body: Blob | FormData) {
  const whole = new Response(body);
  return { bytes: await whole.arrayBuffer(), type: whole.headers.get('content-type') };
}
