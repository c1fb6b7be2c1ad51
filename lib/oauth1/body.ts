import { ConfigurationError } from '../errors/configuration-error.js';

/** A body as signing sees it. */
export interface SignableBody {
  /** The text of a form (RFC 5849 §3.4.1.3.1): single-part, form-encoded, and labelled so. `''` also where nothing is sent. */
  readonly form?: string;
  /** The bytes of anything else. Neither this nor `form`: they are not known before they are sent. */
  readonly bytes?: string | Uint8Array;
}

/** The Content-Type of a form (RFC 5849 §3.4.1.3.1). */
export const formType = 'application/x-www-form-urlencoded';

/** Whether a Content-Type says that the body is a form. */
export function isFormType(contentType: string | undefined): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === formType;
}

/**
 * Looks at a body that is about to be sent.
 *
 * @throws {@link ConfigurationError} for a form that cannot be read.
 */
export function signableBody(body: unknown, contentType: string | undefined): SignableBody {
  const isForm = isFormType(contentType);
  if (body === undefined || body === null || body === '') return isForm ? { form: '' } : { bytes: '' };
  if (typeof body === 'string') return isForm ? { form: body } : { bytes: body };
  if (body instanceof URLSearchParams) return { form: body.toString() };
  const bytes = bytesOf(body);
  if (bytes) return isForm ? { form: escapedText(bytes) } : { bytes };
  if (isForm && !isMultipart(body) && !isBlob(body)) {
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
export function isMultipart(body: object): boolean {
  return typeof (body as { append?: unknown }).append === 'function' && !(body instanceof URLSearchParams);
}

/** The same form in ASCII: what is not UTF-8 stays what it is. */
function escapedText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase()}`;
  return text;
}
