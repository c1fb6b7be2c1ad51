#!/usr/bin/env node
// node scripts/architecture.mjs: fails unless the picture in docs/architecture.md shows what the rooms of lib/ import of each other;
// with --write it is drawn anew. Types are imported freely, and everybody knows the errors and the files of lib/ itself, so
// neither is in the picture; attach.ts is, as a room of its own. Fails, too, where files import each other in a circle, types included:
// then none of them can be understood before the others.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const lib = path.join(root, 'lib');
const page = path.join(root, 'docs/architecture.md');

const files = readdirSync(lib, { recursive: true }).filter((file) => file.endsWith('.ts'));
const text = readFileSync(page, 'utf8');
const drawn = text.replace(/```mermaid\n[^]*?```/, ['```mermaid', 'flowchart TD', ...picture(), '```'].join('\n'));
if (process.argv.includes('--write')) writeFileSync(page, drawn);
else if (drawn !== text) {
  console.error('docs/architecture.md is not what lib/ imports: run `node scripts/architecture.mjs --write`.');
  process.exitCode = 1;
}
for (const circle of circles()) {
  console.error(`lib/ imports in a circle: ${circle.join(' -> ')}`);
  process.exitCode = 1;
}

function picture() {
  const arrows = files
    .filter((file) => file !== 'index.ts')
    .flatMap((file) => importsOf(file, isValue).map((target) => [roomOf(file), roomOf(target)]))
    .filter(([from, to]) => from !== to && from !== undefined && to !== undefined)
    .map(([from, to]) => `  ${from} --> ${to}`);
  if (arrows.length === 0) throw new Error('lib/ was not read.');
  return [...new Set(arrows)].sort();
}

function roomOf(file) {
  const [room, ...inside] = file.split(path.sep);
  if (inside.length === 0) return room.startsWith('attach.') ? 'attach' : undefined;
  return room === 'errors' ? undefined : room;
}

/** One for each import that leads back to where it was reached from. */
function circles() {
  const found = [];
  const done = new Set();
  const follow = (file, way) => {
    if (way.includes(file)) return void found.push([...way.slice(way.indexOf(file)), file]);
    if (done.has(file)) return;
    for (const target of importsOf(file, () => true)) follow(target.replace(/\.js$/, '.ts'), [...way, file]);
    done.add(file);
  };
  for (const file of files) follow(file, []);
  return found;
}

/** What a file imports of lib/: statically, or when it is first needed. */
function importsOf(file, counts) {
  const source = ts.createSourceFile(file, readFileSync(path.join(lib, file), 'utf8'), ts.ScriptTarget.Latest);
  const found = [];
  const visit = (node) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && counts(node))
      found.push(node.moduleSpecifier);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      found.push(node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const specifiers = found
    .map((node) => node?.text ?? '')
    .map((name) => (name === '#crypto' ? '/crypto/native.js' : name));
  return specifiers
    .filter((name) => /^[./]/.test(name))
    .map((name) => (name.startsWith('/') ? name.slice(1) : path.join(path.dirname(file), name)));
}

/** Whether it is there to run, or for its types alone. */
function isValue(node) {
  const names = node.importClause?.namedBindings ?? node.exportClause;
  if (node.isTypeOnly || node.importClause?.isTypeOnly) return false;
  if (node.importClause?.name || !names?.elements) return true;
  return names.elements.some(({ isTypeOnly }) => !isTypeOnly);
}
