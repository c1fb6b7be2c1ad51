#!/usr/bin/env node
// node scripts/bundle-size.mjs: what a browser bundle gains by the code of each entry in bundle-budgets.json, axios not counted.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const budgets = JSON.parse(readFileSync(new URL('bundle-budgets.json', import.meta.url), 'utf8'));

const rows = await Promise.all(
  budgets.map(async ({ name, code, gzipBytes: budget }) => {
    const bundle = await loadedAtOnce(code);
    const gzip = gzipSync(bundle, { level: 9 }).length;
    return { name, minified: bundle.length, gzip, budget, result: gzip > budget ? 'OVER' : 'ok' };
  }),
);

console.table(rows);
process.exitCode = rows.length > 0 && rows.every(({ result }) => result === 'ok') ? 0 : 1;

/** The chunks that a page loads before its first request; what `import()` brings later is not counted. */
async function loadedAtOnce(code) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root },
    absWorkingDir: root,
    outdir: 'bundle',
    bundle: true,
    splitting: true,
    metafile: true,
    external: ['axios'],
    format: 'esm',
    legalComments: 'none',
    minify: true,
    platform: 'browser',
    target: 'es2022',
    write: false,
  });
  const contents = new Map(outputFiles.map(({ path, contents: bytes }) => [relative(root, path), bytes]));
  return Buffer.concat(staticallyImported('bundle/stdin.js', metafile.outputs).map((chunk) => contents.get(chunk)));
}

function staticallyImported(entry, outputs) {
  const chunks = new Set([entry]);
  for (const chunk of chunks) {
    const { imports } = outputs[chunk];
    for (const { path, kind, external } of imports) if (kind === 'import-statement' && !external) chunks.add(path);
  }
  return [...chunks];
}
