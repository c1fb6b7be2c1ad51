import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(__dirname, '../..');

it('the picture in docs/architecture.md shows what the rooms import of each other', () => {
  expect(() =>
    execFileSync(process.execPath, ['scripts/architecture.mjs'], { cwd: root, stdio: 'pipe' }),
  ).not.toThrow();
});

it('an import that is not in the picture is noticed, also one of what is loaded later', () => {
  const copy = mkdtempSync(path.join(tmpdir(), 'axios-oauthlib-architecture-'));
  for (const part of ['lib', 'scripts/architecture.mjs', 'docs/architecture.md', 'package.json'])
    cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'dir');
  const script = () => spawnSync(process.execPath, ['scripts/architecture.mjs'], { cwd: copy }).status;
  const intruder = path.join(copy, 'lib/renewal/intruder.ts');
  const verdicts = [
    `import type { OAuth2Session } from '../oauth2/session.js';\nexport type Intruder = OAuth2Session;`,
    `export const load = () => import('../sending/origin.js');`,
  ].map((code) => {
    writeFileSync(intruder, code);
    return script();
  });
  rmSync(copy, { recursive: true });
  expect(verdicts).toEqual([0, 1]);
});
