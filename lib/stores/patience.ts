/** The errors that pass by themselves: the server is restarting, or the connection to it broke. */
type IsPassing = (error: unknown) => boolean;

/**
 * Asks a server that may be away for a moment: again and again until it has been away for `patienceMs`; from then on each
 * question has one try. Only for what may be asked twice.
 */
export class Patience {
  readonly #patienceMs: number;
  readonly #isPassing: IsPassing;
  /** In monotonic milliseconds. */
  #awaySinceMs: number | undefined;

  constructor(patienceMs: number, isPassing: IsPassing) {
    this.#patienceMs = patienceMs;
    this.#isPassing = isPassing;
  }

  async ask<T>(attempt: () => Promise<T>): Promise<T> {
    for (let pauseMs = 10; ; pauseMs = Math.min(2 * pauseMs, 200)) {
      try {
        const answer = await answerWithin(this.#patienceMs, attempt());
        this.#awaySinceMs = undefined;
        return answer;
      } catch (error) {
        if (!this.#mayPass(error)) throw error;
        await pause(pauseMs);
      }
    }
  }

  #mayPass(error: unknown): boolean {
    const now = performance.now();
    this.#awaySinceMs = this.#isPassing(error) ? (this.#awaySinceMs ?? now) : undefined;
    return this.#awaySinceMs !== undefined && now - this.#awaySinceMs < this.#patienceMs;
  }
}

/** Half to one and a half times as long, so that those who wait for the same do not come at once. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms * (0.5 + Math.random())));
}

/** Clients queue what they cannot send: without a limit of our own, an answer might never come. */
export function answerWithin<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`The token store gave no answer within ${String(ms)} ms: check the health of its server.`));
    }, ms);
    answer.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
