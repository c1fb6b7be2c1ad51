import { setTimeout as pause } from 'node:timers/promises';
import { brokenRules } from '../../fixtures/broken-rules.js';
import { ClientProcess, type Outcomes, type ProcessPlan, type StorePlan } from '../../fixtures/client-processes.js';
import { startApiServer } from '../../fixtures/servers/api-server.js';
import { startAuthorizationServer } from '../../fixtures/servers/authorization-server.js';
import { faults } from '../../fixtures/servers/faults.js';
import { closeAll } from '../../fixtures/servers/running-server.js';
import type { AuthorizationServerOptions } from '../../fixtures/servers/settings.js';
import type { SlowProxy } from '../../fixtures/services/slow-proxy.js';
import { OAuth2Session, type OAuth2Token, type TokenStore } from '../../lib/index.js';

/** A kind of store that processes share. */
export interface SharedStore {
  /** How the nth process reaches it; `port`: through a proxy there. */
  plan(nth: number, port?: number): StorePlan;
  /** For this very process. */
  open(): Promise<{ store: TokenStore; close(): void | Promise<void> }>;
  /** Whether somebody holds a lock just now. */
  isLocked(): Promise<boolean>;
}

/** A kind of store with a server that can fail. */
export interface ServedStore extends SharedStore {
  /** Ends the server at once and starts it again. */
  restart(): Promise<void>;
  slowProxy(delayMs: number): Promise<SlowProxy>;
  /** From now on the server refuses to write tokens, until the function that it gives is called. */
  refuseWrites(): Promise<() => Promise<void>>;
}

/** Milliseconds that the locks of the tests live. */
export const lockLifeMs = 1500;

/** What is told of one process. */
type ProcessSettings = Partial<ProcessPlan> & {
  /** It reaches the store through a proxy there. */
  port?: number;
  /** Over those that all have. */
  storeOptions?: object;
};

/** A server may be slow to come back, and a process that was served before may need long to end what it was about. */
const patient = { patienceMs: 20_000, lockLifeMs: 3000 };

/** What a lock lives where nobody says otherwise. */
const usualLockLifeMs = 10_000;

type Company = Awaited<ReturnType<typeof gather>>;

const open = new Set<Company>();
const proxies = new Set<SlowProxy>();

afterEach(async () => {
  for (const company of open) await company.close();
  for (const proxy of proxies) await proxy.close();
  proxies.clear();
});

async function slowProxyTo(served: ServedStore, delayMs: number): Promise<SlowProxy> {
  const proxy = await served.slowProxy(delayMs);
  proxies.add(proxy);
  return proxy;
}

/** Servers, a person who is logged in, and processes that share the token. */
async function gather(shared: SharedStore, server: AuthorizationServerOptions & { expired?: boolean } = {}) {
  const { expired = false, ...options } = server;
  const authorizationServer = await startAuthorizationServer(options);
  const api = await startApiServer(authorizationServer);
  const { tokenEndpoint } = authorizationServer.provider;
  const session = { provider: { tokenEndpoint }, ...authorizationServer.client };
  const mine = await shared.open();
  const person = new OAuth2Session({ ...session, store: mine.store });
  await person.setToken(authorizationServer.issue({ expired }));

  const processes: ClientProcess[] = [];
  const begin = async ({ port, storeOptions, ...plan }: ProcessSettings = {}) => {
    const usual = shared.plan(processes.length, port);
    const store = { ...usual, options: { ...usual.options, ...storeOptions } };
    const child = new ClientProcess();
    processes.push(child);
    return child.start({ store, session, baseURL: api.origin, ...plan });
  };
  const haveBeenServedSince = (start: number) => {
    const served = new Set(api.requests.slice(start).map(({ accepted, headers }) => accepted && headers['x-process']));
    return processes.every(({ isBusy, name }) => !isBusy || served.has(name));
  };
  /** A request is sent again once: a token that expires before that would be one expiry too many for it. */
  const allAreSentAgain = () => {
    const accepted = new Set(api.requests.map(({ accepted, headers }) => accepted && headers['x-request']));
    return api.requests.every(({ reason, headers }) => !reason || accepted.has(headers['x-request']));
  };
  const company = {
    authorizationServer,
    api,
    begin,
    beginMany: (count: number, settings?: ProcessSettings) =>
      Promise.all(Array.from({ length: count }, () => begin(settings))),
    /** Lets the access tokens expire `times` times while requests go on, each time after every process had the newest. */
    async expire(times: number, requestsBetween: number) {
      for (let expiries = 0; expiries < times; expiries++) {
        const { length } = api.requests;
        const { rotations } = authorizationServer;
        await until(
          () => api.requests.length >= length + requestsBetween && haveBeenServedSince(length) && allAreSentAgain(),
        );
        authorizationServer.expireAccessTokens();
        await until(() => authorizationServer.rotations > rotations);
      }
    },
    /** Whether the token in the store is good at the server. */
    async isSaved() {
      for await (const key of mine.store.keys?.() ?? []) {
        const token = (await mine.store.get(key)) as OAuth2Token | undefined; // others have theirs there, too
        if (token && authorizationServer.book.check(token.access_token).good) return true;
      }
      return false;
    },
    /** What the servers saw that must not be. Every process ends by itself. */
    async finish() {
      await Promise.all(processes.map((child) => child.end()));
      const broken = brokenRules({ authorizationServer, api });
      await company.close();
      return broken;
    },
    async close() {
      open.delete(company);
      await Promise.all(processes.map((child) => child.endNow()));
      await closeAll(authorizationServer, api);
      await mine.close();
    },
  };
  open.add(company);
  return company;
}

/** Resolves when it is so; rejects when it takes too long. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const startedMs = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startedMs > 30_000) throw new Error(`It never came to this: ${isSo.toString()}`);
    await pause(2);
  }
}

function total(outcomes: readonly Outcomes[]): Outcomes {
  const sum: Record<string, number> = {};
  for (const [outcome, count] of outcomes.flatMap((each) => Object.entries(each)))
    sum[outcome] = (sum[outcome] ?? 0) + count;
  return sum;
}

/** So many requests at least: one process may be through with its own before another has come back to its store. */
async function sendUntilOver(child: ClientProcess, requests: number, awaited: Promise<unknown>): Promise<Outcomes> {
  const outcomes: Outcomes[] = [];
  let isOver = false;
  const end = () => (isOver = true);
  awaited.then(end, end);
  do outcomes.push(await child.send(requests, { atOnce: 5, delayMs: 5 }));
  while (!isOver);
  return total(outcomes);
}

/** `count` processes send `requests` each, or more, while tokens expire: one refresh each time, nothing lost, nothing shown twice. */
export async function expectOneRefreshEach(
  shared: SharedStore,
  { count, requests, expiries }: { count: number; requests: number; expiries: number },
  during: (company: Company) => Promise<void> = async () => undefined,
  settings: (nth: number) => ProcessSettings = () => ({}),
): Promise<void> {
  const company = await gather(shared);
  const { authorizationServer, begin, expire, finish } = company;
  const processes = await Promise.all(Array.from({ length: count }, (_, nth) => begin(settings(nth))));
  const expiring = Promise.all([expire(expiries, Math.floor((count * requests) / (expiries + 2))), during(company)]);
  const sent = processes.map((child) => sendUntilOver(child, requests, expiring));
  expect(total(await Promise.all(sent))).toEqual({ 200: expect.any(Number) }); // it tells why the rest may not come
  await expiring;
  expect(authorizationServer.rotations).toBe(expiries);
  expect(authorizationServer.tokenRequests).toHaveLength(expiries);
  expect(authorizationServer.reuseDetected).toBe(0);
  expect(await finish()).toEqual([]);
}

/** What every shared store must survive. */
export function describeManyProcesses(shared: SharedStore): void {
  it('4 processes with 100 requests each refresh once for each expiry', async () => {
    await expectOneRefreshEach(shared, { count: 4, requests: 100, expiries: 3 });
  }, 60_000);

  it('F29: 4 processes whose 40 requests are refused at one instant refresh once', async () => {
    const { authorizationServer, beginMany, finish } = await gather(shared);
    const processes = await beginMany(4);
    await Promise.all(processes.map((child) => child.send(1)));
    authorizationServer.expireAccessTokens();
    const outcomes = await Promise.all(processes.map((child) => child.send(10)));
    expect(total(outcomes)).toEqual({ 200: 40 });
    expect(authorizationServer.tokenRequests).toHaveLength(1);
    expect(await finish()).toEqual([]);
  }, 30_000);

  it('F13: a process that is killed while it renews is followed by the others', async () => {
    const { authorizationServer, begin, finish } = await gather(shared, { expired: true });
    const held = faults.hold();
    authorizationServer.next(held);
    const [first, ...others] = [await begin(), await begin(), await begin()];
    const lost = first.send(1).catch(() => undefined);
    await held.until();
    const sentMs = performance.now();
    const waiting = others.map((child) => child.send(10));
    await pause(100);
    first.kill('SIGKILL');
    await lost;
    held.release();
    expect(total(await Promise.all(waiting))).toEqual({ 200: 20 });
    expect(performance.now() - sentMs).toBeLessThan(usualLockLifeMs);
    expect(authorizationServer.tokenRequests).toHaveLength(2);
    expect(authorizationServer.rotations).toBe(1);
    expect(await finish()).toEqual([]);
  }, 30_000);

  it('a process that is stopped during its token call, and wakes up when others have renewed, changes nothing', async () => {
    const { authorizationServer, begin, finish } = await gather(shared, { expired: true, graceMs: 60_000 });
    const held = faults.hold();
    authorizationServer.next(held);
    const [stopped, other] = [await begin(), await begin()];
    const late = stopped.send(10);
    await held.until();
    stopped.kill('SIGSTOP');
    expect(await other.send(10)).toEqual({ 200: 10 });
    held.release();
    await pause(100);
    stopped.kill('SIGCONT');
    expect(await late).toEqual({ 200: 10 });
    expect(total([await other.send(5), await stopped.send(5)])).toEqual({ 200: 10 });
    expect(authorizationServer.tokenRequests).toHaveLength(2);
    expect(authorizationServer.rotations).toBe(1);
    expect(authorizationServer.reuseDetected).toBe(0);
    await finish();
  }, 30_000);

  it('processes whose clocks are off by 10 minutes refresh as often as the others', async () => {
    const ahead = [0, 600_000, -600_000, 0];
    const settings = (nth: number) => ({ clockAheadMs: ahead[nth] ?? 0 });
    await expectOneRefreshEach(shared, { count: 4, requests: 100, expiries: 3 }, undefined, settings);
  }, 60_000);
}

/** What stores with a server must survive beside. */
export function describeManyProcessesAndTheirServer(served: ServedStore): void {
  it.each([
    ['waits to hear that it has the lock', 150],
    ['reads what to renew', 750],
  ])(
    'a process that is stopped while it %s does not show a spent refresh token when it wakes up',
    async (_when, ms) => {
      const proxy = await slowProxyTo(served, 300);
      const { authorizationServer, begin, finish } = await gather(served, { expired: true });
      const [stopped, other] = [await begin({ port: proxy.port }), await begin()];
      const late = stopped.send(5);
      await until(() => served.isLocked());
      await pause(ms);
      stopped.kill('SIGSTOP');
      expect(await other.send(5)).toEqual({ 200: 5 });
      stopped.kill('SIGCONT');
      expect(await late).toEqual({ 200: 5 });
      expect(authorizationServer.tokenRequests).toHaveLength(1);
      expect(await finish()).toEqual([]);
    },
    30_000,
  );

  it('a restart of the server loses no request and no token', async () => {
    const restart = async ({ api }: Company) => {
      await until(() => api.requests.length >= 120);
      await served.restart();
    };
    const settings = () => ({ storeOptions: patient });
    await expectOneRefreshEach(served, { count: 4, requests: 100, expiries: 3 }, restart, settings);
  }, 60_000);

  it('a server that takes half a second for each command costs time only', async () => {
    const proxy = await slowProxyTo(served, 250);
    const settings = () => ({ port: proxy.port });
    await expectOneRefreshEach(served, { count: 4, requests: 20, expiries: 1 }, undefined, settings);
  }, 60_000);

  it('F14: a write that is refused after the rotation is made up for', async () => {
    const { authorizationServer, beginMany, finish, isSaved } = await gather(served, { expired: true });
    const processes = await beginMany(2);
    const [first] = processes;
    const held = faults.hold();
    authorizationServer.next(held);
    const sent = first?.send(10);
    await held.until();
    const mend = await served.refuseWrites();
    held.release();
    expect(await sent).toEqual({ 200: 10 });
    await mend();
    expect(await first?.send(1)).toEqual({ 200: 1 });
    await until(isSaved);
    authorizationServer.expireAccessTokens();
    expect(total(await Promise.all(processes.map((child) => child.send(10))))).toEqual({ 200: 20 });
    expect(authorizationServer.tokenRequests).toHaveLength(2);
    expect(authorizationServer.reuseDetected).toBe(0);
    expect(await finish()).toEqual([]);
  }, 30_000);
}
