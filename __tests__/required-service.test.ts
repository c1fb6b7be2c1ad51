import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(__dirname, '..');
const config = {
  rootDir: root,
  testMatch: [path.join(root, 'fixtures/missing-service.ts')],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.js', '$1.ts'] },
  transform: { '\\.ts$': '<rootDir>/fixtures/compiled.mjs' },
};

function run(CI: string | undefined) {
  const jest = require.resolve('jest/bin/jest');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [jest, '--json', '--runInBand', '--config', JSON.stringify(config)],
    {
      env: { ...process.env, CI },
      encoding: 'utf8',
    },
  );
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(stdout) as Record<string, number>;
  return { stderr, passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
}

describe('a suite that needs a Debian package', () => {
  it('is skipped with one visible line where it is missing', () => {
    const { stderr, ...counts } = run('');
    expect(counts).toEqual({ passed: 1, failed: 0, skipped: 1 });
    const lines = stderr.split('\n').filter((line) => line.startsWith('skipped: '));
    expect(lines).toEqual([
      'skipped: no-such-package is not installed: apt-get install -y --no-install-recommends no-such-package',
    ]);
  }, 60_000);

  it('fails where it is missing and CI=true promises it', () => {
    const { stderr, ...counts } = run('true');
    expect(counts).toEqual({ passed: 1, failed: 1, skipped: 0 });
    expect(stderr).toContain('no-such-package is not installed');
  }, 60_000);
});
