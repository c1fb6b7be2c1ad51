import type { OAuth2Token, Token, TokenStore } from '../../lib/token-store.js';
import type { Faults } from './faults.js';
import type { SimulatedFeed } from './feed.js';
import type { SimulatedLock } from './lock.js';
import type { Plan } from './plan.js';
import type { StoreHistory, Verb, Writing } from './store-history.js';
import type { Machine, World } from './world.js';

/** One call of the store: what it does there, and what it says. */
interface Operation<R> {
  readonly verb: Verb;
  readonly key: string;
  run(): R;
  /** The caller is told. */
  told(result: R): void;
}

/** The one store; each process has a front to it, as each would have its own client object. */
export class SimulatedStore {
  /** More milliseconds for a call, as a probe wants them. */
  delay: ((verb: Verb) => number) | undefined;
  /** More milliseconds for an answer: what it tells is as old. */
  lateness: ((verb: Verb) => number) | undefined;
  /** Whether a call fails, as a probe wants it. */
  fails: ((verb: Verb) => boolean) | undefined;
  readonly #records = new Map<string, OAuth2Token>();
  readonly #world: World;
  readonly #plan: Plan;
  readonly #faults: Faults;
  readonly #history: StoreHistory;
  readonly #feed: SimulatedFeed;

  constructor(world: World, plan: Plan, faults: Faults, history: StoreHistory, feed: SimulatedFeed) {
    this.#world = world;
    this.#plan = plan;
    this.#faults = faults;
    this.#history = history;
    this.#feed = feed;
  }

  /** What really is stored. */
  peek(key: string): OAuth2Token | undefined {
    return this.#records.get(key);
  }

  front(machine: Machine, lock: SimulatedLock): TokenStore {
    const call = <R>(operation: Operation<R>): R | Promise<R> =>
      this.#plan.isSync ? this.#atOnce(machine, operation) : this.#overTheNetwork(machine, operation);
    return {
      copyAgeMs: this.#plan.copyAgeMs,
      get: (key) => call<Token | undefined>(this.#get(machine, key)),
      set: (key, token) => {
        this.#history.storing(machine, key, token as OAuth2Token);
        return call(this.#write(machine, 'set', key, token as OAuth2Token));
      },
      delete: (key) => call(this.#write(machine, 'delete', key, undefined)),
      ...(this.#plan.hasReplace && {
        replace: (key: string, expected: string | undefined, next: Token) =>
          call(this.#replace(machine, key, expected, next as OAuth2Token)),
      }),
      ...(this.#plan.lock !== 'none' && {
        withLock: <R>(key: string, work: () => Promise<R>, { waitMs }: { waitMs: number }) =>
          lock.withLock(machine, key, work, waitMs),
      }),
      ...(this.#plan.hasFeed && {
        subscribe: (changed: (key: string) => void, live: (isLive: boolean) => void = () => undefined) =>
          this.#feed.subscribe(machine, changed, live),
      }),
    };
  }

  #get(machine: Machine, key: string): Operation<OAuth2Token | undefined> {
    const askedAt = ++this.#history.clock;
    let read = { version: 0, at: 0, askedAt };
    return {
      verb: 'get',
      key,
      run: () => {
        read = this.#history.read(key, askedAt);
        return this.#records.get(key);
      },
      told: () => this.#history.toldRead(machine, key, read),
    };
  }

  #write(machine: Machine, verb: 'set' | 'delete', key: string, next: OAuth2Token | undefined): Operation<void> {
    let version = 0;
    const writing = this.#history.writing(machine, verb, key);
    return {
      verb,
      key,
      run: () => {
        version = this.#put(writing, next);
      },
      told: () => this.#history.toldWrite(machine, key, version),
    };
  }

  #replace(machine: Machine, key: string, expected: string | undefined, next: OAuth2Token): Operation<boolean> {
    let version = 0;
    const writing = this.#history.writing(machine, 'replace', key);
    return {
      verb: 'replace',
      key,
      run: () => {
        if (this.#records.get(key)?.revision !== expected) return false;
        version = this.#put(writing, next);
        return true;
      },
      told: (replaced) => replaced && this.#history.toldWrite(machine, key, version),
    };
  }

  #put(writing: Writing, next: OAuth2Token | undefined): number {
    const { key } = writing;
    const before = this.#records.get(key);
    if (next) this.#records.set(key, next);
    else this.#records.delete(key);
    this.#feed.wrote(writing.machine, key);
    return this.#history.wrote(writing, before, next);
  }

  #atOnce<R>(machine: Machine, operation: Operation<R>): R {
    const { before, after } = this.#drawFault();
    if (before) throw this.#failure(machine, operation);
    const result = operation.run();
    if (after) throw this.#failure(machine, operation);
    operation.told(result);
    return result;
  }

  /** Two steps: the effect at the store, and the answer at the caller. A caller that dies between them never knows. */
  #overTheNetwork<R>(machine: Machine, operation: Operation<R>): Promise<R> {
    const { verb } = operation;
    const { before: struck, after } = this.#drawFault();
    const before = struck || this.fails?.(verb) === true;
    const latenessMs = this.lateness?.(verb) ?? 0;
    const world = this.#world;
    return new Promise((resolve, reject) => {
      const act = () => {
        // What a machine sent just before it died may arrive or not.
        if (!machine.alive && world.random.chance(0.5)) return;
        const result = before ? undefined : { value: operation.run() };
        machine.step(`${verb} answered`, this.#faults.latencyMs() + latenessMs, () => {
          if (!result || after) return reject(this.#failure(machine, operation));
          operation.told(result.value);
          resolve(result.value);
        });
      };
      const readyAtMs = world.nowMs + this.#faults.latencyMs() + (this.delay?.(verb) ?? 0);
      world.add({
        owner: undefined,
        readyAtMs,
        label: `${verb} ${operation.key} of ${machine.name} at the store${before ? ' fails' : ''}`,
        run: act,
      });
    });
  }

  #drawFault(): { before: boolean; after: boolean } {
    const before = this.#faults.strike('store', 0.08);
    return { before, after: !before && this.#faults.strike('store', 0.08) };
  }

  #failure<R>(machine: Machine, { verb, key }: Operation<R>): Error {
    this.#history.failed(machine, verb, key);
    return new Error(`the store fails in ${verb}`);
  }
}
