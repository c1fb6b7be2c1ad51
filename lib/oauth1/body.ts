/** A body as signing sees it. */
export interface SignableBody {
  /** The text of a form (RFC 5849 §3.4.1.3.1): single-part, form-encoded, and labelled so. `''` also where nothing is sent. */
  readonly form?: string;
  /** The bytes of anything else. Neither this nor `form`: they are not known before they are sent. */
  readonly bytes?: string | Uint8Array;
}

/** The Content-Type of a form (RFC 5849 §3.4.1.3.1). */
export const formType = 'application/x-www-form-urlencoded';

const isForm = /^\s*application\/x-www-form-urlencoded\s*(;|$)/i;

/** Whether a Content-Type says that the body is a form. */
export function isFormType(contentType = ''): boolean {
  return isForm.test(contentType);
}

/** Nearly every body is one when it reaches an adapter: JSON, a form, or nothing. */
export function isText(body: unknown): body is string | null | undefined {
  return typeof (body ?? '') === 'string';
}

/** Looks at a text that is about to be sent. */
export function signableText(body: string | null | undefined, contentType: string | undefined): SignableBody {
  return isFormType(contentType) ? { form: body ?? '' } : { bytes: body ?? '' };
}

/** By its method: some servers read one all the same, others do not. */
export function hasNoBody(method: string): boolean {
  return /^(get|head)$/i.test(method);
}
