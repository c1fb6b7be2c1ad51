import { blamesClock, serversTime, type Refusal } from './refusal.js';
import type { ServerClock } from './server-clock.js';

const farSeconds = 60;

/** Whether it helps to sign a refused request anew: its nonce was taken for used, or its timestamp was wrong and is mended now. */
export function mendsClock(clock: ServerClock, refusal: Refusal, usedOffset: number): boolean {
  if (refusal.report?.problem === 'nonce_used') return true;
  if (!blamesClock(refusal)) return false;
  const offset = Math.round(serversTime(refusal) - Date.now() / 1000);
  const far = refusal.report ? 1 : farSeconds;
  if (!(Math.abs(offset - usedOffset) > far)) return false; // so for NaN, where the server did not say
  clock.offset = offset;
  return true;
}

/** Hears what became of a request that was signed anew. A server's time that did not help may be the wrong one, so it is forgotten. */
export function judgeCorrection(clock: ServerClock, refusal: Refusal | undefined, usedOffset: number): void {
  if (!refusal || !blamesClock(refusal)) clock.proven = usedOffset;
  else if (usedOffset !== clock.proven) clock.offset = clock.proven;
}
