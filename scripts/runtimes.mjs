#!/usr/bin/env node
// node scripts/runtimes.mjs [--write] [words]: installs the packed tarball in empty projects and runs one program in each runtime,
// form of modules and axios that we promise. Fails when a cell fails, or when docs/runtimes.md does not say what was found; --write
// writes it. Words choose the cells whose names have them all, to look at some. What could not be had, a download or a browser, is
// named and left out; with CI=true, which promises that everything is there, that is a failure.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { rows } from './runtimes/cells.mjs';
import { NotToBeHad } from './runtimes/not-to-be-had.mjs';
import { started } from './runtimes/process.mjs';
import { makeProject, pack, versionOf } from './runtimes/project.mjs';

const atOnce = 2;
const axiosVersions = { newest: versionOf('axios'), oldest: versionOf('axios-floor') };
const writes = process.argv.includes('--write');
const words = process.argv.slice(2).filter((word) => word !== '--write');
if (writes && words.length > 0) throw new Error('--write is for all cells: leave the words out.');

const cells = rows.flatMap((row) =>
  row.forms.flatMap((form) =>
    Object.keys(axiosVersions).map((axios) => {
      return { row: row.name, form, axios, name: `${row.name}, ${form}, ${axios} axios`, run: row.run };
    }),
  ),
);
const chosen = cells.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word.toLowerCase())));

const folder = mkdtempSync(path.join(tmpdir(), 'axios-oauthlib-runtimes-'));
const results = new Map();
try {
  await runCells();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const problems = [...cellProblems(), ...(await pageProblems())];
console.table([...results].map(([{ name }, { outcome, seconds }]) => ({ cell: name, seconds, outcome })));
for (const problem of problems) console.error(`\n${problem}`);
console.log(
  `${count('works')} of ${cells.length} cells work, ${count('fails')} fail, ${count('not run')} could not run`,
);
process.exitCode = problems.length === 0 && count('works') > 0 ? 0 : 1;

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
  const result = await run({ folder: project, form, given }).then(resultOf, resultOfError);
  return { ...result, seconds: Math.round((performance.now() - since) / 100) / 10 };
}

function resultOf(printed) {
  return printed.trim() === 'ok' ? { outcome: 'works' } : { outcome: 'fails', reason: printed };
}

function resultOfError(error) {
  return { outcome: error instanceof NotToBeHad ? 'not run' : 'fails', reason: error.message };
}

function count(outcome) {
  return [...results.values()].filter((result) => result.outcome === outcome).length;
}

/** On a machine of one's own, what could not run is only named. */
function cellProblems() {
  const said = (outcome) =>
    [...results].flatMap(([{ name }, result]) =>
      result.outcome === outcome ? [`${name}: ${outcome}\n${result.reason}`] : [],
    );
  const notRun = said('not run');
  if (process.env.CI === 'true') return [...said('fails'), ...notRun];
  for (const words of notRun) console.warn(`\n${words}`);
  return said('fails');
}

/** Cells that did not run today stand as they are promised: so a page that is written needs them all. */
async function pageProblems() {
  const target = fileURLToPath(new URL('../docs/runtimes.md', import.meta.url));
  const found = await format(page(), { ...(await resolveConfig(target)), parser: 'markdown' });
  if (writes && count('not run') > 0) return ['docs/runtimes.md was not written: some cells could not run.'];
  if (writes) writeFileSync(target, found);
  const lines = readFileSync(target, 'utf8').split('\n');
  const changes = found.split('\n').filter((line) => !lines.includes(line));
  if (found === lines.join('\n')) return [];
  const change = changes.map((line) => `  ${line}`).join('\n');
  return [`docs/runtimes.md does not say what was found. \`npm run runtimes -- --write\` would put there:\n${change}`];
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
  return results.get(cell)?.outcome === 'fails' ? 'no' : 'yes';
}
