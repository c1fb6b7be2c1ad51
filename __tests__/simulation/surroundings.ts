import { Calls } from './calls.js';
import { TokenEndpoint } from './endpoint.js';
import { Faults } from './faults.js';
import { SimulatedFeed } from './feed.js';
import { SimulatedLock } from './lock.js';
import type { Plan } from './plan.js';
import { SimulatedServer } from './server.js';
import { StoreHistory } from './store-history.js';
import { SimulatedStore } from './store.js';
import { Verdict } from './verdict.js';
import { World } from './world.js';

/** Everything around the processes of one schedule, and what judges it. */
export interface Surroundings {
  readonly plan: Plan;
  readonly world: World;
  readonly faults: Faults;
  readonly server: SimulatedServer;
  readonly endpoint: TokenEndpoint;
  readonly store: SimulatedStore;
  readonly lock: SimulatedLock;
  readonly history: StoreHistory;
  readonly calls: Calls;
  readonly verdict: Verdict;
}

export function surroundingsOf(plan: Plan, trace?: string[]): Surroundings {
  const world = new World(plan.seed, trace);
  const verdict = new Verdict();
  const faults = new Faults(plan, world.random);
  const server = new SimulatedServer(world, plan.server);
  const history = new StoreHistory(world, server, verdict, plan);
  const lock = new SimulatedLock(world, plan, faults);
  const feed = new SimulatedFeed(world, faults, history);
  return {
    plan,
    world,
    verdict,
    faults,
    server,
    history,
    lock,
    endpoint: new TokenEndpoint(world, server, faults),
    store: new SimulatedStore(world, plan, faults, history, feed),
    calls: new Calls(plan, world, lock, history, verdict),
  };
}
