import type { ProtocolParameters } from './placement.js';

/** The value of the Authorization header (RFC 5849 §3.5.1). The realm is no protocol parameter: it is quoted, not encoded. */
export function authorizationHeader(parameters: ProtocolParameters, realm?: string): string {
  let header = realm === undefined ? 'OAuth ' : `OAuth realm="${realm.replace(/["\\]/g, '\\$&')}", `;
  let separator = '';
  for (const name of Object.keys(parameters)) {
    header += `${separator}${name}="${parameters[name] ?? ''}"`;
    separator = ', ';
  }
  return header;
}
