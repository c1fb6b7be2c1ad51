import { ConfigurationError } from '../errors.js';

/** The answer to a statement. */
export interface PostgresResult {
  rows: Record<string, unknown>[];
}

/** A connection of `pg`, as far as it is used here. */
export interface PostgresConnection {
  query(text: string, values?: unknown[]): Promise<PostgresResult>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
}

/** A connection that is borrowed from a pool. */
export interface PooledConnection extends PostgresConnection {
  release(destroy?: boolean): void;
}

/** A connection of its own, beside the pool. */
export interface ListeningConnection extends PostgresConnection {
  connect(): Promise<unknown>;
  end(): Promise<void>;
  unref(): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(event: 'notification', listener: (message: { payload?: string | undefined }) => void): unknown;
}

/** A `Pool` of `pg`, as far as it is used here. */
export interface PostgresPool {
  connect(): Promise<PooledConnection>;
  query(text: string, values?: unknown[]): Promise<PostgresResult>;
}

/** What a pool makes its connections with. `pg` has it, its types have not. */
interface ConnectionMaker {
  readonly Client: new (options: unknown) => ListeningConnection;
  readonly options: unknown;
}

/** @throws `ConfigurationError` when it is no pool of `pg`. */
export function checkedPool(pool: PostgresPool): PostgresPool {
  const { connect, query, Client } = (pool ?? {}) as Partial<PostgresPool & ConnectionMaker>;
  if ([connect, query, Client].every((member) => typeof member === 'function')) return pool;
  throw new ConfigurationError('pool', 'must be a Pool of pg: new Pool({ connectionString }).');
}

/** A connection with the settings of the pool, which the pool knows nothing of: who waits for its end need not wait for this. */
export function connectionBeside(pool: PostgresPool): ListeningConnection {
  const { Client, options } = pool as unknown as ConnectionMaker;
  return new Client(options);
}

/** Whether an error is of the connection or of a server that is just restarting, rather than of the statement. */
export function isPassingError(error: unknown): boolean {
  if (error instanceof ConfigurationError) return false;
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  // Without a severity it is not the server that speaks.
  return severity === undefined || (typeof code === 'string' && passingStates.test(code));
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: connection, serialization, shutdown and start, idle end. */
const passingStates = /^(?:08...|40001|40P01|57P0[1235])$/;
