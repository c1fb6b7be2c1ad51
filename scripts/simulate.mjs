#!/usr/bin/env node
// node scripts/simulate.mjs [count] [first seed]   runs schedules of the renewal simulator (default: 100000 from 0)
// SIM_SEED=7 node scripts/simulate.mjs              replays one, with its trace
// node scripts/simulate.mjs --mutations [names…]    breaks the rules of the renewal in turn; each break must be found
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { mutations } from './simulate-mutations.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'axios-oauthlib-simulation-'));
/** Schedules of a break that run at a time, a matter of seconds; one that has not ended after so long never does. */
const portion = 1000;
const mostPortionMs = 120_000;

try {
  const [mode, ...names] = process.argv.slice(2);
  const seed = process.env.SIM_SEED;
  if (seed !== undefined) await replay(Number(seed));
  else if (mode === '--mutations') await checkMutations(names);
  else await longRun(Number(mode ?? 100_000), Number(names[0] ?? 0));
} finally {
  rmSync(folder, { recursive: true });
}

async function replay(seed) {
  const { explain } = await import(await bundle('simulation'));
  const text = await explain(seed);
  console.log(text);
  if (text.includes('BROKEN')) process.exitCode = 1;
}

async function longRun(count, first) {
  const startedMs = performance.now();
  const url = await bundle('simulation');
  const share = Math.ceil(count / availableParallelism());
  const shares = Array.from({ length: availableParallelism() }, (_, index) => ({
    first: first + index * share,
    count: Math.max(0, Math.min(share, count - index * share)),
  }));
  const summaries = await Promise.all(shares.map((range) => inWorker({ url, ...range })));
  printTable(summaries);
  const failures = summaries.flatMap(({ failures }) => failures);
  for (const { seed, violation } of failures.slice(0, 20))
    console.log(`SIM_SEED=${seed}: ${violation.rule}. ${violation.text}`);
  const [schedules, steps, calls] = ['schedules', 'steps', 'calls'].map((name) =>
    sum(summaries.map((one) => one[name])),
  );
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  console.log(
    `${schedules} schedules, ${steps} steps, ${calls} token calls in ${seconds} s: ${failures.length} with a violation`,
  );
  if (failures.length > 0 || schedules !== count) process.exitCode = 1;
}

function printTable(summaries) {
  const rows = {};
  for (const { counts } of summaries) {
    for (const [cell, count] of Object.entries(counts)) {
      const [lock, column] = cell.split('/');
      rows[lock] ??= {};
      rows[lock][column] = (rows[lock][column] ?? 0) + count;
    }
  }
  for (const [lock, row] of Object.entries(rows)) {
    row.violations = sum(summaries.map(({ failures }) => failures.filter((failure) => failure.lock === lock).length));
  }
  console.table(rows);
}

async function checkMutations(names) {
  const chosen = mutations.filter(({ name }) => names.length === 0 || names.includes(name));
  let missed = 0;
  for (const mutation of chosen) {
    const found = await firstViolation(mutation).catch(({ errors }) => ({ patchFails: errors[0].text }));
    if (!found?.seed) missed++;
    const where = found?.seed
      ? `found by seed ${found.seed}: ${found.rule}`
      : (found?.patchFails ?? `NOT FOUND in ${mutation.schedules ?? 3000} schedules`);
    console.log(`§3.${mutation.rule}  ${mutation.name.padEnd(52)} ${where}`);
  }
  console.log(`${chosen.length} breaks, ${chosen.length - missed} found`);
  if (missed > 0) process.exitCode = 1;
}

/** The first schedule that the break breaks, and that the sources as they are keep. */
async function firstViolation(mutation) {
  const url = await bundle('mutant', mutation);
  const intact = await bundle('simulation');
  const end = mutation.schedules ?? 3000;
  for (let first = 0; first < end;) {
    const count = Math.min(portion, end - first);
    const summary = await inWorker({ url, first, count, enough: 1 }, mostPortionMs);
    if (!summary) return { seed: `${first}…${first + count - 1}`, rule: 'it runs for ever' };
    const [failure] = summary.failures;
    if (!failure) {
      first += count;
      continue;
    }
    const { failures } = await inWorker({ url: intact, first: failure.seed, count: 1 });
    if (failures.length === 0) return { seed: String(failure.seed), rule: failure.violation.rule };
    first = failure.seed + 1;
  }
  return undefined;
}

/** The simulator with the sources as they are, or with a break in them. */
async function bundle(name, mutation) {
  const outfile = path.join(folder, `${name}-${mutation ? mutations.indexOf(mutation) : 0}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: ['__tests__/simulation/main.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: mutation ? [breaking(mutation)] : [],
  });
  return pathToFileURL(outfile).href;
}

/** Each patch must apply exactly once: a break that is not made would be "not found", or found by chance. */
function breaking({ name, patches }) {
  return {
    name: 'break',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]lib[\\/].*\.ts$/ }, async ({ path: file }) => {
        const { readFile } = await import('node:fs/promises');
        let contents = await readFile(file, 'utf8');
        for (const { file: wanted, from, to } of patches) {
          if (path.relative(path.join(root, 'lib'), file).replaceAll('\\', '/') !== wanted) continue;
          if (contents.split(from).length !== 2)
            throw new Error(`"${name}": ${wanted} does not have exactly once: ${from}`);
          contents = contents.replace(from, () => to);
        }
        return { contents, loader: 'ts' };
      });
    },
  };
}

function inWorker(task, mostMs) {
  return new Promise((resolve, reject) => {
    const code = `
      const { parentPort, workerData: { url, first, count, enough } } = require('node:worker_threads');
      Error.stackTraceLimit = 0;
      import(url).then(({ simulateMany }) => simulateMany(first, count, enough)).then((summary) => parentPort.postMessage(summary));`;
    const worker = new Worker(code, { eval: true, workerData: task });
    const timer = mostMs && setTimeout(() => end(undefined), mostMs);
    const end = (summary) => {
      clearTimeout(timer);
      void worker.terminate();
      resolve(summary);
    };
    worker.once('message', end);
    worker.once('error', reject);
  });
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
