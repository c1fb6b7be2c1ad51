import { createHash, randomUUID } from 'node:crypto';
import { ConfigurationError } from '../errors.js';
import type { Lock } from './lease.js';
import { answerWithin } from './patience.js';
import type { PooledConnection, PostgresPool } from './postgres-client.js';

/** How long a session may be silent, and how long it may take for an answer. In milliseconds. */
export interface SessionTimes {
  readonly lifeMs: number;
  readonly answerMs: number;
}

/**
 * Advisory locks of this process, all on one connection: it is borrowed from the pool while at least one lock is wanted, and
 * when it ends, for whatever reason, PostgreSQL gives them all free.
 */
export class PostgresLocks {
  readonly #pool: PostgresPool;
  readonly #times: SessionTimes;
  readonly #wanted = new Set<object>();
  #session: Promise<LockSession> | undefined;

  constructor(pool: PostgresPool, times: SessionTimes) {
    this.#pool = pool;
    this.#times = times;
  }

  lock(name: string): Lock {
    const id = lockId(name);
    const owner = {};
    return {
      take: async () => {
        this.#wanted.add(owner);
        return (await this.#opened()).take(id, owner);
      },
      keep: async () => (await this.#session)?.keep(id, owner) ?? false,
      giveBack: async () => {
        this.#wanted.delete(owner);
        await (await this.#session)?.giveBack(id, owner);
        await this.#returnUnwanted();
      },
    };
  }

  #opened(): Promise<LockSession> {
    if (this.#session) return this.#session;
    const forget = () => {
      if (this.#session === session) this.#session = undefined;
    };
    const session = LockSession.open(this.#pool, this.#times, forget);
    session.catch(forget);
    this.#session = session;
    return session;
  }

  async #returnUnwanted(): Promise<void> {
    const session = this.#session;
    if (!session || this.#wanted.size > 0) return;
    this.#session = undefined;
    await (await session).close();
  }
}

/** One connection with its locks. It ends with its first failure, and its locks with it. */
class LockSession {
  static async open(pool: PostgresPool, times: SessionTimes, ended: () => void): Promise<LockSession> {
    const session = new LockSession(await pool.connect(), times, ended);
    // A holder that was stopped (SIGSTOP, a suspended machine) would otherwise keep its locks: its connection stays open.
    session.#idleTimeout = await session.#query(beginSession, String(times.lifeMs), session.#mark);
    session.#expectedMark = session.#mark;
    return session;
  }

  readonly #connection: PooledConnection;
  readonly #times: SessionTimes;
  readonly #ended: () => void;
  /** Who has which lock: PostgreSQL gives a session what it has already. */
  readonly #holders = new Map<string, object>();
  #isOpen = true;
  #last: Promise<unknown> = Promise.resolve();
  #backend: unknown;
  /** Set for the session of the server: who else works on that one sees it there, or has its own seen. */
  readonly #mark = randomUUID();
  #expectedMark = '';
  /** As it was. */
  #idleTimeout: unknown;

  private constructor(connection: PooledConnection, times: SessionTimes, ended: () => void) {
    this.#connection = connection;
    this.#times = times;
    this.#ended = ended;
    connection.on('error', this.#end);
  }

  async take(id: string, owner: object): Promise<boolean> {
    if (this.#holders.has(id)) return this.keep(id, owner);
    this.#holders.set(id, owner);
    const isOurs = (await this.#query(tryLock, id, String(this.#times.lifeMs))) === true;
    if (!isOurs) this.#holders.delete(id);
    return isOurs;
  }

  async keep(id: string, owner: object): Promise<boolean> {
    if (!this.#isOpen || this.#holders.get(id) !== owner) return false;
    return this.#query('true AS answer').then(
      () => true,
      () => false, // the session has ended by that, and the lock with it
    );
  }

  async giveBack(id: string, owner: object): Promise<void> {
    if (!this.#isOpen || this.#holders.get(id) !== owner) return;
    await this.#query('pg_advisory_unlock($1::bigint) AS answer', id);
    this.#holders.delete(id);
  }

  /** Gives the connection back as it was. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    if (typeof this.#idleTimeout === 'string') await this.#query(endSession, this.#idleTimeout);
    else await this.#query(forgetMark);
    this.#isOpen = false;
    this.#connection.removeListener('error', this.#end);
    this.#connection.release();
  }

  /** One after the other, as the connection has them. */
  #query(selected: string, ...values: string[]): Promise<unknown> {
    const answer = this.#last.then(() => this.#asked(selected, values));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #asked(selected: string, values: string[]): Promise<unknown> {
    try {
      if (!this.#isOpen) throw new Error('The connection of the locks has ended.');
      const asked = this.#connection.query(`SELECT pg_backend_pid() AS backend, ${readMark}, ${selected}`, values);
      const { rows } = await answerWithin(this.#times.answerMs, asked);
      this.#assertOwnSession(rows[0] ?? {});
      return rows[0]?.['answer'];
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  /** A pooler may send each statement to another session of the server, or those of two clients to the same one. */
  #assertOwnSession({ backend, mark }: Record<string, unknown>): void {
    this.#backend ??= backend;
    if (backend === this.#backend && (mark ?? '') === this.#expectedMark) return;
    throw new ConfigurationError(
      'pool',
      'locks need sessions of their own: use session pooling, or connect without PgBouncer.',
    );
  }

  readonly #end = (): void => {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#ended();
    this.#connection.release(true);
  };
}

/**
 * A restart of the server ends all locks, but not what their holders are about: they get the time that one has who is stopped.
 * Only the server's own clock is asked.
 */
const tryLock = `CASE WHEN now() - pg_postmaster_start_time() < $2::int * interval '1 millisecond' THEN false
  ELSE pg_try_advisory_lock($1::bigint) END AS answer`;

const readMark = `current_setting('axios_oauthlib.locks', true) AS mark`;
const forgetMark = `set_config('axios_oauthlib.locks', '', false)`;

/** PostgreSQL 14 and newer have an idle timeout. Answers what it was. */
const beginSession = `was AS answer, CASE WHEN was IS NOT NULL THEN set_config('idle_session_timeout', $1, false) END,
  set_config('axios_oauthlib.locks', $2, false)
  FROM (SELECT current_setting('idle_session_timeout', true) AS was OFFSET 0) AS setting`;
const endSession = `set_config('idle_session_timeout', $1, false), ${forgetMark}`;

/** Advisory locks have numbers. Two names with the same one would only wait for each other: 1 in 2^64 for a pair. */
function lockId(name: string): string {
  return createHash('sha256').update(name).digest().readBigInt64BE().toString();
}
