#!/usr/bin/env node
// node scripts/provider-sizes.mjs: what each provider adds to a browser bundle that has a session already. Less than 1 kB.
import { gzipSync } from 'node:zlib';
import { loadedAtOnce } from './loaded-at-once.mjs';

const budget = 1000;
const sessions =
  "export { OAuth2Session } from './dist/index.js'; export { OAuth1Session } from './dist/oauth1/index.js';";
const names = Object.keys(await import('../dist/providers/index.js'));
const without = await gzipped(sessions);

const rows = await Promise.all(
  names.map(async (name) => {
    const gzip = (await gzipped(`${sessions} export { ${name} } from './dist/providers/index.js';`)) - without;
    return { name, gzip, budget, result: gzip < budget ? 'ok' : 'OVER' };
  }),
);

const largest = rows.sort((one, other) => other.gzip - one.gzip);
console.log(`${rows.length} providers, each alone; the largest:`);
console.table(largest.slice(0, 5));
process.exitCode = rows.length > 0 && rows.every(({ result }) => result === 'ok') ? 0 : 1;

async function gzipped(code) {
  const { bundle } = await loadedAtOnce(code);
  return gzipSync(bundle, { level: 9 }).length;
}
