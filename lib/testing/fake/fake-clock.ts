/**
 * Moves the time that this package reads, `Date.now()` and `performance.now()`, while no timer waits. `new Date()` stays where it
 * is: the fake timers of your test runner move that, and all the rest, just as well.
 */
export class FakeClock {
  #aheadMs = 0;
  readonly #undos: (() => void)[] = [];

  /** @param seconds - From now on, it is so much later. */
  advance(seconds: number): void {
    this.#aheadMs += seconds * 1000;
    if (this.#undos.length === 0) this.#undos.push(this.#shift(globalThis.Date), this.#shift(globalThis.performance));
  }

  /** What time it really is. */
  restore(): void {
    this.#aheadMs = 0; // for whoever has taken our function for the real one
    for (const undo of this.#undos.splice(0)) undo();
  }

  #shift(clock: { now(): number }): () => void {
    const own = Object.getOwnPropertyDescriptor(clock, 'now');
    const real = clock.now.bind(clock);
    const value = () => real() + this.#aheadMs;
    Object.defineProperty(clock, 'now', { value, configurable: true, writable: true });
    return () => {
      if (own) Object.defineProperty(clock, 'now', own);
      else Reflect.deleteProperty(clock, 'now');
    };
  }
}
