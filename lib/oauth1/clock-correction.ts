import { blamesClock, serversTime, type Refusal } from './refusal.js';
import { correctClock, judgeClock } from '../server-calls/corrected-clock.js';
import type { ServerClock } from '../server-calls/server-clock.js';

const farSeconds = 60;

/** Whether it helps to sign a refused request anew: its nonce was taken for used, or its timestamp was wrong and is mended now. */
export function mendsClock(clock: ServerClock, refusal: Refusal, usedOffset: number): boolean {
  if (refusal.report?.problem === 'nonce_used') return true;
  return blamesClock(refusal) && correctClock(clock, serversTime(refusal), usedOffset, refusal.report ? 1 : farSeconds);
}

/** Hears what became of a request that was signed anew. */
export function judgeCorrection(clock: ServerClock, refusal: Refusal | undefined, usedOffset: number): void {
  judgeClock(clock, !refusal || !blamesClock(refusal), usedOffset);
}
