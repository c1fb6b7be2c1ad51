import { answerWithin } from './patience.js';

/** How often to look, and how long to wait for the answer. */
const everyMs = 10_000;
const answerMs = 5000;

/**
 * A connection that is half open hears nothing, and nobody tells. Asks it for a sign of life now and then, as long as the
 * process is alive for another reason; gives back its own undo.
 */
export function watchListening(ping: () => Promise<unknown>, tell: (isAlive: boolean) => void): () => void {
  let isOver = false;
  const timer = setInterval(() => {
    answerWithin(answerMs, ping()).then(
      () => {
        if (!isOver) tell(true);
      },
      () => {
        if (!isOver) tell(false);
      },
    );
  }, everyMs);
  timer.unref();
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}
