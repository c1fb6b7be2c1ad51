import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sectionsOf } from '../../fixtures/documentation.js';

const root = path.join(__dirname, '../..');

/** A project of somebody who uses the built package. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'axios-oauthlib-testing-'));
  const modules = path.join(folder, 'node_modules');
  mkdirSync(modules);
  symlinkSync(root, path.join(modules, 'axios-oauthlib'), 'dir');
  for (const name of ['axios', 'axios-mock-adapter', 'vitest'])
    symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name), 'dir');
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(heading: string, name: string): string {
  const section = sectionsOf('docs/testing.md').find((one) => one.heading === heading);
  if (!section) throw new Error(`docs/testing.md has no "${heading}".`);
  const file = path.join(folder, name);
  writeFileSync(file, section.code);
  return file;
}

/** A file of a package that we develop with. */
function fileOf(name: string, file: string): string {
  return path.join(path.dirname(require.resolve(`${name}/package.json`)), file);
}

function run(program: string, ...options: string[]): string {
  const env = { ...process.env, NODE_ENV: 'test', FORCE_COLOR: '0', NO_COLOR: '1' };
  return execFileSync(process.execPath, [program, ...options], {
    cwd: folder,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('what docs/testing.md shows runs as it is written', () => {
  it('under vitest', () => {
    write('With vitest', 'vitest.test.ts');
    expect(run(fileOf('vitest', 'vitest.mjs'), 'run', '--root', folder)).toMatch(/1 passed/);
  }, 120_000);

  it('under jest, as CommonJS', () => {
    write('With jest', 'jest.test.ts');
    const config = {
      rootDir: folder,
      testMatch: ['**/jest.test.ts'],
      transform: {
        '\\.ts$': [
          path.join(root, 'node_modules/ts-jest'),
          { diagnostics: false, tsconfig: path.join(root, 'tsconfig.test.json') },
        ],
      },
    };
    writeFileSync(path.join(folder, 'jest.config.json'), JSON.stringify(config));
    expect(() => run(fileOf('jest', 'bin/jest.js'), '--config', path.join(folder, 'jest.config.json'))).not.toThrow();
  }, 120_000);
});
