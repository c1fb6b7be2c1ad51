import { answerWithin, pause } from './patience.js';

/** The lock of one key, at the server that judges it. Each answers whether the lock is ours. */
export interface Lock {
  /** Takes it if it is free, or ours already. */
  readonly take: () => Promise<boolean>;
  /** Prolongs it, only if it is still ours. */
  readonly keep: () => Promise<boolean>;
  readonly giveBack: () => Promise<void>;
}

/** How long a lock lives without a sign of its holder, and how long to wait for it. In milliseconds. */
export interface LeaseTimes {
  readonly lifeMs: number;
  readonly waitMs: number;
}

/**
 * A holding of a lock that ends by itself when its holder is gone. The server alone says when; what is counted here, from
 * before each question and with a clock that is never set, is only ever too short.
 */
export class Lease {
  readonly #lock: Lock;
  readonly #times: LeaseTimes;
  #oursUntilMs = 0;
  #heartbeat: ReturnType<typeof setTimeout> | undefined;

  constructor(lock: Lock, times: LeaseTimes) {
    this.#lock = lock;
    this.#times = times;
  }

  /** Runs `work` while the lock is ours. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    await this.#take();
    this.#beat();
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await this.#end().catch(() => undefined); // why the work failed counts more than a lock that ends by itself anyway
      throw error;
    }
    await this.#end();
    return result;
  }

  /**
   * Reads what nobody else may be renewing. A process that was stopped (a suspended machine, a long pause of the event loop)
   * may wake up with an answer from when the lock was still its own: then it waits for the lock and reads again.
   */
  async read<T>(read: () => Promise<T>): Promise<T> {
    for (;;) {
      if (this.#isOver() && !(await this.#asked(this.#lock.keep))) await this.#take();
      if (!this.#heartbeat) this.#beat();
      const found = await read();
      if (!this.#isOver()) return found;
    }
  }

  async #take(): Promise<void> {
    const { waitMs } = this.#times;
    const taken = this.#takenBefore(performance.now() + waitMs);
    try {
      await answerWithin(waitMs, taken);
    } catch (error) {
      // Nobody waits for it any more; if it comes to us after all, it must not lie idle until its life is over.
      const giveBack = () => this.#lock.giveBack();
      taken.then(giveBack, giveBack).catch(() => undefined);
      throw error;
    }
  }

  async #takenBefore(deadlineMs: number): Promise<void> {
    for (let pauseMs = 5; !(await this.#asked(this.#lock.take)); pauseMs = Math.min(2 * pauseMs, 80)) {
      if (performance.now() > deadlineMs) throw new Error('Another process holds the lock.');
      await pause(pauseMs);
    }
  }

  /** The answer is as old as its question. */
  async #asked(question: () => Promise<boolean>): Promise<boolean> {
    const askedMs = performance.now();
    const isOurs = await question();
    this.#oursUntilMs = isOurs ? askedMs + this.#times.lifeMs : 0;
    return isOurs;
  }

  #isOver(): boolean {
    return performance.now() >= this.#oursUntilMs;
  }

  /** Only while the process is alive for another reason. */
  #beat(): void {
    this.#heartbeat = setTimeout(() => {
      const again = () => {
        if (!this.#heartbeat) return;
        if (this.#isOver())
          this.#heartbeat = undefined; // lost: nothing is left to keep, until a read has it again
        else this.#beat();
      };
      this.#asked(this.#lock.keep).then(again, again); // one that is missed is found out by the next read
    }, this.#times.lifeMs / 3);
    this.#heartbeat.unref();
  }

  #end(): Promise<void> {
    clearTimeout(this.#heartbeat);
    this.#heartbeat = undefined;
    return this.#lock.giveBack();
  }
}
