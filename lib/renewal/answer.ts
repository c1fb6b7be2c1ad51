import type { FailureKind } from './backoff.js';
import {
  AuthorizationServerUnreachableError,
  HookError,
  InvalidGrantError,
  isOAuthError,
  TokenEndpointBusyError,
  TokenEndpointError,
  type OAuthError,
} from '../errors.js';
import type { RenewalAnswer } from './rules.js';

/**
 * How one try of a renewal ended, said in the words of `renewal.ts`.
 *
 * @param finalIfRefused - Whether a refused grant ends it for good: true for a refresh token or a session handle, false for a
 * grant that can be run again.
 */
export async function renewalAnswer<T>(tryOnce: Promise<T>, finalIfRefused: boolean): Promise<RenewalAnswer<T>> {
  try {
    return { record: await tryOnce };
  } catch (error) {
    const known: OAuthError = isOAuthError(error) ? error : new HookError('renew', { cause: error });
    const retryAfterMs = known instanceof TokenEndpointBusyError ? known.retryAfterMs : undefined;
    return { failure: kindOf(known, finalIfRefused), error: known, retryAfterMs };
  }
}

function kindOf(error: OAuthError, finalIfRefused: boolean): FailureKind {
  if (error instanceof InvalidGrantError) return finalIfRefused ? 'final' : 'refused';
  if (error instanceof TokenEndpointBusyError) return 'busy';
  if (error instanceof AuthorizationServerUnreachableError) return kindOfUnreachable(error);
  // A 5xx may come from a gateway, after the server behind it has acted.
  if (error instanceof TokenEndpointError) return error.status >= 500 ? 'lost' : 'refused';
  return 'refused';
}

/** A certificate that is not accepted now will not be in a second. */
function kindOfUnreachable({ sent, certificateProblem }: AuthorizationServerUnreachableError): FailureKind {
  if (certificateProblem !== undefined) return 'refused';
  return sent ? 'lost' : 'busy';
}
