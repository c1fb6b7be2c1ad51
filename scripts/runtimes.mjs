#!/usr/bin/env node
// node scripts/runtimes.mjs [--all] [words]: installs the packed tarball in empty projects and runs one program in each runtime,
// form of modules and axios that we promise. Fails when a cell fails, or docs/runtimes.md says something else.
// Each build runs some of the cells; --all runs the rest, too, and writes docs/runtimes.md. Words choose the cells whose names
// have them all, to look at one.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { rows } from './runtimes/cells.mjs';
import { started } from './runtimes/process.mjs';
import { makeProject, pack, versionOf } from './runtimes/project.mjs';

const atOnce = 2;
const axiosVersions = { newest: versionOf('axios'), oldest: versionOf('axios-floor') };
const [all, words] = [process.argv.includes('--all'), process.argv.slice(2).filter((word) => word !== '--all')];

const cells = rows.flatMap((row) =>
  row.forms.flatMap((form) =>
    Object.keys(axiosVersions).map((axios) => {
      const inBuild = row.inBuild.includes(`${form}, ${axios}`);
      return { row: row.name, form, axios, name: `${row.name}, ${form}, ${axios} axios`, inBuild, run: row.run };
    }),
  ),
);
const chosen = cells.filter(({ name, inBuild }) =>
  words.length > 0 ? words.every((word) => name.toLowerCase().includes(word.toLowerCase())) : all || inBuild,
);

const folder = mkdtempSync(path.join(tmpdir(), 'axios-oauthlib-runtimes-'));
const results = new Map();
try {
  await runCells();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const failures = [...results].filter(([, { outcome }]) => outcome !== 'ok');
console.table(
  [...results].map(([{ name }, { outcome, seconds }]) => ({ cell: name, seconds, works: outcome === 'ok' })),
);
for (const [{ name }, { outcome }] of failures) console.error(`\n${name}\n${outcome}`);
const isDocumented = await tableIsDocumented();
if (!isDocumented) console.error('docs/runtimes.md is not up to date: run `npm run runtimes -- --all`.');
process.exitCode = results.size > 0 && failures.length === 0 && isDocumented ? 0 : 1;

async function runCells() {
  const tarball = await pack(folder);
  const projects = {};
  for (const axios of new Set(chosen.map((cell) => cell.axios))) {
    projects[axios] = path.join(folder, `axios-${axios}`);
    await makeProject(projects[axios], tarball, axiosVersions[axios]);
  }
  const server = await started(process.execPath, [fileURLToPath(new URL('runtimes/server.mjs', import.meta.url))]);
  const waiting = [...chosen];
  const worker = async () => {
    for (let cell; (cell = waiting.shift());) results.set(cell, await runCell(cell, projects[cell.axios], server.line));
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, worker));
  } finally {
    await server.stop();
  }
}

/** Each cell is a person of its own, with tokens in a folder of its own. */
async function runCell({ name, form, run }, project, issuer) {
  const since = performance.now();
  const given = { issuer, account: name, folder: path.join(folder, 'tokens', name) };
  const outcome = await run({ folder: project, form, given }).catch((error) => error.message);
  return { outcome: outcome.trim(), seconds: Math.round((performance.now() - since) / 100) / 10 };
}

/** Cells that did not run today stand as they are promised. */
async function tableIsDocumented() {
  const target = fileURLToPath(new URL('../docs/runtimes.md', import.meta.url));
  const document = await format(page(), { ...(await resolveConfig(target)), parser: 'markdown' });
  if (all && words.length === 0) writeFileSync(target, document);
  return readFileSync(target, 'utf8') === document;
}

function page() {
  const { newest, oldest } = axiosVersions;
  const titles = ['ESM', 'CommonJS'].flatMap((form) => [`${form}, axios ${newest}`, `${form}, axios ${oldest}`]);
  const lines = rows.map(({ name }) => {
    const marks = ['ESM', 'CommonJS'].flatMap((form) => ['newest', 'oldest'].map((axios) => mark(name, form, axios)));
    return `| ${[name, ...marks].join(' | ')} |`;
  });
  const table = [`| | ${titles.join(' | ')} |`, `|---|${':-:|'.repeat(titles.length)}`, ...lines].join('\n');
  return readFileSync(new URL('runtimes/page.md', import.meta.url), 'utf8').replace('TABLE', table);
}

function mark(row, form, axios) {
  const cell = cells.find((one) => one.row === row && one.form === form && one.axios === axios);
  if (!cell) return '–';
  const result = results.get(cell);
  return !result || result.outcome === 'ok' ? 'yes' : 'no';
}
