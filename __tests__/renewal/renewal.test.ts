import {
  TokenEndpointBusyError,
  TokenEndpointError,
  TokenMissingError,
  TokenStoreError,
  type OAuthError,
} from '../../lib/errors.js';
import { platform as realPlatform } from '../../lib/platform.js';
import { Renewal } from '../../lib/renewal/renewal.js';
import type { RenewalAnswer, RenewalRules } from '../../lib/renewal/rules.js';
import type { RecordStore } from '../../lib/renewal/guarded-store.js';

interface Record_ {
  readonly revision: string;
  readonly expired?: boolean;
  readonly refusedOf?: string;
}

type Records = Renewal<Record_>['records'];

const key = 'ann';
const refusedForGood = new TokenEndpointError(400, { error: 'invalid_grant' });

/** A store whose operations fail as often as told. */
class FailingStore implements RecordStore<Record_> {
  readonly records = new Map<string, Record_>();
  readonly failures = { get: 0, set: 0, replace: 0 };

  async get(name: string): Promise<Record_ | undefined> {
    this.#fail('get');
    return this.records.get(name);
  }

  async set(name: string, record: Record_): Promise<void> {
    this.#fail('set');
    this.records.set(name, record);
  }

  async delete(name: string): Promise<void> {
    this.records.delete(name);
  }

  async replace(name: string, expected: string | undefined, next: Record_): Promise<boolean> {
    this.#fail('replace');
    if (this.records.get(name)?.revision !== expected) return false;
    this.records.set(name, next);
    return true;
  }

  #fail(operation: keyof FailingStore['failures']): void {
    if (this.failures[operation]-- > 0) throw new Error(`${operation} failed`);
  }
}

function scene(
  answers: (RenewalAnswer<Record_> | (() => RenewalAnswer<Record_>))[],
  store: RecordStore<Record_> = new FailingStore(),
) {
  const calls: (string | undefined)[] = [];
  const reported: string[] = [];
  const waited: number[] = [];
  const rules: RenewalRules<Record_> = {
    budgetMs: 30_000,
    renew: async (_key, current) => {
      calls.push(current?.revision);
      const answer = answers.shift() ?? { record: { revision: `r${String(calls.length + 1)}` } };
      return typeof answer === 'function' ? answer() : answer;
    },
    mustRenew: ({ expired = false }) => expired,
    obstacle: (name, current) =>
      !current ? new TokenMissingError(name) : current.refusedOf ? refusedForGood : undefined,
    refused: (current) => ({ revision: `${current.revision}-refused`, refusedOf: current.revision }),
    refusedRevision: ({ refusedOf }) => refusedOf,
    report: {
      started: () => undefined,
      finished: () => undefined,
      stored: () => undefined,
      renewed: (_key, { revision }) => reported.push(`renewed ${revision}`),
      failed: (_key, { code }) => reported.push(`failed ${code}`),
      storeFailed: (_key, { operation }) => reported.push(`store ${operation}`),
    },
  };
  const platform = {
    ...realPlatform,
    laterMs: 0,
    monotonicMs: () => realPlatform.monotonicMs() + platform.laterMs,
    random: () => 0,
    timer: (ms: number, then: () => void) => {
      waited.push(ms);
      return ms === 30_000 ? () => undefined : realPlatform.timer(0, then);
    },
  };
  return { renewal: new Renewal(store, rules, platform), calls, reported, waited, platform };
}

/** Holds up who waits for it until it is opened. */
function gate(): { passed: Promise<void>; pass: () => void } {
  let pass: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (pass = resolve));
  return { passed, pass };
}

function open(): ReturnType<typeof gate> {
  const opened = gate();
  opened.pass();
  return opened;
}

function failingScene(...answers: RenewalAnswer<Record_>[]) {
  const store = new FailingStore();
  store.records.set(key, { revision: 'r1', expired: true });
  return { store, ...scene(answers, store) };
}

const busy = (retryAfterMs: number): RenewalAnswer<Record_> => ({
  failure: 'busy',
  error: new TokenEndpointBusyError(503, retryAfterMs),
  retryAfterMs,
});
const lost: RenewalAnswer<Record_> = { failure: 'lost', error: new TokenEndpointError(502, { error: 'http_502' }) };
const final: RenewalAnswer<Record_> = { failure: 'final', error: refusedForGood };

describe('a renewal whose store fails', () => {
  it('is written by a second try at once, and says that the first failed', async () => {
    const { renewal, store, reported } = failingScene();
    store.failures.replace = 1;
    await expect(renewal.renewed(key)).resolves.toEqual({ revision: 'r2' });
    expect(store.records.get(key)).toEqual({ revision: 'r2' });
    expect(reported).toEqual(['store replace', 'renewed r2']);
  });

  it('says what failed in a store without compare-and-set, once', async () => {
    const records = new Map([[key, { revision: 'r1', expired: true }]]);
    const store: RecordStore<Record_> = {
      get: (name) => records.get(name),
      set: () => Promise.reject(new Error('disk full')),
      delete: () => undefined,
    };
    const { renewal, reported } = scene([], store);
    await renewal.renewed(key);
    expect(reported).toEqual(['store set', 'store set', 'renewed r2']); // two tries
  });

  it('gives the new record to all who wait, keeps it, and writes it at the next chance', async () => {
    const { renewal, store, calls } = failingScene();
    store.failures.replace = 2;
    const [one, two] = await Promise.all([renewal.renewed(key), renewal.renewed(key)]);
    expect([one, two]).toEqual([{ revision: 'r2' }, { revision: 'r2' }]);
    expect(store.records.get(key)?.revision).toBe('r1');
    expect(await renewal.current(key)).toEqual({ revision: 'r2' });
    await new Promise(setImmediate);
    expect(store.records.get(key)).toEqual({ revision: 'r2' });
    expect(calls).toEqual(['r1']);
  });

  it('renews what it kept, not the void one that is stored', async () => {
    const { renewal, store, calls } = failingScene();
    store.failures.replace = 5;
    const kept = await renewal.renewed(key);
    await renewal.renewed(key, { newerThan: kept.revision });
    expect(calls).toEqual(['r1', 'r2']);
  });

  it('drops what it kept when somebody has logged in meanwhile', async () => {
    const { renewal, store } = failingScene();
    store.failures.replace = 2;
    await renewal.renewed(key);
    store.records.set(key, { revision: 'login' });
    expect(await renewal.current(key)).toEqual({ revision: 'login' });
    await new Promise(setImmediate);
    expect(store.records.get(key)).toEqual({ revision: 'login' });
  });

  it('keeps a login that the store does not take, and tells the caller', async () => {
    const { renewal, store } = failingScene();
    store.failures.set = 1;
    await expect(renewal.records.set(key, { revision: 'login' })).rejects.toMatchObject({
      code: 'ERR_OAUTH_STORE',
      operation: 'set',
    });
    expect(await renewal.current(key)).toEqual({ revision: 'login' });
    await new Promise(setImmediate);
    expect(store.records.get(key)).toEqual({ revision: 'login' });
  });

  it('does not keep a login that was logged out elsewhere, though a slow read from before it found nothing, too', async () => {
    const { renewal, store } = failingScene();
    const held = gate();
    store.records.delete(key);
    jest.spyOn(store, 'get').mockImplementationOnce(() => held.passed.then(() => undefined));
    jest.spyOn(store, 'set').mockImplementationOnce(async () => {
      store.records.delete(key); // it was stored, logged out elsewhere, and the answer got lost
      throw new Error('set failed');
    });
    const login = renewal.records.set(key, { revision: 'login' });
    store.records.set(key, { revision: 'elsewhere' });
    await renewal.current(key);
    held.pass();
    await expect(login).rejects.toMatchObject({ code: 'ERR_OAUTH_STORE', operation: 'set' });
    expect(await renewal.current(key)).toBeUndefined();
    await new Promise(setImmediate);
    expect(store.records.size).toBe(0);
  });

  it('does not keep a login that was logged out elsewhere, though a read that was asked for later had found nothing', async () => {
    const { renewal, store } = failingScene();
    const held = gate();
    store.records.delete(key);
    jest.spyOn(store, 'get').mockImplementationOnce(() => held.passed.then(() => store.records.get(key)));
    jest.spyOn(store, 'set').mockImplementationOnce(async () => {
      store.records.delete(key);
      throw new Error('set failed');
    });
    const login = renewal.records.set(key, { revision: 'login' });
    await renewal.current(key);
    store.records.set(key, { revision: 'elsewhere' });
    held.pass();
    await expect(login).rejects.toMatchObject({ operation: 'set' });
    expect(await renewal.current(key)).toBeUndefined();
    await new Promise(setImmediate);
    expect(store.records.size).toBe(0);
  });

  it('keeps a login that was made after a log-out, though a slow read from before it found a record', async () => {
    const { renewal, store } = failingScene();
    const held = gate();
    const slow = store.records.get(key);
    jest.spyOn(store, 'get').mockImplementationOnce(() => held.passed.then(() => slow));
    store.failures.set = 1;
    const login = renewal.records.set(key, { revision: 'login' });
    store.records.delete(key);
    await renewal.current(key);
    held.pass();
    await expect(login).rejects.toMatchObject({ operation: 'set' });
    expect(await renewal.current(key)).toEqual({ revision: 'login' });
    await new Promise(setImmediate);
    expect(store.records.get(key)).toEqual({ revision: 'login' });
  });

  describe('and a login that it does not take either, while a renewed record waits', () => {
    async function waitingScene() {
      const { renewal, store } = failingScene();
      store.failures.replace = 3;
      await renewal.renewed(key);
      return { renewal, store };
    }

    async function lastlyStored({ renewal, store }: Awaited<ReturnType<typeof waitingScene>>) {
      await renewal.current(key);
      await new Promise(setImmediate);
      return store.records.get(key);
    }

    it('stores the login at the next chance, also where it was read slowly what the login replaces', async () => {
      const { renewal, store } = await waitingScene();
      const held = gate();
      const slow = store.records.get(key);
      const get = jest.spyOn(store, 'get').mockImplementationOnce(() => held.passed.then(() => slow));
      store.failures.set = 1;
      const login = renewal.records.set(key, { revision: 'login' });
      await renewal.current(key);
      held.pass();
      await expect(login).rejects.toMatchObject({ operation: 'set' });
      expect(get).toHaveBeenCalledTimes(3); // what waits differs from what is stored: no reason to ask again
      expect(await lastlyStored({ renewal, store })).toEqual({ revision: 'login' });
    });

    it('stores the login at the next chance, also where it could not be read what the login replaces', async () => {
      const { renewal, store } = await waitingScene();
      await renewal.current(key);
      await new Promise(setImmediate);
      store.failures.get = 2;
      store.failures.set = 1;
      await expect(renewal.records.set(key, { revision: 'login' })).rejects.toMatchObject({ operation: 'set' });
      expect(await lastlyStored({ renewal, store })).toEqual({ revision: 'login' });
    });
  });

  it('bridges a store that cannot be read with the last known record', async () => {
    const { renewal, store, reported } = failingScene();
    store.records.set(key, { revision: 'fresh' });
    await renewal.current(key);
    store.failures.get = 1;
    expect(await renewal.current(key)).toEqual({ revision: 'fresh' });
    expect(reported).toEqual(['store get']);
  });

  it('bridges also with what it read only to see whether a save that failed was stored', async () => {
    const { renewal, store } = failingScene();
    store.records.set(key, { revision: 'elsewhere' });
    store.failures.replace = 1;
    expect(await renewal.records.save(key, 'r1', { revision: 'r2' })).toBe('overtaken');
    store.failures.get = 1;
    expect(await renewal.current(key)).toEqual({ revision: 'elsewhere' });
  });

  it('does not bridge with a record that was seen to be gone', async () => {
    const { renewal, store } = failingScene();
    await renewal.current(key);
    await renewal.current('bob');
    store.records.delete(key);
    await renewal.current(key);
    store.failures.get = 1;
    await expect(renewal.current(key)).rejects.toMatchObject({ code: 'ERR_OAUTH_STORE', operation: 'get' });
  });

  it('fails typed, and loses nothing, when the record to renew cannot be read', async () => {
    const { renewal, store, calls } = failingScene();
    await renewal.current(key);
    store.failures.get = 2;
    await expect(renewal.renewed(key)).rejects.toMatchObject({ code: 'ERR_OAUTH_STORE', key });
    expect(calls).toEqual([]);
  });
});

describe('a renewal that comes too late', () => {
  it('is dropped after a log-out', async () => {
    const { renewal, store } = failingScene();
    const waiting = renewal.renewed(key);
    await store.delete(key);
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_MISSING' });
    expect(store.records.size).toBe(0);
  });

  it('is dropped after a log-out also in a store of three verbs, whose answers are slow', async () => {
    const records = new Map<string, Record_>([[key, { revision: 'r1', expired: true }]]);
    let slow: Promise<void> = Promise.resolve();
    const store: RecordStore<Record_> = {
      get: async (name) => {
        const found = records.get(name);
        await slow;
        return found;
      },
      set: async (name, record) => void records.set(name, record),
      delete: async (name) => void records.delete(name),
    };
    let arrive: () => void = () => undefined;
    const answer = () => {
      slow = new Promise((resolve) => {
        arrive = resolve;
      });
      return { record: { revision: 'r2' } };
    };
    const { renewal } = scene([answer], store);
    const waiting = renewal.renewed(key).catch((error: OAuthError) => error.code);
    await new Promise(setImmediate);
    await renewal.records.delete(key);
    arrive();
    expect(await waiting).toBe('ERR_OAUTH_TOKEN_MISSING');
    expect(records.size).toBe(0);
  });

  describe('in a store of three verbs, while an own log-out ends', () => {
    /** Its reads and log-outs can be held up. */
    function heldUp(...stored: Record_[]) {
      const records = new Map(stored.map((record) => [key, record]));
      const held = { get: open(), delete: open() };
      const store: RecordStore<Record_> = {
        get: (name) => held.get.passed.then(() => records.get(name)),
        set: async (name, record) => void records.set(name, record),
        delete: (name) => {
          records.delete(name);
          return held.delete.passed;
        },
      };
      return { records, held, store };
    }

    it('is stored if the record that it renewed came after the log-out, by a login elsewhere', async () => {
      const { records, held, store } = heldUp({ revision: 'r0' });
      const answer = () => {
        held.get = gate();
        return { record: { revision: 'r2' } };
      };
      const { renewal } = scene([answer], store);
      held.delete = gate();
      const logOut = renewal.records.delete(key);
      records.set(key, { revision: 'r1', expired: true });
      const waiting = renewal.renewed(key);
      await new Promise(setImmediate);
      held.delete.pass();
      await logOut;
      held.get.pass();
      expect(await waiting).toEqual({ revision: 'r2' });
      expect(records.get(key)).toEqual({ revision: 'r2' });
    });

    it('is dropped if there was nothing before: that there is nothing now is the log-out', async () => {
      const { records, held, store } = heldUp();
      const { renewal } = scene([], store);
      held.get = gate();
      const saved = renewal.records.save(key, undefined, { revision: 'r1' });
      await renewal.records.delete(key);
      held.get.pass();
      expect(await saved).toBe('overtaken');
      expect(records.size).toBe(0);
    });
  });

  it('gives way to a new login, even with invalid_grant', async () => {
    const { renewal, store } = failingScene(final);
    const waiting = renewal.renewed(key);
    await store.set(key, { revision: 'login' });
    await expect(waiting).resolves.toEqual({ revision: 'login' });
    expect(store.records.get(key)).toEqual({ revision: 'login' });
  });

  it('wins over the refusal of the very token that it renewed', async () => {
    const store = new FailingStore();
    store.records.set(key, { revision: 'r1', expired: true });
    const answer = () => {
      store.records.set(key, { revision: 'x', refusedOf: 'r1' });
      return { record: { revision: 'r2' } };
    };
    const { renewal } = scene([answer], store);
    const waiting = renewal.renewed(key);
    await expect(waiting).resolves.toEqual({ revision: 'r2' });
    expect(store.records.get(key)).toEqual({ revision: 'r2' });
  });
});

describe('the tries of a renewal', () => {
  it('are two, at once, when an answer is lost', async () => {
    const { renewal, calls } = failingScene(lost);
    await expect(renewal.renewed(key)).resolves.toEqual({ revision: 'r3' });
    expect(calls).toEqual(['r1', 'r1']);
  });

  it('are not three', async () => {
    const { renewal, calls } = failingScene(lost, lost);
    await expect(renewal.renewed(key)).rejects.toBe(lost.failure && lost.error);
    expect(calls).toHaveLength(2);
  });

  it('wait as Retry-After says', async () => {
    const { renewal, waited } = failingScene(busy(1000), busy(2000));
    await renewal.renewed(key);
    expect(waited).toEqual([30_000, 30_000, 1000, 2000]); // at most: for the store, for the whole; then the pauses
  });

  it('fail fast, without a call, until a long Retry-After has passed', async () => {
    const { renewal, calls } = failingScene(busy(60_000));
    for (let n = 0; n < 5; n++)
      await expect(renewal.renewed(key)).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_ENDPOINT_BUSY' });
    expect(calls).toHaveLength(1);
  });

  it('fail fast also when a login is heard to be stored only after its token had to be renewed', async () => {
    const { renewal, store, calls } = failingScene(busy(60_000));
    const { passed, pass } = gate();
    const set = store.set.bind(store);
    store.set = (name, record) => set(name, record).then(() => passed);
    const login = renewal.records.set(key, { revision: 'login', expired: true });
    await new Promise(setImmediate);
    const busyError = { code: 'ERR_OAUTH_TOKEN_ENDPOINT_BUSY' };
    await expect(renewal.renewed(key)).rejects.toMatchObject(busyError);
    pass();
    await login;
    await expect(renewal.renewed(key)).rejects.toMatchObject(busyError);
    expect(calls).toEqual(['login']);
  });

  it('end for good after a final refusal, also for whoever reads the store', async () => {
    const { renewal, store, calls, reported } = failingScene(final);
    await expect(renewal.renewed(key)).rejects.toBe(refusedForGood);
    expect(store.records.get(key)).toEqual({ revision: 'r1-refused', refusedOf: 'r1' });
    await expect(renewal.renewed(key, { newerThan: 'r1' })).rejects.toBe(refusedForGood);
    expect(calls).toHaveLength(1);
    expect(reported).toEqual(['failed ERR_OAUTH_TOKEN_ENDPOINT']);
  });

  it('are one for requests that were sent before it failed', async () => {
    const refused: RenewalAnswer<Record_> = {
      failure: 'refused',
      error: new TokenEndpointError(401, { error: 'invalid_client' }),
    };
    const { renewal, calls } = failingScene(refused);
    const failuresSeen = renewal.failures;
    await expect(renewal.renewed(key, { newerThan: 'r1', failuresSeen })).rejects.toBe(refused.error);
    await expect(renewal.renewed(key, { newerThan: 'r1', failuresSeen })).rejects.toBe(refused.error);
    expect(calls).toHaveLength(1);
    await expect(renewal.renewed(key, { newerThan: 'r1', failuresSeen: renewal.failures })).resolves.toEqual({
      revision: 'r3',
    });
  });
});

describe('a renewal in the background', () => {
  it('is one try, then quiet', async () => {
    const { renewal, store, calls } = failingScene(busy(0), busy(0));
    store.records.set(key, { revision: 'r1' });
    for (let n = 0; n < 5; n++) {
      renewal.renewInBackground(key, { revision: 'r1' });
      await new Promise(setImmediate);
    }
    expect(calls).toHaveLength(1);
  });

  it('is patient as soon as a request waits for it', async () => {
    const { renewal, store, calls } = failingScene(busy(0));
    store.records.set(key, { revision: 'r1' });
    renewal.renewInBackground(key, { revision: 'r1' });
    await expect(renewal.renewed(key, { newerThan: 'r1' })).resolves.toEqual({ revision: 'r3' });
    expect(calls).toHaveLength(2);
  });
});

describe('the lock of a store', () => {
  function locking(withLock: NonNullable<RecordStore<Record_>['withLock']>, ...answers: Parameters<typeof scene>[0]) {
    const store = Object.assign(new FailingStore(), { withLock });
    store.records.set(key, { revision: 'r1', expired: true });
    return { store, ...scene(answers, store) };
  }

  it('is asked to wait no longer than the budget', async () => {
    const withLock = jest.fn((_key: string, work: () => Promise<unknown>) => work()) as unknown as NonNullable<
      RecordStore<Record_>['withLock']
    >;
    const { renewal } = locking(withLock);
    await renewal.renewed(key);
    expect(withLock).toHaveBeenCalledWith(key, expect.any(Function), { waitMs: 30_000 });
  });

  it('that cannot be had is a typed error with its own error as cause', async () => {
    const own = new Error('busy');
    const { renewal, calls } = locking(() => Promise.reject(own));
    await expect(renewal.renewed(key)).rejects.toMatchObject({
      code: 'ERR_OAUTH_STORE',
      operation: 'withLock',
      cause: own,
    });
    expect(calls).toEqual([]);
  });

  it('that fails on release does not take the token away', async () => {
    const { renewal, reported } = locking(async (_key, work) => {
      await work();
      throw new Error('release failed');
    });
    await expect(renewal.renewed(key)).resolves.toEqual({ revision: 'r2' });
    expect(reported).toContain('store withLock');
  });

  it('does not change why a renewal failed', async () => {
    const { renewal } = locking((_key, work) => work(), final);
    await expect(renewal.renewed(key)).rejects.toBe(refusedForGood);
  });

  it.each([
    ['of a store below', new TokenStoreError('withLock', key)],
    ['of a session for the lock service', new TokenMissingError('vault')],
  ])(
    'that fails on release with an error of this package, %s, does not take the token away either',
    async (_of, own) => {
      const { renewal, reported } = locking(async (_key, work) => {
        await work();
        throw own;
      });
      await expect(renewal.renewed(key)).resolves.toEqual({ revision: 'r2' });
      expect(reported).toContain('store withLock');
    },
  );

  it('that ends without the renewal is said to do so', async () => {
    const { renewal } = locking(() => Promise.resolve(undefined as never));
    await expect(renewal.renewed(key)).rejects.toMatchObject({
      code: 'ERR_OAUTH_STORE',
      operation: 'withLock',
      cause: expect.objectContaining({ message: expect.stringContaining('without running its work') }),
    });
  });

  it('is not taken for a record that somebody else has renewed', async () => {
    const withLock = jest.fn();
    const { renewal, store } = locking(withLock);
    store.records.set(key, { revision: 'newer' });
    await expect(renewal.renewed(key, { newerThan: 'r1' })).resolves.toEqual({ revision: 'newer' });
    expect(withLock).not.toHaveBeenCalled();
  });
});

describe('what a process remembers of a key', () => {
  it('is nothing once all went well', async () => {
    const { renewal } = failingScene(busy(0));
    await renewal.renewed(key);
    expect(renewal.records.share.states.size).toBe(0);
  });

  it('is no failure once it is over, however many accounts have failed', async () => {
    const { renewal, platform, store } = failingScene(...Array.from({ length: 2000 }, () => busy(60_000)));
    for (let index = 0; index < 1000; index++) {
      store.records.set(`a${String(index)}`, { revision: 'r', expired: true });
      store.records.set(`b${String(index)}`, { revision: 'r', expired: true });
    }
    for (let index = 0; index < 1000; index++) await renewal.renewed(`a${String(index)}`).catch(() => undefined);
    const { share } = renewal.records;
    share.state('unsaved').unsaved = { mayReplace: [], record: { revision: 'r' }, asOf: 0 };
    expect(share.states.size).toBe(1001);
    platform.laterMs = 300_001;
    for (let index = 0; index < 1000; index++) await renewal.renewed(`b${String(index)}`).catch(() => undefined);
    expect([...share.states.keys()].filter((name) => name.startsWith('a'))).toEqual([]);
    expect(share.states.get('unsaved')?.unsaved?.record).toEqual({ revision: 'r' });
    expect(share.states.size).toBe(1001);
  });

  it('is no failure after a log-out or a login', async () => {
    for (const end of [(r: Records) => r.delete(key), (r: Records) => r.set(key, { revision: 'login' })]) {
      const { renewal } = failingScene(busy(60_000));
      await renewal.renewed(key).catch(() => undefined);
      expect(renewal.records.share.states.size).toBe(1);
      await end(renewal.records);
      expect(renewal.records.share.states.size).toBe(0);
    }
  });

  it('is a failed renewal, until one succeeds', async () => {
    const { renewal } = failingScene(lost, lost);
    const failed: unknown = await renewal.renewed(key).catch((error: OAuthError) => error.code);
    expect(failed).toBe('ERR_OAUTH_TOKEN_ENDPOINT');
    expect(renewal.records.share.states.size).toBe(1);
    await renewal.renewed(key);
    expect(renewal.records.share.states.size).toBe(0);
  });
});
