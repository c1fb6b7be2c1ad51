/**
 * Runs `work` under a Web Lock, which ends with the tab or worker that holds it. Where there are none (pages over plain http,
 * Safari before 15.4) holders of this very page exclude each other, and no more.
 *
 * @param settleMs - How long the lock is kept after the work, for what it wrote to reach others.
 */
export async function withWebLock<T>(name: string, work: () => Promise<T>, waitMs: number, settleMs = 0): Promise<T> {
  const waiting = new AbortController();
  const timer = setTimeout(() => {
    waiting.abort(new Error(`The lock was not free within ${String(waitMs)} ms: another tab or worker holds it.`));
  }, waitMs);
  return new Promise<T>((resolve, reject) => {
    const held = async () => {
      clearTimeout(timer);
      await work().then(resolve, reject);
      if (settleMs > 0) await new Promise((settled) => setTimeout(settled, settleMs));
    };
    requestLock(name, waiting.signal, held)
      .catch(reject)
      .finally(() => {
        clearTimeout(timer);
      });
  });
}

function requestLock(name: string, signal: AbortSignal, held: () => Promise<void>): Promise<void> {
  const { locks } = navigator as { locks?: LockManager };
  return locks ? locks.request(name, { signal }, held) : requestLockOfPage(name, signal, held);
}

const tails = new Map<string, Promise<void>>();

async function requestLockOfPage(name: string, signal: AbortSignal, held: () => Promise<void>): Promise<void> {
  const before = tails.get(name) ?? Promise.resolve();
  const turn = before.then(() => (signal.aborted ? undefined : held()));
  tails.set(name, turn);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
  try {
    await Promise.race([turn, aborted]);
  } finally {
    if (tails.get(name) === turn) void turn.then(() => tails.get(name) === turn && tails.delete(name));
  }
}
