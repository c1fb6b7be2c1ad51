import type { ProtocolParameters } from './placement.js';

/** The value of the Authorization header (RFC 5849 §3.5.1). The realm is no protocol parameter: it is quoted, not encoded. */
export function authorizationHeader(parameters: ProtocolParameters, realm?: string): string {
  if (realm === undefined) return `OAuth ${parameters}`;
  return `OAuth realm="${realm.replace(/["\\]/g, '\\$&')}", ${parameters}`;
}
