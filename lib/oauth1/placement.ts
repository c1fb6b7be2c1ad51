import { ConfigurationError } from '../errors/configuration-error.js';
import { hasNoBody, type SignableBody } from './body.js';
import { percentEncode } from './parameters.js';

/** Where the protocol parameters go; exactly one place (RFC 5849 §3.5). */
export type Placement = 'header' | 'body' | 'query';

/** The protocol parameters by name, in the order in which they are sent; encoded (RFC 5849 §3.6), as they stand in each of the places. */
export type ProtocolParameters = Readonly<Record<string, string>>;

/** The form body with the protocol parameters behind its own; those stay as they are (RFC 5849 §3.5.2). */
export function formWith(parameters: ProtocolParameters, form: string): string {
  return joined(form, formEncoded(parameters));
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

/** Further parameters, encoded as {@link ProtocolParameters} are. */
export function encoded(parameters: Readonly<Record<string, string>>): ProtocolParameters {
  const pairs = Object.entries(parameters).map((pair) => pair.map(percentEncode));
  return Object.fromEntries(pairs) as ProtocolParameters;
}

/** The URL with the protocol parameters at the end of its query; what is there stays, a fragment goes (RFC 5849 §3.5.3). */
export function urlWith(parameters: ProtocolParameters, url: URL): URL {
  const moved = new URL(url);
  moved.hash = '';
  // With its own question mark, or one that the query begins with would be taken for it.
  moved.search = `?${joined(url.search.slice(1), formEncoded(parameters))}`;
  return moved;
}

function formEncoded(parameters: ProtocolParameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function joined(own: string, added: string): string {
  return own === '' ? added : `${own}&${added}`;
}
