import { TokenRecordError } from '../errors.js';
import type { Token } from '../token-store.js';
import { Lease, type Lock } from './lease.js';
import type { Stored } from './stored-record.js';

/** A server that keeps records and judges locks. Everything may be asked twice. */
export interface RecordServer {
  read(key: string): Promise<Stored | undefined>;
  /** Compare-and-set with {@link Stored.revision}; `undefined` is no record, expected or wanted. */
  swap(key: string, expected: string | undefined, next: Token | undefined): Promise<boolean>;
  /** Copies what is damaged to where it stays. */
  keepAside(key: string, damaged: Stored): Promise<void>;
  /** Where that is, for the owner of the server. */
  asideOf(key: string): string;
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
    const read = () => this.#record(key);
    return this.#leases.get(key)?.read(read) ?? read();
  }

  /**
   * Wins over what is there now, and over nothing that comes later: a command may wait in a client until the server is back,
   * and must not undo then what others have done meanwhile. What is damaged is kept aside.
   */
  async overwrite(key: string, next: Token | undefined): Promise<void> {
    for (;;) {
      const stored = await this.#server.read(key);
      if (stored && !stored.record) await this.#server.keepAside(key, stored);
      if (await this.#server.swap(key, stored?.revision, next)) return;
    }
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

  async #record(key: string): Promise<Token | undefined> {
    const stored = await this.#server.read(key);
    if (!stored || stored.record) return stored?.record;
    const aside = this.#server.asideOf(key);
    throw new TokenRecordError(
      key,
      `it is damaged. Restore it, or log in again: the next login or log-out keeps it aside as ${aside}.`,
    );
  }
}
