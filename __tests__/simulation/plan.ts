import { Random } from './random.js';

/** How a lock behaves: ends with its holder, ends by the clock, is prolonged while its holder runs, or is not there. */
export const lockKinds = ['session', 'expiring', 'extended', 'none'] as const;
export type LockKind = (typeof lockKinds)[number];

/** What can go wrong, or happen at a bad moment. */
export const faultGroups = [
  'crash',
  'pause',
  'clock',
  'lost',
  'busy',
  'store',
  'lock',
  'slow',
  'logout',
  'login',
  'refusal',
  'feed',
] as const;
export type FaultGroup = (typeof faultGroups)[number];

/** One schedule, but for the order of its steps. */
export interface Plan {
  readonly seed: number;
  readonly lock: LockKind;
  readonly lockLifeMs: number;
  readonly hasReplace: boolean;
  /** The store answers without promises. */
  readonly isSync: boolean;
  /** How long a copy may be used without asking a store that answers later; 0: every request asks. */
  readonly copyAgeMs: number;
  /** The store tells of changes. */
  readonly hasFeed: boolean;
  readonly processes: number;
  readonly accounts: readonly string[];
  readonly faults: ReadonlySet<FaultGroup>;
  readonly server: ServerPlan;
  readonly budgetMs: number;
  readonly callLimitMs: number;
  readonly leewayMs: number;
  /** When new things stop to happen; what is pending then still runs to its end. */
  readonly horizonMs: number;
}

/** How the authorization server rotates. */
export interface ServerPlan {
  readonly isRotating: boolean;
  /** An old refresh token gives the same answer again for so long. */
  readonly graceMs: number;
  readonly accessLifeMs: number;
  readonly tellsExpiry: boolean;
  /** An access token dies with the refresh token that it came with. */
  readonly endsOldAccess: boolean;
}

/** Draws a schedule. */
export function planOf(seed: number): Plan {
  const random = new Random(seed ^ 0x5eed);
  const lock = random.pick(lockKinds);
  const alone = random.chance(lock === 'none' ? 0.5 : 0.1);
  const budgetMs = random.pick([6000, 10_000, 30_000]);
  return {
    seed,
    lock,
    lockLifeMs: lock === 'extended' ? 4000 : budgetMs + random.pick([1000, 20_000]),
    hasReplace: random.chance(0.75),
    isSync: random.chance(0.2),
    processes: alone ? 1 : random.between(2, 4),
    accounts: random.chance(0.15) ? ['ann', 'bob'] : ['ann'],
    faults: drawFaults(random),
    server: drawServer(random),
    budgetMs,
    callLimitMs: 2500,
    leewayMs: random.pick([0, 5000, 60_000]),
    horizonMs: 90_000,
    copyAgeMs: random.pick([0, 0, 1000, 1000, 20_000]),
    hasFeed: random.chance(0.4),
  };
}

function drawFaults(random: Random): ReadonlySet<FaultGroup> {
  const share = random.pick([0, 0.1, 0.2, 0.4, 0.7]);
  return new Set(faultGroups.filter(() => random.chance(share)));
}

function drawServer(random: Random): ServerPlan {
  return {
    isRotating: random.chance(0.85),
    graceMs: random.pick([0, 0, 5000, 30_000]),
    accessLifeMs: random.pick([15_000, 30_000, 30_000, 600_000]),
    tellsExpiry: random.chance(0.85),
    endsOldAccess: random.chance(0.3),
  };
}
