#!/usr/bin/env node
// node scripts/bundle-size.mjs: what a browser bundle gains by the code of each entry in bundle-budgets.json, axios not counted.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const budgets = JSON.parse(readFileSync(new URL('bundle-budgets.json', import.meta.url), 'utf8'));

const rows = await Promise.all(
  budgets.map(async ({ name, code, gzipBytes: budget }) => {
    const bundle = await bundled(code);
    const gzip = gzipSync(bundle, { level: 9 }).length;
    return { name, minified: bundle.length, gzip, budget, result: gzip > budget ? 'OVER' : 'ok' };
  }),
);

console.table(rows);
process.exitCode = rows.length > 0 && rows.every(({ result }) => result === 'ok') ? 0 : 1;

async function bundled(code) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    external: ['axios'],
    format: 'esm',
    legalComments: 'none',
    minify: true,
    platform: 'browser',
    target: 'es2022',
    write: false,
  });
  return outputFiles[0].contents;
}
