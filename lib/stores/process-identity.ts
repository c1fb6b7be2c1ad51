import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Which process, beyond doubt: a number alone is given to another process one day. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Where that number means this process: host, boot, container. */
  readonly place: string;
  /** When it was started, in whatever unit the system counts; empty where the system does not say. */
  readonly started: string;
}

let own: Promise<ProcessIdentity> | undefined;

/** Asked of the system once. */
export function thisProcess(): Promise<ProcessIdentity> {
  return (own ??= identify());
}

/** True only if that process is certainly no more. One elsewhere cannot be seen from here. */
export async function isGone({ pid, place, started }: ProcessIdentity): Promise<boolean> {
  if (place !== (await thisProcess()).place) return false;
  if (!isRunning(pid)) return true;
  const now = await statOf(pid);
  return now !== undefined && (now.isZombie || now.started !== started);
}

async function identify(): Promise<ProcessIdentity> {
  const boot = await orEmpty(readFile('/proc/sys/kernel/random/boot_id', 'utf8'));
  const container = await orEmpty(readlink('/proc/self/ns/pid'));
  const place = [hostname(), boot.trim(), container].join(' ');
  return { pid: process.pid, place, started: (await statOf(process.pid))?.started ?? '' };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'; // EPERM: it is another user's
  }
}

/** Linux: proc_pid_stat(5), state is field 3, starttime field 22. The name before them may hold spaces and brackets. */
async function statOf(pid: number): Promise<{ isZombie: boolean; started: string } | undefined> {
  const stat = await orEmpty(readFile(`/proc/${String(pid)}/stat`, 'utf8'));
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', started] = [fields[0], fields[19]];
  return started === undefined ? undefined : { isZombie: 'ZX'.includes(state), started };
}

function orEmpty(reading: Promise<string>): Promise<string> {
  return reading.catch(() => '');
}
