import { keyPrefix, type Client } from './client.js';
import type { Treatment } from './endpoint.js';
import type { Outcome } from './requests.js';
import type { Simulation } from './simulation.js';
import { probeHanging, probeOldRead, probeOverdue } from './store-probes.js';
import type { Surroundings } from './surroundings.js';

const longAfterMs = 7_200_000;

/** What one process may cost and must get out of a server that behaves in one certain way. */
interface Probe {
  readonly name: string;
  /** How the server treats the first, second, … call; the last one holds for all further ones. */
  readonly treatments: readonly Treatment[];
  readonly end: Outcome['end'];
  readonly code?: string;
  readonly calls: number;
}

const serve: Treatment = { kind: 'serve' };
const busy: Treatment = { kind: 'busy', retryAfterMs: undefined };
const probes: readonly Probe[] = [
  { name: 'a lost answer is mended', treatments: [{ kind: 'lose request' }, serve], end: 'ok', calls: 2 },
  { name: 'a lost answer is retried once', treatments: [{ kind: 'lose request' }], end: 'failed', calls: 2 },
  { name: 'a server that never answers', treatments: [{ kind: 'silence' }], end: 'failed', calls: 2 },
  { name: 'a busy server is asked again', treatments: [busy, serve], end: 'ok', calls: 2 },
  {
    name: 'a server that was down is asked again',
    treatments: [{ kind: 'not connected' }, serve],
    end: 'ok',
    calls: 2,
  },
  {
    name: 'a long Retry-After ends the renewal',
    treatments: [{ kind: 'busy', retryAfterMs: 60_000 }],
    end: 'failed',
    code: 'ERR_OAUTH_TOKEN_ENDPOINT_BUSY',
    calls: 1,
  },
  {
    name: 'invalid_client is not retried',
    treatments: [{ kind: 'invalid_client' }],
    end: 'failed',
    code: 'ERR_OAUTH_TOKEN_ENDPOINT',
    calls: 1,
  },
];

const furtherProbes = [probeRefusal, probeBackground, probeLateRefusal, probeOverdue, probeHanging, probeOldRead];

/** After all else, one of the probes. Only one process takes part, so that locks do not matter. */
export async function probe(simulation: Simulation): Promise<void> {
  const { random } = simulation.around.world;
  const [account] = simulation.around.plan.accounts;
  const client = random.pick(simulation.clients);
  if (account === undefined || !isRenewable(simulation.around, account)) return;
  const choice = random.between(0, probes.length + furtherProbes.length - 1);
  const chosen = probes[choice];
  if (chosen) await probeServer(simulation, chosen, client, account);
  else await furtherProbes[choice - probes.length]?.(simulation, client, account);
}

/** Whether what is stored can be renewed: where processes race, or somebody logged out, the grant may be gone. */
export function isRenewable({ store, server }: Surroundings, account: string): boolean {
  const stored = store.peek(keyPrefix + account);
  if (!stored || stored.refusedGrant) return false;
  const { family, generation } = server.placeOf(stored.access_token);
  return !family.revoked && (!server.plan.isRotating || generation === family.generations.length - 1);
}

async function probeServer(simulation: Simulation, chosen: Probe, client: Client, account: string): Promise<void> {
  const { world, endpoint, calls } = simulation.around;
  world.note(() => `— probe: ${chosen.name} —`);
  world.nowMs += longAfterMs;
  const before = calls.all.length;
  const treatment = (): Treatment =>
    chosen.treatments[Math.min(calls.all.length - before, chosen.treatments.length) - 1] ?? serve;
  endpoint.treatment = treatment;
  expectAll(simulation, chosen, await burst(simulation, client, account, 5), calls.all.length - before);
  if (chosen.code === 'ERR_OAUTH_TOKEN_ENDPOINT_BUSY') {
    // No clock that somebody sets shortens the wait.
    client.machine.skewMs += longAfterMs;
    expectAll(simulation, chosen, await burst(simulation, client, account, 2), calls.all.length - before);
    client.machine.skewMs -= longAfterMs;
  }
  endpoint.treatment = undefined;
  world.nowMs += longAfterMs;
  const after = await burst(simulation, client, account, 2);
  if (after.some(({ end }) => end !== 'ok')) fail(simulation, chosen.name, 'a mended server does not serve');
}

/** The owner of the grant ended it: one call in all, then none by anyone, until a new login. */
async function probeRefusal(simulation: Simulation, client: Client, account: string): Promise<void> {
  const { world, server, calls, store } = simulation.around;
  const name = 'invalid_grant is final for everybody';
  world.note(() => `— probe: ${name} —`);
  world.nowMs += longAfterMs;
  const granted = store.peek(keyPrefix + account);
  if (granted) server.placeOf(granted.access_token).family.revoked = true;
  const before = calls.all.length;
  const expected: Probe = { name, treatments: [], end: 'failed', code: 'ERR_OAUTH_INVALID_GRANT', calls: 1 };
  const all = [client, ...simulation.clients];
  for (const each of all) {
    expectAll(simulation, expected, await burst(simulation, each, account, 3), calls.all.length - before);
  }
  if (!store.peek(keyPrefix + account)?.refusedGrant) fail(simulation, name, 'the refusal is not written down');
}

/** The API's refusal of a token comes late, when another is stored: that is taken, without a lock and without a call. */
async function probeLateRefusal(simulation: Simulation, client: Client, account: string): Promise<void> {
  const { server, calls, lock, plan, world } = simulation.around;
  if (plan.faults.has('clock')) return;
  world.note(() => '— probe: a late refusal —');
  const { failures } = client.source;
  const old = await outcomeOf(simulation, client.source.usable(account));
  if (old) server.endAccess(old.access_token);
  await burst(simulation, client, account, 2);
  const before = calls.all.length + lock.asked;
  const newer = old && (await outcomeOf(simulation, client.source.insteadOf(account, old, failures)));
  if (!newer || newer.revision === old.revision)
    fail(simulation, 'a late refusal', 'is not answered with what is stored');
  if (calls.all.length + lock.asked > before) fail(simulation, 'a late refusal', 'takes a lock or makes a call');
}

/** What came of it, with all that is pending; undefined if it failed. */
async function outcomeOf<T>(simulation: Simulation, work: T | Promise<T>): Promise<T | undefined> {
  let outcome: T | undefined;
  Promise.resolve(work).then(
    (value) => (outcome = value),
    () => undefined,
  );
  await simulation.drain();
  return outcome;
}

/** A token that is good for a while is used, whatever the token endpoint does; and that is left in peace. */
async function probeBackground(simulation: Simulation, client: Client, account: string): Promise<void> {
  const { world, endpoint, calls, plan, store } = simulation.around;
  const stored = store.peek(keyPrefix + account);
  if (stored?.expiresAt === undefined || plan.leewayMs === 0 || plan.server.accessLifeMs < 30_000) return;
  const leftMs = Math.min(plan.leewayMs, plan.server.accessLifeMs / 4);
  const waitMs = stored.expiresAt - client.machine.wallMs() - leftMs * 0.9;
  if (waitMs < 0 || plan.faults.has('clock')) return;
  world.note(() => '— probe: renewal in the background —');
  world.nowMs += waitMs;
  endpoint.treatment = () => busy;
  const before = calls.all.length;
  const beganMs = world.nowMs;
  for (let request = 0; request < 6 && stored.expiresAt - client.machine.wallMs() > 1000; request++) {
    const [outcome] = await burst(simulation, client, account, 1);
    if (outcome?.end !== 'ok') fail(simulation, 'in the background', 'a request with a good token fails');
  }
  const count = calls.all.length - before;
  const most = 2 + (world.nowMs - beganMs) / 1000;
  if (count < 1 || count > most) fail(simulation, 'in the background', `${String(count)} calls`);
}

async function burst(simulation: Simulation, client: Client, account: string, size: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let count = 0; count < size; count++) {
    void simulation.requests.send(client, account).then((outcome) => outcomes.push(outcome));
  }
  await simulation.drain();
  return outcomes;
}

function expectAll(simulation: Simulation, expected: Probe, outcomes: readonly Outcome[], count: number): void {
  const { name, end, code } = expected;
  for (const outcome of outcomes) {
    if (outcome.end !== end) fail(simulation, name, `a request ended ${outcome.end} ${outcome.code ?? ''}`);
    else if (code !== undefined && outcome.code !== code)
      fail(simulation, name, `it is told ${outcome.code ?? 'nothing'}`);
  }
  if (count !== expected.calls) fail(simulation, name, `${String(count)} calls, not ${String(expected.calls)}`);
}

function fail({ around }: Simulation, name: string, text: string): void {
  around.verdict.fail(`probe: ${name}`, text);
}
