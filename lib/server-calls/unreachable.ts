import { isAxiosError } from 'axios';
import { AuthorizationServerUnreachableError } from '../errors.js';

const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** A call that ended without an answer. Whether the server may have acted decides how it may be repeated. */
export function unreachable(error: unknown): AuthorizationServerUnreachableError {
  const sent = !(isAxiosError(error) && neverConnected.has(error.code ?? ''));
  return new AuthorizationServerUnreachableError(sent, { cause: error });
}
