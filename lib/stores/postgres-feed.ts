import { randomUUID } from 'node:crypto';
import { hear } from './announcement.js';
import type { Hearing } from './change-feed.js';
import { watchListening } from './listening-check.js';
import { connectionBeside, type ListeningConnection, type PostgresPool } from './postgres-client.js';

/** Listens on a connection of its own, and on another one when that breaks, until the returned function is called. */
export function listenTo(pool: PostgresPool, channel: string, ownName: string, hearing: Hearing): () => void {
  let connection: ListeningConnection | undefined;
  let endWatch = () => {};
  let again: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isOver = false;

  const listen = () => {
    const mine = (connection = connectionBeside(pool));
    const broken = () => {
      if (isOver || connection !== mine) return; // an error, and then the end that it led to
      connection = undefined;
      endWatch();
      hearing.live(false);
      again = setTimeout(listen, pauseMs(failures++));
      again.unref();
    };
    const probe = `${ownName} ${randomUUID()}`;
    const begun = () => {
      if (isOver || connection !== mine) return;
      failures = 0;
      endWatch = watchListening(
        () => mine.query('SELECT 1'),
        (isAlive) => {
          if (!isAlive) close(mine);
        },
      );
    };
    mine.on('error', broken);
    mine.on('end', broken);
    mine.on('notification', ({ payload = '' }) => {
      if (isOver) return;
      if (payload === probe) hearing.live(true);
      else hear(payload, ownName, hearing);
    });
    begin(mine, channel).then(
      () => {
        begun();
        // Live is what is heard: a pooler may give each statement another connection, and then nothing ever is.
        pool.query('SELECT pg_notify($1, $2)', [channel, probe]).catch(() => undefined);
      },
      () => {
        close(mine);
        broken();
      },
    );
  };

  listen();
  return () => {
    isOver = true;
    clearTimeout(again);
    endWatch();
    if (connection) close(connection);
  };
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
