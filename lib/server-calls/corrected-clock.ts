import type { ServerClock } from './server-clock.js';

/**
 * Takes over the server's time, if what was refused is far from it: then it helps to sign anew.
 *
 * @param serversNow - In seconds since the epoch; NaN where the server did not say.
 * @param usedOffset - Of what was refused.
 */
export function correctClock(clock: ServerClock, serversNow: number, usedOffset: number, farSeconds: number): boolean {
  const offset = Math.round(serversNow - Date.now() / 1000);
  if (!(Math.abs(offset - usedOffset) > farSeconds)) return false; // so for NaN
  clock.offset = offset;
  return true;
}

/** Hears whether a time was taken. A server's time that did not help may be the wrong one, so it is forgotten. */
export function judgeClock(clock: ServerClock, isTaken: boolean, usedOffset: number): void {
  if (isTaken) clock.proven = usedOffset;
  else if (usedOffset !== clock.proven) clock.offset = clock.proven;
}
