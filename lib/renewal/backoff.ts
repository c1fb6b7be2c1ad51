/** How a failed try of a renewal bears on the next one. */
export type FailureKind =
  /** The server said no for good: never again with this grant. */
  | 'final'
  /** The server said no, or answered nonsense: not again now, and nothing is lost. */
  | 'refused'
  /** No whole answer came after the server may have acted: once more, at once. With a server's grace window that mends it. */
  | 'lost'
  /** Nothing was done: the server asks for patience, or could not be reached. */
  | 'busy';

/** What the tries of one renewal have come to. Times in milliseconds. */
export interface TriesSoFar {
  /** At least 1. */
  readonly tries: number;
  /** Answers lost before this one. */
  readonly lostBefore: number;
  /** Whether a request waits for this renewal. A background one does not wait: the next request tries again. */
  readonly awaited: boolean;
  readonly timeLeftMs: number;
}

const firstPauseMs = 250;
const longestPauseMs = 10_000;

/** Exponential with full jitter: between 0 and the doubled pause, so that clients do not come back in step. */
export function backoffMs(tries: number, random: () => number): number {
  return random() * Math.min(longestPauseMs, firstPauseMs * 2 ** tries);
}

/** Milliseconds until the next try, or undefined when this failure ends the renewal. */
export function pauseBeforeNextTry(
  kind: FailureKind,
  retryAfterMs: number | undefined,
  soFar: TriesSoFar,
  random: () => number,
): number | undefined {
  if (kind === 'lost') return soFar.lostBefore === 0 && soFar.timeLeftMs > 0 ? 0 : undefined;
  if (kind !== 'busy' || !soFar.awaited) return undefined;
  const pauseMs = (retryAfterMs ?? 0) + backoffMs(soFar.tries, random);
  return pauseMs < soFar.timeLeftMs ? pauseMs : undefined;
}
