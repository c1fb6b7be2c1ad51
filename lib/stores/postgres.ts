import { createHash } from 'node:crypto';
import { ConfigurationError } from '../errors.js';
import { assertKnownOptions } from '../options.js';
import type { Token, TokenStore } from '../token-store.js';
import { announcement } from './announcement.js';
import { ChangeFeed } from './change-feed.js';
import { LeasedRecords, type RecordServer } from './leased-records.js';
import { Patience } from './patience.js';
import { checkedPool, isPassingError, type PostgresPool } from './postgres-client.js';
import { listenTo } from './postgres-feed.js';
import { PostgresLocks } from './postgres-locks.js';
import { statementsFor, type Statements } from './postgres-statements.js';
import { spelled, unspelled } from './spelled-key.js';
import { storedAs } from './stored-record.js';
import { wholeMilliseconds } from './whole-milliseconds.js';

export type {
  ListeningConnection,
  PooledConnection,
  PostgresConnection,
  PostgresPool,
  PostgresResult,
} from './postgres-client.js';

/** How a {@link PostgresTokenStore} works. */
export interface PostgresTokenStoreOptions {
  /** The table, with its schema if you like: `auth.oauth_tokens`. Default: `oauth_tokens`. */
  table?: string;
  /**
   * Milliseconds after which the locks of a process that was stopped are free for others (PostgreSQL 14 and newer); those of
   * one that was killed are at once. Many times what a statement takes. Default: 10,000.
   */
  lockLifeMs?: number;
  /** Milliseconds that PostgreSQL may be away, or take for an answer, before an operation fails. Default: 3000. */
  patienceMs?: number;
}

/**
 * Tokens in a table of PostgreSQL 11 or newer, for any number of processes and machines: compare-and-set by one statement,
 * advisory locks that end with their holder's connection, LISTEN and NOTIFY as change feed. While a lock is held or waited
 * for, one connection of the pool is borrowed for all locks of this process; the feed has one of its own beside the pool.
 *
 * @example
 * ```ts
 * const store = new PostgresTokenStore(new Pool({ connectionString }));
 * await store.createTable(); // or run the SQL of docs/stores.md in your migrations
 * const session = new OAuth2Session({ provider, clientId, clientSecret, store });
 * ```
 */
export class PostgresTokenStore implements TokenStore {
  readonly #pool: PostgresPool;
  readonly #table: string;
  readonly #sql: Statements;
  readonly #patience: Patience;
  readonly #locks: PostgresLocks;
  readonly #records: LeasedRecords;
  readonly #feed: ChangeFeed;
  readonly #name = crypto.randomUUID();

  /**
   * @param pool - A `Pool` of `pg`, for two connections at least. It stays yours: end it when nothing is attached.
   * @throws `ConfigurationError` for another object, and for an option that is unknown or of the wrong kind.
   */
  constructor(pool: PostgresPool, options: PostgresTokenStoreOptions = {}) {
    assertKnownOptions(options, ['table', 'lockLifeMs', 'patienceMs']);
    const lockLifeMs = wholeMilliseconds(options.lockLifeMs, 'lockLifeMs', 10_000);
    const patienceMs = wholeMilliseconds(options.patienceMs, 'patienceMs', 3000);
    this.#pool = checkedPool(pool);
    this.#table = checkedTable(options.table ?? 'oauth_tokens');
    this.#sql = statementsFor(this.#table);
    this.#patience = new Patience(patienceMs, isPassingError);
    this.#locks = new PostgresLocks(pool, { lifeMs: lockLifeMs, answerMs: patienceMs });
    this.#records = new LeasedRecords(this.#server(), lockLifeMs);
    this.#feed = new ChangeFeed((hearing) => listenTo(pool, this.#sql.channel, this.#name, hearing));
  }

  /** Creates the table if it is not there. */
  async createTable(): Promise<void> {
    await this.#query(this.#sql.createTable);
  }

  get(key: string): Promise<Token | undefined> {
    return this.#records.get(key);
  }

  /** That the lock is still ours is not asked for; see `RedisTokenStore`. The row's revision is the fence. */
  replace(key: string, expected: string | undefined, next: Token): Promise<boolean> {
    return this.#swap(key, expected === undefined ? undefined : spelled(expected), next);
  }

  set(key: string, token: Token): Promise<void> {
    return this.#records.overwrite(key, token);
  }

  delete(key: string): Promise<void> {
    return this.#records.overwrite(key, undefined);
  }

  withLock<T>(key: string, work: () => Promise<T>, { waitMs }: { waitMs: number }): Promise<T> {
    return this.#records.withLock(key, work, waitMs);
  }

  subscribe(changed: (key: string) => void, live?: (isLive: boolean) => void): () => void {
    return this.#feed.subscribe(changed, live);
  }

  async *keys(): AsyncGenerator<string, void> {
    let last: unknown = Buffer.alloc(0);
    for (;;) {
      const page = await this.#query(this.#sql.keys, [last]);
      for (const { key } of page) yield unspelled(String(key)) ?? String(key);
      if (page.length === 0) return;
      last = page.at(-1)?.['id'];
    }
  }

  #server(): RecordServer {
    return {
      read: async (key) => {
        const [row] = await this.#query(this.#sql.read, [digest(spelled(key))]);
        return row && storedAs(String(row['record']), String(row['revision']), spelled);
      },
      swap: (key, expected, next) => this.#swap(key, expected, next),
      keepAside: async (key, { revision, text }) => {
        const [from, to] = [digest(spelled(key)), digest(asideKey(key))];
        await this.#query(this.#sql.keepAside, [to, from, revision, text]);
      },
      asideOf: (key) => `the row "damaged ${spelled(key)}" of ${this.#table}`,
      lock: (key) => {
        const { take, keep, giveBack } = this.#locks.lock(`${this.#sql.channel} ${spelled(key)}`);
        return { take: () => this.#patience.ask(take), keep, giveBack };
      },
    };
  }

  /** @param expected - As it is spelled in its row. */
  async #swap(key: string, expected: string | undefined, next: Token | undefined): Promise<boolean> {
    const id = digest(spelled(key));
    const message = announcement(this.#name, key);
    if (!next) return expected === undefined || this.#wrote(this.#sql.delete, [id, expected, message]);
    const record = [spelled(next.revision), JSON.stringify(next), crypto.randomUUID(), message];
    const statement = expected === undefined ? this.#sql.insert : this.#sql.replace;
    return this.#wrote(statement, [id, spelled(key), expected ?? null, ...record]);
  }

  async #wrote(statement: string, values: unknown[]): Promise<boolean> {
    return (await this.#query(statement, values)).length > 0;
  }

  async #query(statement: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    return (await this.#patience.ask(() => this.#pool.query(statement, values))).rows;
  }
}

/** Keys may be longer than what PostgreSQL indexes. */
function digest(spelling: string): Buffer {
  return createHash('sha256').update(spelling).digest();
}

/** No key is spelled with a line break. */
function asideKey(key: string): string {
  return `damaged\n${spelled(key)}`;
}

function checkedTable(table: unknown): string {
  if (typeof table === 'string' && /^[a-z_]\w{0,49}(?:\.[a-z_]\w{0,49})?$/i.test(table)) return table;
  throw new ConfigurationError(
    'table',
    'must be the name of a table, of letters, digits and _, with its schema if you like.',
  );
}
