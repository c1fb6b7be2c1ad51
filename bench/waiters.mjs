// What n requests cost that wait for one renewal: each contestant and n in a process of its own, for a heap of its own.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from './interleaved.mjs';
import { bareWaiters, ours, waiters } from './waiting.mjs';

const child = fileURLToPath(new URL('waiters-child.mjs', import.meta.url));

/** One row per contestant and n. `extraBytes` is what a waiter costs beyond a bare request that waits for its answer. */
export async function measureWaiters({ counts, repeats, peers }) {
  const contestants = peers ? Object.keys(waiters) : [bareWaiters, ...ours];
  const rows = [];
  for (const requests of counts) {
    const runs = await runsOf(contestants, requests, repeats);
    const ofName = new Map(contestants.map((name) => [name, summary(runs.filter((run) => run.name === name))]));
    const bareBytes = ofName.get(bareWaiters).bytes;
    rows.push(...[...ofName.values()].map((row) => ({ ...row, extraBytes: row.bytes - bareBytes })));
  }
  return rows;
}

/** One after the other, and in turns, so that a slow moment of the machine hits none of them alone. */
async function runsOf(contestants, requests, repeats) {
  const runs = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const name of contestants) runs.push(await run(name, requests));
  }
  return runs;
}

async function run(name, requests) {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', child, name, String(requests)]);
  return JSON.parse(stdout);
}

/** The renewals must be right each time, so the worst run counts there. */
function summary(runs) {
  const { name, requests } = runs[0];
  return {
    name,
    requests,
    renewals: Math.max(...runs.map(({ renewals }) => renewals)),
    answered: Math.min(...runs.map(({ answered }) => answered)),
    micros: median(runs.map(({ micros }) => micros)),
    bytes: Math.round(median(runs.map(({ bytes }) => bytes))),
  };
}
