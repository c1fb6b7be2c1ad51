#!/usr/bin/env node
// node scripts/conformance.mjs: writes docs/conformance.md from fixtures/conformance.json and the titles of the tests.
// With --check it writes nothing, and fails when a requirement has no test, or the document is not what it would write.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = `${root}docs/conformance.md`;
const read = (path) => readFileSync(root + path, 'utf8');
const groups = JSON.parse(read('fixtures/conformance.json'));
const requirements = groups.flatMap((group) => group.requirements);
/** Requirements that still have no test. Running this takes out those that have one; it must shrink to nothing. */
const owedPath = 'fixtures/conformance-owed.json';
let owed = JSON.parse(read(owedPath));
const ids = /(?<![\w.-])(?:bodyhash-[a-z]|(?:oidc|\d{4})-[\d.]+-[a-z])(?![\w-])/g;

const isCheck = process.argv.includes('--check');
const tests = testsById();
if (!isCheck) {
  owed = owed.filter((id) => !tests.has(id));
  writeFileSync(root + owedPath, await format(JSON.stringify(owed), { parser: 'json' }));
}
const problems = [...requirements.flatMap(problemsOf), ...unknownIds()];
const document = await written();
if (isCheck) {
  if (readOr(target) !== document)
    problems.push('docs/conformance.md is not up to date: run `node scripts/conformance.mjs`.');
} else {
  writeFileSync(target, document);
}
for (const problem of problems) console.error(problem);
console.log(`${requirements.length} requirements, ${owed.length} without a test yet, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

function problemsOf({ id, documented }) {
  if (documented) return read(documented).includes(id) ? [] : [`${id}: ${documented} does not name it.`];
  const isTested = tests.has(id);
  if (!isTested && !owed.includes(id)) return [`${id}: no test names it in its title.`];
  return isTested && owed.includes(id)
    ? [`${id}: has a test, and is still in ${owedPath}: run \`node scripts/conformance.mjs\`.`]
    : [];
}

function unknownIds() {
  const known = new Set(requirements.map(({ id }) => id));
  return [...tests.keys(), ...owed].filter((id) => !known.has(id)).map((id) => `${id}: there is no such requirement.`);
}

/** The tests of each id: what their title, or a row of their table, names. */
function testsById() {
  const found = new Map();
  for (const path of readdirSync(`${root}__tests__`, { recursive: true }).sort()) {
    for (const { title, named } of titlesOf(path)) {
      for (const id of named)
        found.set(id, [...(found.get(id) ?? []), { path: path.replace(/(\.test)?\.ts$/, ''), title }]);
    }
  }
  return found;
}

/** A type test has no titles: its comments name what it shows. */
function titlesOf(path) {
  if (path.endsWith('.test.ts')) return titlesIn(read(`__tests__/${path}`), path);
  if (!path.endsWith('.test-d.ts')) return [];
  const comments = read(`__tests__/${path}`).match(/(?<=^\s*\/\/ ).*$/gm) ?? [];
  return comments.map((title) => ({ title, named: new Set([...title.matchAll(ids)].map(([id]) => id)) }));
}

function titlesIn(text, path) {
  const titles = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && /^(describe|it|test)/.test(node.expression.getText())) {
      const title = node.arguments.find(ts.isStringLiteralLike)?.text ?? '';
      const table = ts.isCallExpression(node.expression) ? node.expression.getText() : '';
      const named = new Set([...title.matchAll(ids), ...table.matchAll(ids)].map(([id]) => id));
      if (named.size > 0) titles.push({ title, named });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return titles;
}

async function written() {
  const parts = [
    '# Conformance',
    'What the RFCs ask of a client, one line each, and the tests that show it; made by `node scripts/conformance.mjs` from the titles of the tests. Levels are those of the texts; `lib`: no keyword of theirs, but needed to meet it, or to live with real servers. What only your app can do is in [Your part](your-part.md).',
    ...groups.flatMap(({ title, requirements: rows }) => [
      `## ${title}`,
      ['| id | § | level | requirement | shown by |', '|---|---|---|---|---|', ...rows.map(row)].join('\n'),
    ]),
  ];
  return format(parts.join('\n\n'), { ...(await resolveConfig(target)), parser: 'markdown' });
}

function row({ id, section, level, requirement, documented }) {
  const shown = (tests.get(id) ?? []).map(({ path, title }) => `${path}: ${plain(title)}`);
  const where = documented ? '[Your part](your-part.md)' : [...new Set(shown)].join('<br>') || 'not yet';
  return `| ${[`\`${id}\``, section, level, requirement, where].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** A title without ids, fit for a table. */
function plain(title) {
  const words = title
    .replace(ids, '')
    .replace(/\(?[\s,]*\)?\s*$/, '')
    .replace(/^[\s,:]+|^%s:\s*/g, '');
  return words.replace(/[<>*_`[\]\\]/g, '\\$&').replaceAll('\n', ' ');
}

function readOr(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
