import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RemoteStore } from '../../fixtures/stores/remote-store.js';
import { FileTokenStore } from '../../lib/stores/file.js';
import { describeTokenStore } from '../../lib/testing/index.js';
import type { Token } from '../../lib/token-store.js';

const home = mkdtempSync(path.join(tmpdir(), 'axios-oauthlib-processes-'));
const running = new Set<RemoteStore>();
let folders = 0;
let folder: string;

beforeEach(() => {
  folder = path.join(home, String(++folders));
});
afterEach(async () => {
  await Promise.all([...running].map((store) => store.signal('SIGKILL')));
  running.clear();
});
afterAll(() => {
  rmSync(home, { recursive: true });
});

function open(lockLifeMs?: number): RemoteStore {
  const store = new RemoteStore(folder, lockLifeMs);
  running.add(store);
  return store;
}

function token(revision: string): Token {
  return { access_token: 'at', token_type: 'Bearer', revision };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Has the store hold the lock until it is told to leave. */
async function hold(store: RemoteStore): Promise<{ leave: () => void; over: Promise<void> }> {
  let leave = () => {};
  const leaving = new Promise<void>((resolve) => (leave = resolve));
  let over: Promise<void> = Promise.resolve();
  await new Promise<void>((inside) => {
    over = store.withLock('ann', () => (inside(), leaving), { waitMs: 10_000 });
  });
  return { leave, over };
}

/** What depends on who runs where; the rest is proved in one process. */
const runner = {
  describe,
  it: (sentence: string, test: () => Promise<void>) => {
    if (/lock|holder|waitMs|many|reader|hostile|log-out/.test(sentence)) it(sentence, test);
  },
};

// A killed holder is followed at once, though its heartbeat would be waited for much longer.
describeTokenStore('FileTokenStore, in two processes, one killed with -9', {
  create: () => open(60_000),
  reopen: () => open(60_000),
  verbs: ['replace', 'withLock', 'keys'],
  crash: (store) => (store as RemoteStore).signal('SIGKILL'),
  close: (store) => (store as RemoteStore).signal('SIGKILL'),
  runner,
});

describe('FileTokenStore, in many processes', () => {
  it('counts to 200 by replace() in 8 processes, while one after the other is stopped and goes on', async () => {
    const stores = Array.from({ length: 8 }, () => open());
    let counting = true;
    const counted = Promise.all(stores.map((store) => store.order({ verb: 'countUp', key: 'ann', steps: 25 })));
    void counted.finally(() => (counting = false));
    for (let turn = 0; counting; turn++) {
      const store = stores[turn % 8];
      await store?.signal('SIGSTOP');
      await pause(30);
      await store?.signal('SIGCONT');
    }
    await counted;
    expect(await new FileTokenStore(folder).get('ann')).toEqual(token('200'));
  }, 60_000);

  it('has the last token that was stored, or a later one, whole, after each of 20 kills', async () => {
    const reader = new FileTokenStore(folder);
    for (let kills = 0; kills < 20; kills++) {
      const store = open();
      void store.order({ verb: 'setForEver', key: 'ann', size: 200_000 });
      while (store.lastSet === 0) await pause(5);
      await pause(Math.random() * 50);
      await store.signal('SIGKILL');
      const found = await reader.get('ann');
      const count = Number(found?.revision);
      expect(count - store.lastSet === 0 || count - store.lastSet === 1).toBe(true);
      expect(found?.['access_token'] === String(count % 10).repeat(200_000)).toBe(true);
    }
    await reader.set('ann', token('after all'));
    const left = readdirSync(path.join(folder, readdirSync(folder)[0] ?? ''));
    expect(left).toHaveLength(1); // nothing of the killed, drafts included
  }, 60_000);

  it('fences the late write of a holder that was stopped beyond the life of its lock', async () => {
    const [stopped, next] = [open(500), open(500)];
    await next.set('ann', token('1'));
    const first = await hold(stopped);
    await stopped.signal('SIGSTOP');
    const second = await hold(next);
    expect(await next.replace('ann', '1', token('2'))).toBe(true);
    await stopped.signal('SIGCONT');
    expect(await stopped.replace('ann', '1', token('late'))).toBe(false);
    expect(await next.get('ann')).toEqual(token('2'));

    // Nor does its release set the lock free under the next holder.
    first.leave();
    await first.over;
    await expect(open(500).withLock('ann', () => Promise.resolve(), { waitMs: 300 })).rejects.toThrow(/not free/);
    second.leave();
    await second.over;
  }, 20_000);

  it('does not take silence for an end when the machine slept', async () => {
    const [holder, waiter] = [open(1000), open(1000)];
    const held = await hold(holder);
    const waiting = expect(
      waiter.withLock('ann', () => Promise.resolve('beside the holder'), { waitMs: 4000 }),
    ).rejects.toThrow(/not free/);
    await pause(300);
    await Promise.all([holder.signal('SIGSTOP'), waiter.signal('SIGSTOP')]);
    await pause(2500);
    await Promise.all([holder.signal('SIGCONT'), waiter.signal('SIGCONT')]);
    await waiting;
    held.leave();
    await held.over;
  }, 20_000);

  it('lets a process end while it holds a lock', async () => {
    const store = open();
    await hold(store);
    store.process.disconnect();
    const code = await new Promise((resolve) => store.process.once('exit', resolve));
    expect(code).toBe(0);
  });

  it('writes into no lock but its own', async () => {
    const [stopped, next] = [open(500), open(500)];
    await hold(stopped);
    await stopped.signal('SIGSTOP');
    const second = await hold(next);
    const [lock] = readdirSync(path.join(folder, readdirSync(folder)[0] ?? ''));
    expect(JSON.parse(readFileSync(path.join(folder, readdirSync(folder)[0] ?? '', lock ?? ''), 'utf8'))).toMatchObject(
      {
        pid: next.process.pid,
      },
    );
    second.leave();
    await second.over;
  }, 20_000);
});
