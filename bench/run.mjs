#!/usr/bin/env node
// npm run bench [-- --quick] [-- --json FILE]: measures the built package beside its peers, and fails if a promise is broken.
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isBuilt } from './built.mjs';

const sizes = {
  full: {
    fresh: { batch: 150, rounds: 500, warmUpRounds: 60 },
    oauth1: { batch: 150, rounds: 100, warmUpRounds: 60, processes: 3 },
    waiting: { counts: [1000, 10_000, 100_000], repeats: 3, peers: true },
  },
  quick: {
    fresh: { batch: 50, rounds: 60, warmUpRounds: 20 },
    oauth1: { batch: 50, rounds: 60, warmUpRounds: 40, processes: 1 },
    waiting: { counts: [1000, 10_000], repeats: 1, peers: false },
  },
};

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string', default: fileURLToPath(new URL('../.tmp/bench.json', import.meta.url)) },
  },
});
const mode = options.quick ? 'quick' : 'full';

if (!(await isBuilt())) {
  console.error('dist/ is missing or older than lib/: npm run build');
  process.exit(2);
}
// Only now: they import what was built.
const { measureFreshToken } = await import('./fresh-token.mjs');
const { measureOAuth1 } = await import('./oauth1.mjs');
const { measureWaiters } = await import('./waiters.mjs');
const { brokenPromises } = await import('./budgets.mjs');
const { table } = await import('./table.mjs');

const figures = {
  mode,
  versions: versions(),
  freshToken: await measureFreshToken(sizes[mode].fresh),
  oauth1: await measureOAuth1(sizes[mode].oauth1),
  waiters: await measureWaiters(sizes[mode].waiting),
};
const broken = brokenPromises(figures, mode);
console.log(table(figures));
await save({ ...figures, broken }, resolve(options.json));
for (const promise of broken) console.error(`OVER BUDGET  ${promise}`);
process.exitCode = broken.length > 0 ? 1 : 0;

function versions() {
  const require = createRequire(import.meta.url);
  const names = ['axios', 'axios-auth-refresh', 'axios-jwt', 'oauth-1.0a', 'crypto-js', 'axios-oauth-1.0a'];
  const packages = names.map((name) => [name, require(`../node_modules/${name}/package.json`).version]);
  return { node: process.version, cpu: cpus()[0]?.model, ...Object.fromEntries(packages) };
}

async function save(results, file) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`Saved to ${file}`);
}
