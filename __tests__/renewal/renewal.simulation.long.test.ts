import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const script = path.resolve(__dirname, '../../scripts/simulate.mjs');
const minutes = 60_000;

describe('a renewal, in the long run', () => {
  it(
    'keeps its rules under 100,000 schedules',
    async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [script, '100000']);
      expect(stdout).toContain('100000 schedules');
      expect(stdout).toContain(' 0 with a violation');
    },
    15 * minutes,
  );

  it(
    'is broken by every break of its rules',
    async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [script, '--mutations']);
      expect(stdout).not.toContain('NOT FOUND');
      expect(stdout).toMatch(/(\d+) breaks, \1 found/);
    },
    15 * minutes,
  );
});
