import { randomUUID } from 'node:crypto';
import { hear } from './announcement.js';
import type { Hearing } from './change-feed.js';
import { watchListening } from './listening-check.js';
import { connectionBeside, type ListeningConnection, type PostgresPool } from './postgres-client.js';

/** Listens on a connection of its own, and on another one when that breaks, until the returned function is called. */
export function listenTo(pool: PostgresPool, channel: string, ownName: string, hearing: Hearing): () => void {
  let stop = () => {};
  let again: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  const listen = () => {
    stop = listenOnce({ pool, channel, ownName, hearing }, (isListening) => {
      if (isListening) {
        failures = 0;
        return;
      }
      hearing.live(false);
      again = setTimeout(listen, pauseMs(failures++));
      again.unref();
    });
  };
  listen();
  return () => {
    clearTimeout(again);
    stop();
  };
}

interface Listening {
  readonly pool: PostgresPool;
  readonly channel: string;
  readonly ownName: string;
  readonly hearing: Hearing;
}

/**
 * On one connection, until it breaks or the returned function is called.
 *
 * @param tell - True when it listens, false once when it does not any more.
 */
function listenOnce({ pool, channel, ownName, hearing }: Listening, tell: (isListening: boolean) => void): () => void {
  const connection = connectionBeside(pool);
  const probe = `${ownName} ${randomUUID()}`;
  let isOver = false;
  let endWatch = () => {};
  const end = () => {
    isOver = true;
    endWatch();
    close(connection);
  };
  const broken = () => {
    if (isOver) return; // an error, and then the end that it led to
    end();
    tell(false);
  };
  connection.on('error', broken);
  connection.on('end', broken);
  connection.on('notification', ({ payload = '' }) => {
    if (isOver) return;
    if (payload === probe) hearing.live(true);
    else hear(payload, ownName, hearing);
  });
  begin(connection, channel)
    .then(async () => {
      if (isOver) return;
      endWatch = watchListening(
        () => connection.query('SELECT 1'),
        (isAlive) => {
          if (!isAlive) broken();
        },
      );
      // Live is what is heard: a pooler may give each statement another connection, and then nothing ever is.
      await pool.query('SELECT pg_notify($1, $2)', [channel, probe]);
      tell(true);
    })
    .catch(broken);
  return end;
}

async function begin(connection: ListeningConnection, channel: string): Promise<void> {
  await connection.connect();
  connection.unref(); // listening is no reason for a process to stay
  await connection.query(`LISTEN "${channel}"`);
}

/** A server that restarts is back soon; one that is gone must not be asked by all at every moment. */
function pauseMs(failures: number): number {
  return Math.min(100 * 2 ** failures, 10_000) * (0.5 + Math.random());
}

/** That it broke already is no harm any more. */
function close(connection: ListeningConnection): void {
  connection.end().catch(() => undefined);
}
