import { planOf, type Plan } from './plan.js';
import { Simulation } from './simulation.js';
import type { Violation } from './verdict.js';

/** What came of one schedule. */
export interface Result {
  readonly plan: Plan;
  readonly violations: readonly Violation[];
  readonly steps: number;
  readonly calls: number;
}

/** Runs the schedule of a seed; twice the same is the same to the last step. */
export async function simulate(seed: number, trace?: string[]): Promise<Result> {
  const plan = planOf(seed);
  const simulation = new Simulation(plan, trace);
  const unhandled = (reason: unknown) => simulation.around.verdict.fail('no unhandled rejection', String(reason));
  process.on('unhandledRejection', unhandled);
  try {
    const violations = await simulation.run();
    return { plan, violations, steps: simulation.steps, calls: simulation.around.calls.all.length };
  } finally {
    process.off('unhandledRejection', unhandled);
  }
}

/** What a failing seed did, to be read. */
export async function explain(seed: number): Promise<string> {
  const trace: string[] = [];
  const { plan, violations } = await simulate(seed, trace);
  const setting = JSON.stringify({ ...plan, faults: [...plan.faults] });
  const broken = violations.map(({ rule, text }) => `BROKEN: ${rule}. ${text}`);
  return [`seed ${String(seed)}: ${setting}`, ...trace, ...broken].join('\n');
}

/** What came of many schedules. */
export interface Summary {
  schedules: number;
  steps: number;
  calls: number;
  /** How many there were of each lock kind, and of each lock kind with each fault. */
  readonly counts: Record<string, number>;
  readonly failures: { readonly seed: number; readonly lock: string; readonly violation: Violation }[];
}

/** Runs the schedules of the seeds from `first`; ends early once `enough` of them failed. */
export async function simulateMany(first: number, count: number, enough = Infinity): Promise<Summary> {
  const summary: Summary = { schedules: 0, steps: 0, calls: 0, counts: {}, failures: [] };
  for (let seed = first; seed < first + count && summary.failures.length < enough; seed++) {
    const { plan, violations, steps, calls } = await simulate(seed);
    summary.schedules++;
    summary.steps += steps;
    summary.calls += calls;
    const columns = ['all', plan.faults.size === 0 ? 'no fault' : 'faults', ...plan.faults];
    for (const column of columns) {
      const cell = `${plan.lock}/${column}`;
      summary.counts[cell] = (summary.counts[cell] ?? 0) + 1;
    }
    const [violation] = violations;
    if (violation) summary.failures.push({ seed, lock: plan.lock, violation });
  }
  return summary;
}
