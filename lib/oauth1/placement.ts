import { ConfigurationError } from '../errors/configuration-error.js';
import { hasNoBody, type SignableBody } from './body.js';
import { percentEncode } from './parameters.js';

/** Where the protocol parameters go; exactly one place (RFC 5849 §3.5). */
export type Placement = 'header' | 'body' | 'query';

/** The protocol parameters as they stand in the Authorization header: `name="value", name="value"`, encoded (RFC 5849 §3.5.1, §3.6). */
export type ProtocolParameters = string;

/** The same, as they stand in a form or a query: what is encoded has neither quotation marks nor commas. */
export function asForm(parameters: ProtocolParameters): string {
  return parameters.replaceAll('"', '').replaceAll(', ', '&');
}

/** A form with further parameters, encoded, behind its own; those stay as they are (RFC 5849 §3.5.2). */
export function formWith(added: string, form: string): string {
  return form === '' ? added : `${form}&${added}`;
}

/**
 * Only a form can take them in (RFC 5849 §3.5.2).
 *
 * @throws {@link ConfigurationError} for a method or a body that is none.
 */
export function assertFormBody(method: string, body: SignableBody): void {
  const isForm = body.form !== undefined || body.bytes === '';
  if (isForm && !hasNoBody(method)) return;
  throw new ConfigurationError(
    'placement',
    `'body' needs a form: this ${method} ${hasNoBody(method) ? 'has no body' : 'sends something else'}. Use 'header'.`,
  );
}

/** Parameters as a form has them, encoded as protocol parameters are (RFC 5849 §3.6). */
export function encoded(parameters: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(parameters).map((pair) => pair.map(percentEncode).join('='));
  return pairs.join('&');
}

/** The URL with further parameters, encoded, at the end of its query; what is there stays, a fragment goes (RFC 5849 §3.5.3). */
export function urlWith(added: string, url: URL): URL {
  const moved = new URL(url);
  moved.hash = '';
  // With its own question mark, or one that the query begins with would be taken for it.
  moved.search = `?${formWith(added, url.search.slice(1))}`;
  return moved;
}
