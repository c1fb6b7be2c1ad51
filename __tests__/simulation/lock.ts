import type { Faults } from './faults.js';
import type { Plan } from './plan.js';
import type { Machine, World } from './world.js';

/** One holding of the lock. */
export interface Lease {
  readonly machine: Machine;
  readonly key: string;
  /** What its holder believes. */
  working: boolean;
  /** The lock service gave it to nobody else. */
  held: boolean;
  /** Its holder waits no longer. */
  givenUp: boolean;
  /** It ended while its holder still worked: then nobody can promise anything. */
  lost: boolean;
  expiresMs: number;
  /** Forgets what is to happen then. */
  endExpiry(): void;
}

interface Waiter {
  readonly lease: Lease;
  granted(): void;
}

/** A lock service that the processes share. */
export class SimulatedLock {
  /** What holders believe, oldest first. */
  readonly leases: Lease[] = [];
  /** How often somebody wanted it. */
  asked = 0;
  readonly #world: World;
  readonly #plan: Plan;
  readonly #faults: Faults;
  readonly #holders = new Map<string, Lease>();
  #waiting: Waiter[] = [];

  constructor(world: World, plan: Plan, faults: Faults) {
    this.#world = world;
    this.#plan = plan;
    this.#faults = faults;
  }

  /** The lease under which a machine works just now, as far as it knows. */
  leaseOf(machine: Machine, key: string): Lease | undefined {
    return this.leases.find((lease) => lease.working && lease.machine === machine && lease.key === key);
  }

  async withLock<R>(machine: Machine, key: string, work: () => Promise<R>, waitMs: number): Promise<R> {
    this.asked++;
    const lease: Lease = {
      machine,
      key,
      working: false,
      held: false,
      givenUp: false,
      lost: false,
      expiresMs: Infinity,
      endExpiry: () => undefined,
    };
    await this.#acquired(lease, waitMs);
    lease.working = true;
    this.leases.push(lease);
    const stopExtending = this.#plan.lock === 'extended' ? this.#extend(lease) : () => undefined;
    try {
      return await work();
    } finally {
      lease.working = false;
      stopExtending();
      await this.#released(lease);
    }
  }

  /** A session-bound lock ends with its holder; one that expires does not notice. */
  crashed(machine: Machine): void {
    this.#waiting = this.#waiting.filter(({ lease }) => lease.machine !== machine);
    for (const lease of [...this.#holders.values()]) {
      if (lease.machine !== machine) continue;
      lease.working = false;
      if (this.#plan.lock === 'session') this.#later('the lock notices the end of its holder', () => this.#free(lease));
    }
  }

  #acquired(lease: Lease, waitMs: number): Promise<void> {
    const { machine, key } = lease;
    return new Promise((resolve, reject) => {
      const fail = (why: string) => {
        lease.givenUp = true;
        this.#waiting = this.#waiting.filter((waiter) => waiter.lease !== lease);
        this.#later('lock given back unused', () => this.#free(lease));
        reject(new Error(why));
      };
      const stopWaiting = machine.timer(waitMs, () => fail('waited too long for the lock'));
      const granted = () => {
        machine.step(`has the lock of ${lease.key}`, this.#faults.latencyMs(), () => {
          stopWaiting();
          resolve();
        });
      };
      if (this.#faults.strike('lock', 0.1)) {
        stopWaiting();
        machine.step('lock service fails', this.#faults.latencyMs(), () => fail('the lock service is down'));
      } else this.#later(`${machine.name} asks for the lock of ${key}`, () => this.#ask({ lease, granted }));
    });
  }

  #ask(waiter: Waiter): void {
    if (!waiter.lease.machine.alive || waiter.lease.givenUp) return;
    if (this.#holders.has(waiter.lease.key)) this.#waiting.push(waiter);
    else this.#grant(waiter);
  }

  #grant({ lease, granted }: Waiter): void {
    this.#holders.set(lease.key, lease);
    lease.held = true;
    if (this.#plan.lock !== 'session') this.#expireLater(lease);
    granted();
  }

  #expireLater(lease: Lease): void {
    lease.expiresMs = this.#world.nowMs + this.#plan.lockLifeMs;
    const expire = () => {
      if (!lease.held || this.#world.nowMs < lease.expiresMs) return;
      this.#world.note(() => `    the lock of ${lease.key} expires, ${lease.machine.name} had it`);
      lease.lost = true;
      this.#free(lease);
    };
    lease.endExpiry();
    lease.endExpiry = this.#world.add({ owner: undefined, readyAtMs: lease.expiresMs, label: '', run: expire });
  }

  #extend(lease: Lease): () => void {
    let cancel = (): void => undefined;
    const again = () => {
      cancel = lease.machine.timer(this.#plan.lockLifeMs / 3, () => {
        this.#later(`${lease.machine.name} prolongs the lock of ${lease.key}`, () => {
          if (lease.held) this.#expireLater(lease);
        });
        again();
      });
    };
    again();
    return () => cancel();
  }

  #released(lease: Lease): Promise<void> {
    const fails = this.#faults.strike('lock', 0.1);
    return new Promise((resolve, reject) => {
      this.#later(`${lease.machine.name} gives back the lock of ${lease.key}`, () => {
        const wasLost = lease.lost;
        // A session ends when its connection breaks; what expires may stay until then.
        if (!fails || this.#plan.lock === 'session' || this.#world.random.chance(0.5)) this.#free(lease);
        lease.machine.step('lock given back', this.#faults.latencyMs(), () => {
          if (fails || (wasLost && this.#plan.lock === 'extended'))
            reject(new Error('the lock could not be given back'));
          else resolve();
        });
      });
    });
  }

  #free(lease: Lease): void {
    if (!lease.held) return;
    lease.held = false;
    lease.endExpiry();
    this.#holders.delete(lease.key);
    const waiting = this.#waiting.filter((waiter) => waiter.lease.key === lease.key);
    if (waiting.length === 0) return;
    const next = this.#world.random.pick(waiting);
    this.#waiting = this.#waiting.filter((waiter) => waiter !== next);
    this.#grant(next);
  }

  #later(label: string, run: () => void): void {
    this.#world.add({ owner: undefined, readyAtMs: this.#world.nowMs + this.#faults.latencyMs(), label, run });
  }
}
