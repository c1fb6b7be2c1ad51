import type { FaultGroup, Plan } from './plan.js';
import type { Random } from './random.js';

/** Decides whether a fault strikes here; only the groups of the plan do, and none once `active` is false. */
export class Faults {
  active = true;
  /** What began while they struck has ended too. */
  over = false;
  readonly #plan: Plan;
  readonly #random: Random;

  constructor(plan: Plan, random: Random) {
    this.#plan = plan;
    this.#random = random;
  }

  has(group: FaultGroup): boolean {
    return this.#plan.faults.has(group);
  }

  strike(group: FaultGroup, probability: number): boolean {
    return this.active && this.has(group) && this.#random.chance(probability);
  }

  /** Milliseconds on the way: mostly short; with `slow` now and then longer than anyone waits. */
  latencyMs(): number {
    if (this.strike('slow', 0.03)) return this.#random.between(1000, 40_000);
    return this.#random.chance(0.1) ? this.#random.between(20, 300) : this.#random.between(0, 20);
  }
}
