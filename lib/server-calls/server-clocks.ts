import { ServerClock } from './server-clock.js';

const mostOrigins = 100;

/** How far a time may be from the server's own before it counts as a reason to refuse, in seconds. */
export const farSeconds = 30;

/** The clock of each server that has once refused a time: one server's is no other's. */
export class ServerClocks {
  readonly #clocks = new Map<string, ServerClock>();

  /** Undefined as long as nothing is known of it. */
  known(origin: string): ServerClock | undefined {
    return this.#clocks.get(origin);
  }

  of(origin: string): ServerClock {
    const clock = this.#clocks.get(origin) ?? new ServerClock();
    this.#clocks.set(origin, clock);
    const [oldest] = this.#clocks.keys();
    if (this.#clocks.size > mostOrigins && oldest !== undefined) this.#clocks.delete(oldest);
    return clock;
  }

  /** Seconds that a server is ahead of us, as far as we know. */
  offsetOf(origin: string): number {
    return this.#clocks.get(origin)?.offset ?? 0;
  }
}

/** By its Date header, in seconds since the epoch; NaN without one. */
export function dateIn(date: unknown): number {
  return Date.parse(typeof date === 'string' ? date : '') / 1000;
}
