import type { Faults } from './faults.js';
import type { StoreHistory } from './store-history.js';
import type { Machine, World } from './world.js';

interface Subscriber {
  readonly machine: Machine;
  changed(key: string): void;
  live(isLive: boolean): void;
  isConnected: boolean;
}

/** Tells the processes of each other's writes: late, and not at all while a connection is broken. */
export class SimulatedFeed {
  readonly #subscribers = new Set<Subscriber>();
  readonly #world: World;
  readonly #faults: Faults;
  readonly #history: StoreHistory;

  constructor(world: World, faults: Faults, history: StoreHistory) {
    this.#world = world;
    this.#faults = faults;
    this.#history = history;
  }

  subscribe(machine: Machine, changed: (key: string) => void, live: (isLive: boolean) => void): () => void {
    const subscriber: Subscriber = { machine, changed, live, isConnected: false };
    this.#subscribers.add(subscriber);
    this.#connectLater(subscriber, this.#faults.latencyMs());
    return () => void this.#subscribers.delete(subscriber);
  }

  /** Its own writes are sometimes told to a process, too. */
  wrote(machine: Machine, key: string): void {
    for (const subscriber of this.#subscribers) {
      if (subscriber.machine === machine && this.#world.random.chance(0.5)) continue;
      if (subscriber.isConnected && this.#faults.strike('feed', 0.2)) this.#break(subscriber);
      if (subscriber.isConnected) this.#tellLater(subscriber, key);
    }
  }

  /** Noticed soon, or after minutes, as one that is half open. */
  #break(subscriber: Subscriber): void {
    const { random } = this.#world;
    subscriber.isConnected = false;
    this.#world.note(() => `    the feed of ${subscriber.machine.name} breaks`);
    const noticedMs = random.chance(0.5) ? random.between(0, 200) : random.between(5000, 120_000);
    this.#tell(subscriber, 'notices that its feed is broken', noticedMs, () => subscriber.live(false));
    this.#connectLater(subscriber, noticedMs + random.between(1, 10_000));
  }

  #connectLater(subscriber: Subscriber, ms: number): void {
    const connect = () => {
      subscriber.isConnected = true;
      this.#tell(subscriber, 'has a live feed', this.#faults.latencyMs(), () => {
        if (subscriber.isConnected) subscriber.live(true);
      });
    };
    const { world, name } = subscriber.machine;
    world.add({ owner: undefined, readyAtMs: world.nowMs + ms, label: `feed of ${name} connects`, run: connect });
  }

  #tellLater(subscriber: Subscriber, key: string): void {
    const label = `is told of a change of ${key}`;
    this.#tell(subscriber, label, this.#faults.latencyMs(), () => subscriber.changed(key), key);
  }

  /** Without a key it may mean all of them. */
  #tell({ machine }: Subscriber, label: string, ms: number, tell: () => void, key?: string): void {
    machine.step(label, ms, () => {
      this.#history.toldOfChange(machine, key);
      tell();
    });
  }
}
