import { shareOf } from '../../lib/renewal/share.js';
import { keyPrefix, type Client } from './client.js';
import { isRenewable, probe } from './probes.js';
import type { Outcome } from './requests.js';
import type { Simulation } from './simulation.js';

const longAfterMs = 7_200_000;

/** The faults have ended. Whatever happened, now it must work again, and nothing may have been lost that was in a living memory. */
export async function recover(simulation: Simulation): Promise<void> {
  const { plan } = simulation.around;
  simulation.around.faults.active = false;
  simulation.around.faults.over = true;
  await lookOnce(simulation);
  judgeNothingLost(simulation);
  simulation.around.world.nowMs += longAfterMs;
  const expected = plan.accounts.filter((account) => isRenewable(simulation.around, account));
  const outcomes = await round(simulation);
  if (!mayRace(simulation)) expectSuccess(simulation, outcomes, expected, 'a grant that is alive serves again');
  for (const account of plan.accounts) {
    if (outcomes.some((outcome) => outcome.account === account && outcome.end !== 'ok'))
      await loginAgain(simulation, account);
  }
  await renewOnce(simulation);
  if (simulation.around.verdict.violations.length === 0) await probe(simulation);
  judgeReuse(simulation);
}

/** The next chance: whoever keeps a token that the store would not take writes it now. */
async function lookOnce(simulation: Simulation): Promise<void> {
  const { plan, verdict } = simulation.around;
  for (const { source } of simulation.clients) {
    for (const account of plan.accounts) {
      const looked = Promise.resolve(source.stored(account));
      looked.catch((error: unknown) => verdict.fail('a store that works is read', String(error)));
      await simulation.drain();
    }
  }
}

/** The newest refresh token that a living process was given is the stored one, unless a login or a log-out came after it. */
function judgeNothingLost({ around, clients }: Simulation): void {
  const { store, server, calls, history, verdict } = around;
  if (!server.plan.isRotating) return;
  for (const account of around.plan.accounts) {
    const stored = store.peek(keyPrefix + account);
    if (!stored || stored.refusedGrant) continue;
    const { family, generation } = server.placeOf(stored.access_token);
    if (family.revoked || history.raced.has(keyPrefix + account)) continue;
    for (const { machine, key, got } of calls.all) {
      const place = got && key === keyPrefix + account ? server.placeOf(got) : undefined;
      const isLost = place?.family === family && place.generation > generation;
      const livesOn = clients.some((client) => client.machine === machine);
      if (isLost && livesOn)
        verdict.fail('no token is lost while its process lives', `${String(got)} of ${machine.name}`);
    }
  }
}

/** One request of each process for each account, all at once. */
async function round(simulation: Simulation): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const account of simulation.around.plan.accounts) {
    for (const client of simulation.clients) void note(simulation.requests.send(client, account), outcomes);
  }
  await simulation.drain();
  return outcomes;
}

async function note(request: Promise<Outcome>, outcomes: Outcome[]): Promise<void> {
  outcomes.push(await request);
}

async function loginAgain(simulation: Simulation, account: string): Promise<void> {
  const { verdict, world } = simulation.around;
  world.note(() => `— ${account} logs in again —`);
  const login = world.random.pick(simulation.clients).login(account);
  login.catch((error: unknown) => verdict.fail('a new login is possible', String(error)));
  await simulation.drain();
  const outcomes = await round(simulation);
  // By clocks that differ, a new token may look expired to some: then they race to renew it.
  if (mayRace(simulation) && simulation.around.plan.faults.has('clock')) return;
  expectSuccess(simulation, outcomes, [account], 'a new login serves');
}

/** The next expiry, in peace: one call in all. */
async function renewOnce(simulation: Simulation): Promise<void> {
  const { world, calls, plan, verdict } = simulation.around;
  world.nowMs += longAfterMs;
  const before = calls.all.length;
  const outcomes = await round(simulation);
  const count = calls.all.length - before;
  if (mayRace(simulation)) return;
  expectSuccess(simulation, outcomes, plan.accounts, 'in peace every request succeeds');
  const clocksDiffer = plan.faults.has('clock');
  const most = clocksDiffer ? simulation.clients.length * plan.accounts.length : plan.accounts.length;
  if (count > most) verdict.fail('one renewal for all', `${String(count)} calls`);
  simulation.clients.forEach((client) => judgeMemory(simulation, client));
}

function judgeMemory({ around }: Simulation, { store, machine }: Client): void {
  for (const [key, state] of shareOf(store).states) {
    // What the last failed renewal came to is kept until one succeeds.
    const kept = Object.keys(state);
    if (kept.length > 0 && kept.every((name) => ['failure', 'quiet', 'notBefore'].includes(name))) continue;
    around.verdict.fail(
      'nothing is left in memory',
      `${machine.name} keeps ${kept.join() || 'an empty state'} of ${key}`,
    );
  }
}

/** Where nothing went wrong that a client cannot help, no refresh token came back after its time. */
function judgeReuse({ around }: Simulation): void {
  const { plan, server, lock, verdict } = around;
  const unavoidable = (['crash', 'lost', 'store', 'slow', 'pause'] as const).some((group) => plan.faults.has(group));
  // Without compare-and-set, a login that comes between get and set can be lost.
  const mayLoseLogin = !plan.hasReplace && (plan.faults.has('login') || plan.faults.has('logout'));
  const lockWasLost = lock.leases.some(({ lost }) => lost);
  if (unavoidable || mayLoseLogin || lockWasLost || (plan.lock === 'none' && plan.processes > 1)) return;
  for (const token of server.reused) verdict.fail('no reuse is detected', token);
}

function expectSuccess(
  { around }: Simulation,
  outcomes: readonly Outcome[],
  accounts: readonly string[],
  rule: string,
): void {
  // Who believes that the others' tokens have expired may end a token between its renewal and its use.
  const mayBeRefused = around.plan.faults.has('clock') && around.plan.server.endsOldAccess;
  for (const { account, end, code } of outcomes) {
    if (end === 'ok' || (end === 'refused' && mayBeRefused) || !accounts.includes(account)) continue;
    around.verdict.fail(rule, `request of ${account}: ${end} ${code ?? ''}`);
  }
}

/** Several processes without a lock between them: that they use up each other's tokens is beyond any client. */
function mayRace({ around, clients }: Simulation): boolean {
  return around.plan.lock === 'none' && clients.length > 1;
}
