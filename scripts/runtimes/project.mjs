// An empty project with the packed tarball and one axios, and in it the smoke program in the forms that users write.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ended } from './process.mjs';
import { npmInstall } from './tools.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Packs the built package into `folder`, and gives back the tarball. */
export async function pack(folder) {
  const printed = await ended('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root });
  return path.join(folder, printed.trim().split('\n').at(-1));
}

/** Nothing of this repository is in reach there: a package that ours needs and does not name is missed. */
export async function makeProject(folder, tarball, axiosVersion) {
  mkdirSync(folder);
  await npmInstall(folder, [tarball, `axios@${axiosVersion}`, `keyv@${versionOf('keyv')}`]);
  await Promise.all([writePrograms(folder, 'esm', '.mjs'), writePrograms(folder, 'cjs', '.cjs')]);
  for (const [name, lines] of Object.entries(mains)) writeFileSync(path.join(folder, name), `${lines.join('\n')}\n`);
  copyTypeTests(folder);
}

export function versionOf(name) {
  return JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
}

/** The programs import packages by their names: each project has its own. */
async function writePrograms(folder, format, extension) {
  await build({
    entryPoints: ['with-files', 'worker', 'page'].map((name) => path.join(root, 'scripts/runtimes', `${name}.mjs`)),
    outdir: folder,
    outExtension: { '.js': extension },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format,
    target: 'es2022',
    define: { VECTORS: JSON.stringify(vectors()) },
  });
}

/** One of each kind, over the digest and over the key: where runtimes differ. */
function vectors() {
  const { cases } = JSON.parse(readFileSync(path.join(root, 'fixtures/oauth1/vectors.json'), 'utf8'));
  const wanted = [
    '008-known-twitter-docs-v1.1',
    '020-matrix-hmac-sha512-header-get',
    '254-cross-rsa-sha256-put-json-not-signed',
  ];
  return wanted.map((id) => cases.find((vector) => vector.id === id));
}

const run = 'smokeWithFiles(JSON.parse(process.env.SMOKE))';
const test = `it('works', async () => expect(await ${run}).toBe('ok'), 60_000);`;
const mains = {
  'main.mjs': ["import { smokeWithFiles } from './with-files.mjs';", `console.log(await ${run});`],
  // What fails, fails the process.
  'main.cjs': ["const { smokeWithFiles } = require('./with-files.cjs');", `void ${run}.then(console.log);`],
  'smoke.test.cjs': ["const { smokeWithFiles } = require('./with-files.cjs');", test],
  'smoke.test.mjs': ["import { smokeWithFiles } from './with-files.mjs';", test],
  'jest.config.json': ['{ "testMatch": ["**/smoke.test.cjs"] }'],
  'index.html': [
    '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">',
    '<script type="module" src="/page.mjs"></script>',
  ],
};

/** Those of the stores and of `testing` need the types of packages that few projects have, and that set a floor of their own. */
function copyTypeTests(folder) {
  const tests = path.join(root, '__tests__/types');
  const consumer = path.join(folder, 'types');
  mkdirSync(consumer);
  for (const name of readdirSync(tests)) {
    if (/\.test-d\.c?ts$/.test(name) && !/^(stores|testing)\./.test(name))
      copyFileSync(path.join(tests, name), path.join(consumer, name));
  }
  // TypeScript takes `.ts` for an ES module, and `.cts` for CommonJS.
  writeFileSync(path.join(consumer, 'package.json'), '{ "type": "module" }');
  for (const [form, include] of Object.entries({ ESM: '*.ts', CommonJS: '*.cts' })) {
    writeFileSync(path.join(consumer, `${form}.json`), JSON.stringify({ compilerOptions, include: [include] }));
  }
}

const compilerOptions = {
  target: 'ES2022',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  lib: ['ES2022', 'DOM', 'DOM.Iterable'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  esModuleInterop: true,
  skipLibCheck: false,
  noEmit: true,
};
