import { CanceledError } from 'axios';
import { AuthorizationExpiredError } from '../errors.js';
import { platform } from '../platform.js';

/** Until when something may go on: the caller's signal, or a time. */
export class Deadline {
  /** Rejects with axios' `CanceledError`, or with {@link AuthorizationExpiredError}. */
  readonly passed: Promise<never>;
  readonly #over = new AbortController();
  readonly #end: () => void;

  constructor(caller: AbortSignal | undefined, timeoutMs: number) {
    let reject: (error: Error) => void = () => undefined;
    this.passed = new Promise((_resolve, rejected) => {
      reject = rejected;
    });
    this.passed.catch(() => undefined); // it may pass while nobody looks
    const abort = () => { reject(new CanceledError()); }; // prettier-ignore
    const cancel = platform.timer(timeoutMs, () => {
      reject(new AuthorizationExpiredError('start again, and allow it in the browser before timeoutMs is over.'));
    });
    caller?.addEventListener('abort', abort);
    this.#end = () => {
      cancel();
      caller?.removeEventListener('abort', abort);
    };
  }

  /** Aborts when it is over, for whatever reason. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Nothing waits any more. */
  end(): void {
    this.#end();
    this.#over.abort();
  }
}
