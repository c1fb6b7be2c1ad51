import { CanceledError } from 'axios';
import {
  AuthorizationDeniedError,
  AuthorizationExpiredError,
  AuthorizationServerUnreachableError,
  TokenEndpointBusyError,
  TokenEndpointError,
} from '../../errors.js';
import { platform } from '../../platform.js';

/** How often, and how long, to ask. */
export interface PollingPace {
  readonly intervalSeconds: number;
  /** In monotonic milliseconds. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks until the person has decided (RFC 8628 §3.5): at least the interval between two tries, five seconds more for all further
 * ones when the server says `slow_down`, twice as long after no answer. Any other error ends it, and so does the expiry.
 *
 * @param ask - One try.
 * @throws {@link AuthorizationDeniedError}, {@link AuthorizationExpiredError}; axios' `CanceledError` when `signal` aborts; every
 * other error of `ask`.
 */
export async function poll<T>(ask: () => Promise<T>, { intervalSeconds, deadlineMs, signal }: PollingPace): Promise<T> {
  let waitMs = intervalSeconds * 1000;
  let onceMoreMs = 0;
  for (;;) {
    if (platform.monotonicMs() + waitMs + onceMoreMs >= deadlineMs) {
      await pause(deadlineMs - platform.monotonicMs(), signal);
      throw new AuthorizationExpiredError();
    }
    await pause(waitMs + onceMoreMs, signal);
    try {
      return await ask();
    } catch (error) {
      if (signal?.aborted) throw new CanceledError();
      waitMs = nextWaitMs(error, waitMs);
      onceMoreMs = error instanceof TokenEndpointBusyError ? (error.retryAfterMs ?? 0) : 0;
    }
  }
}

/** @throws what ends the polling. */
function nextWaitMs(error: unknown, waitMs: number): number {
  if (isNoAnswer(error)) return Math.max(waitMs, Math.min(waitMs * 2, longestBackoffMs));
  if (!(error instanceof TokenEndpointError)) throw error;
  switch (error.error) {
    case 'authorization_pending':
      return waitMs;
    case 'slow_down':
      return waitMs + 5000;
    case 'expired_token':
      throw new AuthorizationExpiredError();
    case 'access_denied':
      throw denied(error);
    default:
      throw error;
  }
}

const longestBackoffMs = 60_000;

/** Nobody has decided anything then, and a gateway's 5xx is no word of the server (RFC 8628 §3.5). */
function isNoAnswer(error: unknown): boolean {
  if (error instanceof TokenEndpointError) return error.status >= 500;
  if (error instanceof AuthorizationServerUnreachableError) return error.certificateProblem === undefined;
  return error instanceof TokenEndpointBusyError;
}

function denied({ error, error_description: description, error_uri: uri }: TokenEndpointError) {
  const words = {
    error,
    ...(description === undefined ? {} : { error_description: description }),
    ...(uri === undefined ? {} : { error_uri: uri }),
  };
  return new AuthorizationDeniedError(words, 'Start again if it was a mistake.');
}

/** Ends early, with axios' CanceledError, when the signal aborts. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      cancel();
      signal?.removeEventListener('abort', abort);
      reject(new CanceledError());
    };
    const cancel = platform.timer(Math.max(0, ms), () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
  });
}
