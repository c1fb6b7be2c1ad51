import { percentEncode } from './parameters.js';

/** Where the protocol parameters go; exactly one place (RFC 5849 §3.5). */
export type Placement = 'header' | 'body' | 'query';

/** The protocol parameters by name, in the order in which they are sent; plain, not encoded. */
export type ProtocolParameters = Readonly<Record<string, string>>;

/**
 * The value of the Authorization header (RFC 5849 §3.5.1). The names are the protocol's own, which have nothing to encode; the realm
 * is no protocol parameter: it is quoted, not encoded.
 */
export function authorizationHeader(parameters: ProtocolParameters, realm?: string): string {
  let header = realm === undefined ? 'OAuth ' : `OAuth realm="${realm.replace(/["\\]/g, '\\$&')}", `;
  let separator = '';
  for (const name of Object.keys(parameters)) {
    header += `${separator}${name}="${percentEncode(parameters[name] ?? '')}"`;
    separator = ', ';
  }
  return header;
}

/** The form body with the protocol parameters behind its own; those stay as they are (RFC 5849 §3.5.2). */
export function formWith(parameters: ProtocolParameters, form: string): string {
  return joined(form, formEncoded(parameters));
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
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
}

function joined(own: string, added: string): string {
  return own === '' ? added : `${own}&${added}`;
}
