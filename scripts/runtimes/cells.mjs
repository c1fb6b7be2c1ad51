// Every cell of the matrix: what runs the program, in which form, with which axios.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { runInChromium } from './browser.mjs';
import { ended } from './process.mjs';
import { versionOf } from './project.mjs';
import { runtime, tool } from './tools.mjs';
import { runInWorkerd } from './workerd.mjs';

const versions = JSON.parse(readFileSync(new URL('versions.json', import.meta.url), 'utf8'));
const ours = fileURLToPath(new URL('../../node_modules', import.meta.url));

const both = ['ESM', 'CommonJS'];
const esm = ['ESM'];
const main = { ESM: 'main.mjs', CommonJS: 'main.cjs' };

/**
 * What a person runs or builds with, the forms of modules that it knows, and how: `run` gets `{ folder, form, given }` and ends with
 * `ok`, or with words about what failed.
 */
export const rows = [
  ...versions.node.map((version) => ({
    name: `Node ${version}`,
    forms: both,
    run: async (cell) => runFile(await runtime('node', version), [], cell),
  })),
  {
    name: `Bun ${versions.bun}`,
    forms: both,
    run: async (cell) => runFile(await runtime('bun', versions.bun), [], cell),
  },
  {
    name: `Deno ${versions.deno}`,
    forms: both,
    run: async (cell) => runFile(await runtime('deno', versions.deno), ['run', '--allow-all'], cell),
  },
  {
    name: `workerd ${versions.workerd}`,
    forms: esm,
    run: async (cell) => runInWorkerd(await runtime('workerd', versions.workerd), cell),
  },
  { name: `Jest ${versionOf('jest')}`, forms: ['CommonJS'], run: inJest },
  { name: `Vitest ${versions.vitest}`, forms: esm, run: inVitest },
  {
    name: `Chromium, bundled by esbuild ${versionOf('esbuild')}`,
    forms: esm,
    run: bundledByEsbuild,
  },
  { name: `Chromium, bundled by Vite ${versions.vite}`, forms: esm, run: bundledByVite },
  ...versions.typescript.map((version) => ({
    name: `TypeScript ${version}`,
    forms: both,
    run: (cell) => checkedBy(version, cell),
  })),
];

async function runFile(binary, options, { folder, form, given }) {
  return ended(binary, [...options, main[form]], { cwd: folder, env: { SMOKE: JSON.stringify(given) } });
}

async function inJest({ folder, given }) {
  const jest = path.join(ours, 'jest/bin/jest.js');
  const options = { cwd: folder, env: { SMOKE: JSON.stringify(given) } };
  await ended(process.execPath, [jest, '--config', 'jest.config.json'], options);
  return 'ok';
}

async function inVitest({ folder, given }) {
  const vitest = path.join(await vite(), 'vitest/vitest.mjs');
  const node = await runtime('node', versions.node.at(-1));
  const options = ['run', '--root', folder, '--globals', 'smoke.test.mjs'];
  await ended(node, [vitest, ...options], { cwd: folder, env: { SMOKE: JSON.stringify(given) } });
  return 'ok';
}

async function bundledByEsbuild({ folder, given }) {
  const outdir = path.join(folder, 'bundled/esbuild');
  mkdirSync(outdir, { recursive: true });
  copyFileSync(path.join(folder, 'index.html'), path.join(outdir, 'index.html'));
  await build({
    entryPoints: [path.join(folder, 'page.mjs')],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
  });
  return runInChromium(outdir, given);
}

async function bundledByVite({ folder, given }) {
  const outdir = path.join(folder, 'bundled/vite');
  const command = path.join(await vite(), 'vite/bin/vite.js');
  await ended(process.execPath, [command, 'build', '--outDir', outdir, '--logLevel', 'warn'], { cwd: folder });
  return runInChromium(outdir, given);
}

function vite() {
  return tool(`vite-${versions.vite}-vitest-${versions.vitest}`, [
    `vite@${versions.vite}`,
    `vitest@${versions.vitest}`,
  ]);
}

/** Nothing runs: the type tests of this repository compile, and refuse what they say is refused. */
async function checkedBy(version, { folder, form }) {
  const compiler = path.join(await tool(`typescript-${version}`, [`typescript@${version}`]), 'typescript/bin/tsc');
  await ended(process.execPath, [compiler, '-p', `types/${form}.json`], { cwd: folder });
  return 'ok';
}
