import { isOAuthError } from '../../lib/errors.js';
import { Client, keyPrefix } from './client.js';
import type { Plan } from './plan.js';
import { recover } from './recovery.js';
import { Requests, type Outcome } from './requests.js';
import { surroundingsOf, type Surroundings } from './surroundings.js';
import type { Violation } from './verdict.js';
import { Machine, quiet } from './world.js';

const mostSteps = 30_000;

/** One schedule: processes that send, log in and out, and what happens to them. */
export class Simulation {
  readonly around: Surroundings;
  readonly requests: Requests;
  readonly clients: Client[] = [];
  steps = 0;

  constructor(plan: Plan, trace?: string[]) {
    this.around = surroundingsOf(plan, trace);
    this.requests = new Requests(this.around);
    for (let number = 1; number <= plan.processes; number++) this.clients.push(this.#newClient(`P${String(number)}`));
  }

  /** All of it; stops at the first thing that is broken. */
  async run(): Promise<readonly Violation[]> {
    const { plan, verdict } = this.around;
    for (const account of plan.accounts) this.#do(this.#anyClient().login(account));
    this.#planRequests();
    this.#planFaults();
    await this.drain();
    if (verdict.violations.length === 0) await recover(this);
    return verdict.violations;
  }

  /** Runs until nothing is pending. */
  async drain(): Promise<void> {
    const { verdict, world } = this.around;
    await quiet();
    while (verdict.violations.length === 0 && (await world.runOne())) {
      if (++this.steps > mostSteps) verdict.fail('everything ends', `${String(mostSteps)} steps and no end`);
    }
    for (const { client, account } of this.requests.open) {
      const isStuck = client.machine.alive && verdict.violations.length === 0;
      if (isStuck) verdict.fail('every request ends', `${client.machine.name}, request of ${account}`);
    }
  }

  /** A request, after which the app may send the person to log in. */
  async send(client: Client, account: string): Promise<Outcome> {
    const outcome = await this.requests.send(client, account);
    const mustLogIn = ['ERR_OAUTH_INVALID_GRANT', 'ERR_OAUTH_TOKEN_MISSING'].includes(outcome.code ?? '');
    if (mustLogIn && this.around.faults.active && this.around.world.random.chance(0.3)) this.#do(client.login(account));
    return outcome;
  }

  #newClient(name: string): Client {
    const machine = new Machine(this.around.world, name);
    const { faults, world } = this.around;
    if (faults.has('clock')) machine.skewMs = world.random.pick([0, -3_600_000, -20_000, 10_000, 3_600_000]);
    return new Client(machine, this.around);
  }

  #anyClient(): Client {
    return this.around.world.random.pick(this.clients);
  }

  #anyAccount(): string {
    return this.around.world.random.pick(this.around.plan.accounts);
  }

  /** What the app does may fail, as its store may: that is no fault of a renewal, if it says so. */
  #do(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!isOAuthError(error)) this.around.verdict.fail('every error is typed', String(error));
    });
  }

  #at(ms: number, run: () => void): void {
    this.around.world.add({ owner: undefined, readyAtMs: Math.round(ms), label: '', run });
  }

  /** Bursts, at any time and when a token expires. */
  #planRequests(): void {
    const { plan, world } = this.around;
    const { random } = world;
    const { accessLifeMs } = plan.server;
    for (let burst = random.between(3, 8); burst > 0; burst--) {
      const anyMs = random.between(2000, plan.horizonMs);
      const edgeMs = accessLifeMs * random.between(1, 3) + random.between(-1000, 1000);
      const atMs = random.chance(0.5) ? anyMs : Math.min(edgeMs, plan.horizonMs);
      for (let size = random.between(1, 6); size > 0; size--) {
        this.#at(atMs + random.between(0, 60), () => {
          const client = this.#anyClient();
          if (client.machine.alive) void this.send(client, this.#anyAccount());
        });
      }
    }
  }

  #planFaults(): void {
    const { plan, world, faults, server, store, endpoint } = this.around;
    const { random } = world;
    const several = (group: Parameters<typeof faults.has>[0], run: () => void) => {
      if (!faults.has(group)) return;
      for (let count = random.between(1, 3); count > 0; count--) this.#at(this.#badMomentMs(), run);
    };
    several('crash', () => this.#crash(random.between(0, this.clients.length - 1)));
    several('pause', () => this.#pause(this.#anyClient().machine));
    several('clock', () => this.#jump(this.#anyClient().machine));
    several('login', () => this.#do(this.#anyClient().login(this.#anyAccount())));
    several('logout', () => this.#do(this.#anyClient().logout(this.#anyAccount())));
    several('refusal', () => {
      const kind = random.pick(['access', 'access', 'grant', 'client'] as const);
      world.note(() => `    the server ends: ${kind}`);
      const stored = store.peek(keyPrefix + this.#anyAccount());
      if (kind === 'access') {
        if (stored) server.endAccess(stored.access_token);
      } else if (kind === 'client') endpoint.refuseClientFor(random.between(500, 20_000));
      else server.revoke(this.#anyAccount());
    });
    this.#at(plan.horizonMs + 1000, () => this.#calm());
  }

  /** When renewals are under way, as far as one can tell beforehand. */
  #badMomentMs(): number {
    const { plan, world } = this.around;
    const { accessLifeMs } = plan.server;
    if (world.random.chance(0.4)) return world.random.between(500, plan.horizonMs);
    const renewalMs = accessLifeMs * world.random.between(1, 3) * world.random.pick([1, 0.76]);
    return Math.min(plan.horizonMs, renewalMs + world.random.between(-200, 1500));
  }

  #crash(index: number): void {
    const { lock, world } = this.around;
    const { machine } = this.clients[index] as Client;
    world.note(() => `    ${machine.name} crashes`);
    machine.crash();
    lock.crashed(machine);
    const successor = this.#newClient(`${machine.name}'`);
    this.clients[index] = successor;
    successor.machine.pausedUntilMs = world.nowMs + world.random.between(0, 20_000);
  }

  #pause(machine: Machine): void {
    const { world } = this.around;
    const ms = world.random.pick([300, 3000, 12_000, 45_000]);
    world.note(() => `    ${machine.name} is paused for ${String(ms)} ms`);
    machine.pausedUntilMs = world.nowMs + ms;
  }

  #jump(machine: Machine): void {
    const { world } = this.around;
    machine.skewMs += world.random.pick([-3_600_000, -30_000, 30_000, 3_600_000]);
    world.note(() => `    the clock of ${machine.name} jumps, it is now wrong by ${String(machine.skewMs)} ms`);
  }

  #calm(): void {
    this.around.faults.active = false;
    this.around.world.note(() => '— faults end —');
    for (const { machine } of this.clients) machine.pausedUntilMs = 0;
  }
}
