import { CanceledError, isCancel, type InternalAxiosRequestConfig } from 'axios';

/**
 * Waits for `work` as long as the caller's `signal` or `cancelToken` allows; then rejects as axios does.
 * The work itself goes on: others may wait for it too.
 */
export function unlessAborted<T>(work: Promise<T>, config: InternalAxiosRequestConfig): Promise<T> {
  const { signal, cancelToken } = config;
  if (!signal && !cancelToken) return work;
  return new Promise<T>((resolve, reject) => {
    // A cancelToken gives its own reason, and axios hands its caller that very object; a signal gives an event.
    const abort = (reason?: unknown) => {
      stopListening();
      reject(isCancel(reason) ? reason : new CanceledError(undefined, config));
    };
    const stopListening = () => {
      signal?.removeEventListener?.('abort', abort);
      cancelToken?.unsubscribe(abort);
    };
    signal?.addEventListener?.('abort', abort);
    cancelToken?.subscribe(abort);
    if (signal?.aborted) abort();
    work.then(resolve, reject).finally(stopListening);
  });
}
