import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { explain, simulate } from '../simulation/main';

// SIM_SEED=7 npx jest renewal.simulation replays one schedule; node scripts/simulate.mjs runs 100,000.
const seed = process.env.SIM_SEED;
const schedules = '5000';
const script = path.resolve(__dirname, '../../scripts/simulate.mjs');

/** Runs many outside of Jest, which takes five times as long for each. */
async function failingSeeds(): Promise<number[]> {
  const run = promisify(execFile)(process.execPath, [script, schedules]);
  const { stdout } = await run.catch((failed: { stdout: string }) => failed);
  expect(stdout).toContain(`${schedules} schedules, `);
  return Array.from(stdout.matchAll(/^SIM_SEED=(\d+)/gm), ([, digits]) => Number(digits)).slice(0, 3);
}

describe('a renewal, whatever comes when', () => {
  it('keeps its rules under every schedule', async () => {
    const failing = seed === undefined ? await failingSeeds() : [Number(seed)];
    const texts = await Promise.all(failing.map((each) => explain(each)));
    const broken = texts.filter((text) => text.includes('BROKEN'));
    if (broken.length > 0) throw new Error(broken.join('\n\n'));
  }, 120_000);

  // A login's `set` that was answered late had a Retry-After forgotten which came after the token had arrived in the store.
  it('keeps its rules under a schedule that once broke one', async () => {
    expect(await explain(8024839)).not.toContain('BROKEN');
  });

  it('is simulated the same way each time', async () => {
    const [first, second] = [[] as string[], [] as string[]];
    await simulate(11, first);
    await simulate(11, second);
    expect(first.length).toBeGreaterThan(50);
    expect(second).toEqual(first);
  });
});

describe('the simulator', () => {
  // One break of each rule of the design; `node scripts/simulate.mjs --mutations` makes them all.
  const breaks = [
    'a marked record counts as newer',
    'no shared promise',
    'no second look inside the lock',
    'a token is saved without compare-and-set',
    'a token is used before it is saved',
    'the token is cleared before its successor is there',
    'invalid_grant is retried',
    'Retry-After is forgotten after a renewal',
    'no quiet time after a failure',
    'waits are measured with the wall clock',
    'no copy of the last token in memory',
  ];

  it('finds what breaks a rule', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [script, '--mutations', ...breaks], {
      env: { ...process.env, SIM_SEED: undefined },
    });
    expect(stdout).toContain(`${String(breaks.length)} breaks, ${String(breaks.length)} found`);
  }, 120_000);
});
