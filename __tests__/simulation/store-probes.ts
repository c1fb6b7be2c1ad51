import { keyPrefix, type Client } from './client.js';
import type { Simulation } from './simulation.js';

const longAfterMs = 7_200_000;

/** A renewal that hangs in the store ends while the next one makes its call: that one is still the one to join. */
export async function probeOverdue(simulation: Simulation, client: Client, account: string): Promise<void> {
  const { endpoint, plan, store, world } = simulation.around;
  if (plan.isSync) return;
  world.note(() => '— probe: a renewal that is overdue —');
  world.nowMs += longAfterMs;
  // The requests look twice, one that was refused three times, before the renewal itself looks.
  let looks = plan.server.tellsExpiry ? 2 : 3;
  store.delay = (verb) => (verb === 'get' && looks-- === 0 ? plan.budgetMs + 1500 : 0);
  endpoint.treatment = () => ({ kind: 'silence' });
  for (const ms of [0, plan.budgetMs + 700, plan.budgetMs + 2000])
    after(simulation, ms, () => send(simulation, client, account));
  await simulation.drain();
  store.delay = undefined;
  endpoint.treatment = undefined;
}

/** A store that hangs when a renewal saves holds up nobody beyond the limit of that renewal. */
export async function probeHanging(simulation: Simulation, client: Client, account: string): Promise<void> {
  const { plan, store, verdict, world } = simulation.around;
  if (plan.isSync) return;
  world.note(() => '— probe: the store hangs in a save —');
  world.nowMs += longAfterMs;
  store.delay = (verb) => (verb === 'get' ? 0 : 3 * plan.budgetMs);
  const beganMs = world.nowMs;
  let endedMs = Infinity;
  void simulation.requests.send(client, account).then(() => (endedMs = world.nowMs));
  await simulation.drain();
  store.delay = undefined;
  // Its own looks and the way to the lock are no part of the renewal.
  if (endedMs - beganMs > plan.budgetMs + 3000)
    verdict.fail('probe: no renewal outlasts its limit', `${String(endedMs - beganMs)} ms`);
}

/**
 * A read takes so long that meanwhile the token is renewed twice, the second time into a store that fails. What that read shows
 * at last says nothing about the token which waits in memory: the judge of calls finds out if it is dropped.
 */
export async function probeOldRead(simulation: Simulation, client: Client, account: string): Promise<void> {
  const { plan, server, store, verdict, world } = simulation.around;
  if (plan.isSync) return;
  world.note(() => '— probe: an old read —');
  world.nowMs += longAfterMs;
  let reads = 0;
  store.lateness = (verb) => (verb === 'get' && ++reads === 1 ? 20_000 : 0);
  after(simulation, 0, () => send(simulation, client, account));
  after(simulation, 1000, () => send(simulation, client, account));
  after(simulation, 8000, () => {
    const stored = store.peek(keyPrefix + account);
    if (stored) server.endAccess(stored.access_token);
    store.fails = (verb) => verb !== 'get';
    send(simulation, client, account);
  });
  after(simulation, 14_000, () => (store.fails = undefined));
  await simulation.drain();
  store.lateness = undefined;
  after(simulation, 0, () => send(simulation, client, account)); // one more chance to write what waits
  await simulation.drain();
  const waited = simulation.around.calls.all.at(-1)?.got;
  const stored = store.peek(keyPrefix + account)?.access_token;
  if (waited !== stored)
    verdict.fail('probe: a token that waits is written at the next chance', `${String(waited)} is not`);
}

function send(simulation: Simulation, client: Client, account: string): void {
  void simulation.requests.send(client, account);
}

function after({ around: { world } }: Simulation, ms: number, run: () => void): void {
  world.add({ owner: undefined, readyAtMs: world.nowMs + ms, label: '', run });
}
