import type { Platform } from '../../lib/platform.js';
import { Random } from './random.js';

/** Something that waits for its turn. */
interface Step {
  /** Whose code it runs; undefined for the network, the store, the lock and the servers. */
  readonly owner: Machine | undefined;
  /** In true milliseconds; a step of a paused machine waits longer. */
  readonly readyAtMs: number;
  readonly label: string;
  run(): void;
}

/** True time and the one queue of everything that is pending. The seed alone decides what goes next. */
export class World {
  nowMs = 0;
  readonly random: Random;
  readonly #trace: string[] | undefined;
  readonly #pending: Step[] = [];

  constructor(seed: number, trace?: string[]) {
    this.random = new Random(seed);
    this.#trace = trace;
  }

  add(step: Step): () => void {
    this.#pending.push(step);
    return () => {
      this.#remove(step);
    };
  }

  /** A line of the readable trace; `text` is only called when there is one. */
  note(text: () => string): void {
    this.#trace?.push(`${String(this.nowMs).padStart(8)} ms  ${text()}`);
  }

  /** Runs one step and everything that follows from it without another step. False when nothing is pending. */
  async runOne(): Promise<boolean> {
    if (this.#pending.length === 0) return false;
    const step = this.#choose();
    this.#remove(step);
    if (step.label) this.note(() => (step.owner ? `${step.owner.name}: ${step.label}` : `  · ${step.label}`));
    step.run();
    await quiet();
    return true;
  }

  /** The steps of a machine that is no more. */
  forget(machine: Machine): void {
    for (const step of this.#pending.filter(({ owner }) => owner === machine)) this.#remove(step);
  }

  /** Any step that is due; time goes on a little with each. Nothing due: time jumps to the first that will be. */
  #choose(): Step {
    this.nowMs += this.random.between(0, 3);
    let due = this.#pending.filter((step) => dueAtMs(step) <= this.nowMs);
    if (due.length === 0) {
      this.nowMs = Math.min(...this.#pending.map(dueAtMs));
      due = this.#pending.filter((step) => dueAtMs(step) <= this.nowMs);
    }
    return this.random.pick(due);
  }

  #remove(step: Step): void {
    const at = this.#pending.indexOf(step);
    if (at >= 0) this.#pending.splice(at, 1);
  }
}

function dueAtMs({ readyAtMs, owner }: Step): number {
  return Math.max(readyAtMs, owner?.pausedUntilMs ?? 0);
}

/** All microtasks have run when a task of the event loop does; a rejection that nobody handles has been reported too. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const epochMs = 1_700_000_000_000;

/** What a process runs on: its clocks and timers, and whether it lives, sleeps or is gone. */
export class Machine implements Platform {
  alive = true;
  pausedUntilMs = 0;
  /** How far its wall clock is wrong. */
  skewMs = 0;
  readonly name: string;
  readonly world: World;
  readonly #bornMs: number;

  constructor(world: World, name: string) {
    this.world = world;
    this.name = name;
    this.#bornMs = world.nowMs;
  }

  monotonicMs(): number {
    return 1000 + this.world.nowMs - this.#bornMs;
  }

  wallMs(): number {
    return epochMs + this.world.nowMs + this.skewMs;
  }

  random(): number {
    return this.world.random.next();
  }

  timer(ms: number, then: () => void): () => void {
    return this.step(`timer of ${String(Math.round(ms))} ms`, Math.ceil(ms), then);
  }

  /** Something that this machine does, `ms` from now at the earliest; never if it dies before. */
  step(label: string, ms: number, run: () => void): () => void {
    if (!this.alive) return () => undefined;
    return this.world.add({ owner: this, readyAtMs: this.world.nowMs + ms, label, run });
  }

  crash(): void {
    this.alive = false;
    this.world.forget(this);
  }
}
