import type { Token } from '../token-store.js';
import { Lease, type Lock } from './lease.js';

/** A server that keeps records and judges locks. Everything may be asked twice. */
export interface RecordServer {
  read(key: string): Promise<Token | undefined>;
  revision(key: string): Promise<string | undefined>;
  /** Compare-and-set; `undefined` is no record, expected or wanted. */
  swap(key: string, expected: string | undefined, next: Token | undefined): Promise<boolean>;
  lock(key: string): Lock;
}

/** The verbs of a token store, made from what a server can do in one step. */
export class LeasedRecords {
  readonly #server: RecordServer;
  readonly #lockLifeMs: number;
  readonly #leases = new Map<string, Lease>();

  constructor(server: RecordServer, lockLifeMs: number) {
    this.#server = server;
    this.#lockLifeMs = lockLifeMs;
  }

  get(key: string): Promise<Token | undefined> {
    const read = () => this.#server.read(key);
    return this.#leases.get(key)?.read(read) ?? read();
  }

  /**
   * Wins over what is there now, and over nothing that comes later: a command may wait in a client until the server is back,
   * and must not undo then what others have done meanwhile.
   */
  async overwrite(key: string, next: Token | undefined): Promise<void> {
    let stored: string | undefined;
    do stored = await this.#server.revision(key);
    while (!(await this.#server.swap(key, stored, next)));
  }

  withLock<T>(key: string, work: () => Promise<T>, waitMs: number): Promise<T> {
    const lease = new Lease(this.#server.lock(key), { lifeMs: this.#lockLifeMs, waitMs });
    return lease.hold(async () => {
      this.#leases.set(key, lease);
      try {
        return await work();
      } finally {
        if (this.#leases.get(key) === lease) this.#leases.delete(key);
      }
    });
  }
}
