import { isAxiosError } from 'axios';
import { AuthorizationServerUnreachableError } from '../errors.js';

const neverConnected: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** As Node names what is wrong with a certificate, its chain or its host. */
const ofCertificate =
  /^(CERT_|ERR_TLS_CERT_|UNABLE_TO_(GET|VERIFY)_|(DEPTH_ZERO_)?SELF_SIGNED_CERT|HOSTNAME_MISMATCH|INVALID_CA)/;

/** A call that ended without an answer. Whether the server may have acted decides how it may be repeated. */
export function unreachable(error: unknown): AuthorizationServerUnreachableError {
  const codes = isAxiosError(error) ? [error.code, codeOf(error.cause)] : [];
  const certificateProblem = codes.find((code) => code !== undefined && ofCertificate.test(code));
  const sent = certificateProblem === undefined && !codes.some((code) => neverConnected.has(code));
  return new AuthorizationServerUnreachableError(sent, { cause: error }, certificateProblem);
}

/** Where fetch says it: axios has only ERR_NETWORK of its own. */
function codeOf(cause: unknown): string | undefined {
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
