import { ConfigurationError } from '../errors/configuration-error.js';
import { isFormType, isText, signableText, type SignableBody } from './body.js';

/**
 * Looks at a body of any kind that is about to be sent.
 *
 * @throws {@link ConfigurationError} for a form that cannot be read.
 */
export function signableBody(body: unknown, contentType: string | undefined): SignableBody {
  if (isText(body)) return signableText(body, contentType);
  if (body instanceof URLSearchParams) return { form: body.toString() };
  const isForm = isFormType(contentType);
  const bytes = bytesOf(body);
  if (bytes) return isForm ? { form: escapedText(bytes) } : { bytes };
  if (isForm && !isMadeOnTheWay(body)) {
    throw new ConfigurationError('data', 'a stream cannot be signed as a form: set its Content-Type, or give text.');
  }
  return {};
}

/** Buffer, typed array or ArrayBuffer, also of another realm. */
export function bytesOf(body: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return Object.prototype.toString.call(body) === '[object ArrayBuffer]'
    ? new Uint8Array(body as ArrayBuffer)
    : undefined;
}

/** Whether a body is a Blob, whose bytes cannot be read without an await. */
export function isBlob(body: unknown): body is Blob {
  return typeof Blob === 'function' && body instanceof Blob;
}

/** FormData of the runtime, or of the form-data package: adapters send both as multipart, whatever the label says. */
function isMultipart(body: object): boolean {
  return typeof (body as { append?: unknown }).append === 'function' && !(body instanceof URLSearchParams);
}

/** A body whose bytes an adapter makes only on the way. */
export function isMadeOnTheWay(body: unknown): body is object {
  return typeof body === 'object' && body !== null && (isBlob(body) || isMultipart(body));
}

/** The same form in ASCII: what is not UTF-8 stays what it is. */
function escapedText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase()}`;
  return text;
}
