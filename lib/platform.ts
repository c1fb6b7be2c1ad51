/** What a renewal needs of its surroundings; tests put a simulated one in place. Milliseconds throughout. */
export interface Platform {
  /** Never set back, unlike the wall clock. */
  monotonicMs(): number;
  /** Since the epoch. May be wrong, and may jump: only for an expiry that is stored. */
  wallMs(): number;
  random(): number;
  /** Runs `then` after `ms`; gives back its own undo. */
  timer(ms: number, then: () => void): () => void;
}

/** Beyond it, timers fire at once. */
export const longestTimerMs = 2 ** 31 - 1;

/**
 * The real clocks and timers. A timer keeps the process alive, for somebody waits for what it ends or begins; none outlives that:
 * a program comes to its end once its last renewal is stored, or given up.
 */
export const platform: Platform = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  random: () => Math.random(), // jitter only: no secret is drawn from it
  timer(ms, then) {
    const timer = setTimeout(then, Math.min(ms, longestTimerMs));
    return () => {
      clearTimeout(timer);
    };
  },
};
