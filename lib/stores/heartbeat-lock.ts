import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { unless, type NumberedFiles } from './numbered-files.js';
import { isGone, thisProcess, type ProcessIdentity } from './process-identity.js';

/** How a lock is waited for. */
export interface Patience {
  /** Milliseconds without a heartbeat after which the holder's lock is over. */
  readonly lifeMs: number;
  /** Milliseconds after which the wait is given up. */
  readonly waitMs: number;
}

/**
 * Runs `work` while holding the highest of the numbered files. A holder that is gone from this machine is followed at once;
 * one that shows no heartbeat, by the clock of who waits, after `lifeMs`. No two clocks are compared: the beat is a count.
 *
 * Who was stopped for longer than that may wake up beside the next holder: what is written inside must be compare-and-set.
 */
export async function withHeartbeatLock<T>(
  files: NumberedFiles,
  patience: Patience,
  work: () => Promise<T>,
): Promise<T> {
  const held = await acquire(files, patience);
  let beats = 0;
  // A beat that fails shows as silence to the others, which is the truth of it.
  const beat = () => void held.utimes(0, ++beats).catch(() => undefined);
  const heart = setInterval(beat, patience.lifeMs / 5).unref();
  try {
    return await work();
  } finally {
    clearInterval(heart);
    await release(held);
  }
}

/** Empty means free. By the handle, so that a file of a later holder is out of reach. */
async function release(held: FileHandle): Promise<void> {
  await held.truncate(0).finally(() => held.close());
}

async function acquire(files: NumberedFiles, { lifeMs, waitMs }: Patience): Promise<FileHandle> {
  const watch = new SilenceWatch(lifeMs);
  const until = performance.now() + waitMs;
  for (let pauseMs = 4; ; pauseMs = Math.min(pauseMs * 1.5, lifeMs / 10, 100)) {
    const number = await files.latest();
    const held = (await isOver(files.pathOf(number), number, watch)) ? await take(files, number + 1) : undefined;
    if (held) return held;
    const leftMs = until - performance.now();
    if (leftMs <= 0) throw new Error(`The lock was not free within ${String(waitMs)} ms: another process holds it.`);
    await pause(Math.min(leftMs, pauseMs * (0.5 + Math.random())));
  }
}

async function take(files: NumberedFiles, number: number): Promise<FileHandle | undefined> {
  if (!(await files.publish(number, JSON.stringify(await thisProcess())))) return undefined;
  const held = await open(files.pathOf(number), 'r+').catch(unless('ENOENT', undefined));
  // Who was stopped before publishing may have taken a number that was swept long ago.
  if (held && (await files.latest()) === number) {
    await files.sweep(number);
    return held;
  }
  await held?.close();
  return undefined;
}

/** Whether the lock of this number is free: never had, released, its holder gone, or silent for too long. */
async function isOver(file: string, number: number, watch: SilenceWatch): Promise<boolean> {
  if (number === 0) return true;
  const lock = await open(file, 'r').catch(unless('ENOENT', undefined));
  if (!lock) return false; // swept by the next holder
  try {
    const holder = await lock.readFile('utf8');
    return holder === '' || watch.isOver(number, (await lock.stat()).mtimeMs) || (await isGone(holderIn(holder)));
  } finally {
    await lock.close();
  }
}

function holderIn(content: string): ProcessIdentity {
  return JSON.parse(content) as ProcessIdentity; // published whole or not at all
}

/** How long one holder has been silent while we looked. */
class SilenceWatch {
  readonly #lifeMs: number;
  #seen = '';
  #silentMs = 0;
  #lookedAt = 0;

  constructor(lifeMs: number) {
    this.#lifeMs = lifeMs;
  }

  isOver(number: number, beat: number): boolean {
    const seen = `${String(number)} ${String(beat)}`;
    const now = performance.now();
    // Time that we did not look does not count: a machine that slept stopped the holder, too.
    const watchedMs = Math.min(now - this.#lookedAt, this.#lifeMs / 4);
    this.#silentMs = seen === this.#seen ? this.#silentMs + watchedMs : 0;
    this.#seen = seen;
    this.#lookedAt = now;
    return this.#silentMs >= this.#lifeMs;
  }
}
