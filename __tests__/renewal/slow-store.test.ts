import axios from 'axios';
import MockAdapter from 'axios-mock-adapter';
import { attach, bearer, detach, type Token, type TokenStore } from '../../lib/index.js';

/** A store that another process writes, too; it answers later, and counts how often it is read. */
class SlowStore implements TokenStore {
  reads = 0;
  readonly records = new Map<string, Token>();

  constructor(readonly copyAgeMs?: number) {}

  async get(key: string): Promise<Token | undefined> {
    this.reads++;
    return this.records.get(key);
  }

  async set(key: string, token: Token): Promise<void> {
    this.records.set(key, token);
  }

  async delete(key: string): Promise<void> {
    this.records.delete(key);
  }
}

class TellingStore extends SlowStore {
  readonly listeners = new Set<{ changed: (key: string) => void; live: (isLive: boolean) => void }>();

  subscribe(changed: (key: string) => void, live: (isLive: boolean) => void): () => void {
    const listener = { changed, live };
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  tell(key: string): void {
    for (const { changed } of this.listeners) changed(key);
  }

  setLive(isLive: boolean): void {
    for (const { live } of this.listeners) live(isLive);
  }
}

const key = 'bearer/default';
const token = (name: string, more: object = {}) => ({
  access_token: name,
  token_type: 'Bearer',
  revision: name,
  ...more,
});

async function scene<S extends SlowStore>(store: S) {
  const api = axios.create({ baseURL: 'https://api.example' });
  const mock = new MockAdapter(api);
  let good = /./;
  mock.onAny().reply(({ headers }) => (good.test(String(headers?.['Authorization']).slice(7)) ? [200] : [401]));
  const auth = bearer({ renew: async () => ({ access_token: 'renewed' }), store });
  const failures: string[] = [];
  auth.on('storeFailed', ({ error }) => failures.push(error.operation));
  attach(api, auth);
  store.records.set(key, token('one'));
  const request = async () => {
    await api.get('/me');
    return mock.history.at(-1)?.headers?.['Authorization'];
  };
  const refuse = (pattern: RegExp) => (good = pattern);
  await request();
  return { api, auth, store, request, refuse, failures };
}

beforeEach(() => jest.useFakeTimers({ now: 1_000_000, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
afterEach(() => jest.useRealTimers());

describe('a store that answers later', () => {
  it('is asked once for the requests of a second', async () => {
    const { store, request } = await scene(new SlowStore());
    for (let count = 0; count < 20; count++) await request();
    expect(store.reads).toBe(1);
    jest.advanceTimersByTime(1001);
    await request();
    expect(store.reads).toBe(2);
  });

  it('lets no request of a busy program wait: its copy is read anew before it is too old to be used', async () => {
    const { store, request } = await scene(new SlowStore());
    const get = jest.spyOn(store, 'get');
    let answer = () => {};
    get.mockImplementation((one) => new Promise((resolve) => (answer = () => resolve(store.records.get(one)))));
    store.records.set(key, token('elsewhere'));
    jest.advanceTimersByTime(600);
    expect(await request()).toBe('Bearer one'); // the store has not answered
    expect(await request()).toBe('Bearer one');
    expect(get).toHaveBeenCalledTimes(1);
    answer();
    await new Promise(setImmediate);
    jest.advanceTimersByTime(450); // more than a second after the first read
    expect(await request()).toBe('Bearer elsewhere');
    expect(get).toHaveBeenCalledTimes(1);
  });

  it('that fails when it is read ahead is an event, and no request does', async () => {
    const { store, request, failures } = await scene(new SlowStore());
    jest.spyOn(store, 'get').mockRejectedValue(new Error('down'));
    jest.advanceTimersByTime(600);
    expect(await request()).toBe('Bearer one');
    await new Promise(setImmediate);
    expect(failures).toEqual(['get']);
  });

  it('is asked for each request if it says so', async () => {
    const { store, request } = await scene(new SlowStore(0));
    await request();
    await request();
    expect(store.reads).toBe(3);
  });

  it('has a log-out elsewhere seen as soon as the copy is old, and one here at once', async () => {
    const { auth, store, request } = await scene(new SlowStore(5000));
    store.records.set(key, token('elsewhere'));
    expect(await request()).toBe('Bearer one');
    jest.advanceTimersByTime(5001);
    expect(await request()).toBe('Bearer elsewhere');
    await auth.setToken({ access_token: 'here' });
    expect(await request()).toBe('Bearer here');
    await auth.forget();
    expect(await request()).toBe('Bearer renewed');
  });

  it('is asked when the copy was refused: a renewal elsewhere costs one 401, and no renewal here', async () => {
    const { store, request, refuse } = await scene(new SlowStore(5000));
    store.records.set(key, token('elsewhere'));
    refuse(/elsewhere/);
    expect(await request()).toBe('Bearer elsewhere');
  });

  it('is asked when the copy has expired', async () => {
    const { store, request } = await scene(new SlowStore(60_000));
    store.records.set(key, token('short', { expiresAt: Date.now() + 70_000 }));
    jest.advanceTimersByTime(60_001);
    expect(await request()).toBe('Bearer short');
    jest.advanceTimersByTime(20_000);
    store.records.set(key, token('next', { expiresAt: Date.now() + 70_000 }));
    expect(await request()).toBe('Bearer next');
  });
});

describe('a store that tells of changes', () => {
  it('is asked again only when it told of one, as long as its feed is live', async () => {
    const { store, request } = await scene(new TellingStore());
    store.setLive(true);
    jest.advanceTimersByTime(1001);
    await request(); // asked while it is live
    jest.advanceTimersByTime(30_000);
    expect(await request()).toBe('Bearer one');
    expect(store.reads).toBe(2);
    store.records.set(key, token('two'));
    store.tell(key);
    expect(await request()).toBe('Bearer two');
    expect(store.reads).toBe(3);
  });

  it('is asked at least once a minute: a broken connection may go unnoticed', async () => {
    const { store, request } = await scene(new TellingStore());
    store.setLive(true);
    jest.advanceTimersByTime(1001);
    await request();
    jest.advanceTimersByTime(60_001);
    await request();
    expect(store.reads).toBe(3);
  });

  it('is asked as if it told nothing while its feed is broken, or never said to be live', async () => {
    const { store, request } = await scene(new TellingStore());
    jest.advanceTimersByTime(1001);
    await request();
    expect(store.reads).toBe(2);
    store.setLive(true);
    store.setLive(false);
    jest.advanceTimersByTime(1001);
    await request();
    expect(store.reads).toBe(3);
    store.tell(key); // what is told counts all the same
    await request();
    expect(store.reads).toBe(4);
  });

  it('does not trust what was read before its feed was live again', async () => {
    const { store, request } = await scene(new TellingStore());
    store.setLive(true);
    jest.advanceTimersByTime(1001);
    await request();
    store.setLive(false);
    jest.advanceTimersByTime(2000);
    store.setLive(true);
    await request();
    expect(store.reads).toBe(3);
  });

  it('is listened to while a scheme on it is attached, once, and by nobody after', async () => {
    const { api, auth, store, request } = await scene(new TellingStore());
    const other = axios.create({ baseURL: 'https://other.example' });
    attach(other, auth);
    jest.advanceTimersByTime(1001);
    await request();
    expect(store.listeners.size).toBe(1);
    detach(api);
    detach(api);
    expect(store.listeners.size).toBe(1);
    detach(other, auth);
    expect(store.listeners.size).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('that cannot be listened to is an event, once, and asked as any other', async () => {
    const store = new TellingStore();
    const subscribe = jest.spyOn(store, 'subscribe').mockImplementation(() => {
      throw new Error('no feed');
    });
    const { request, failures } = await scene(store);
    jest.advanceTimersByTime(1001);
    await request();
    expect([subscribe.mock.calls.length, store.reads, failures]).toEqual([1, 2, ['subscribe']]);
  });

  it('that promises its undo is an event, and what it rejects with ends no process', async () => {
    const store = new TellingStore();
    const late = jest.fn(async () => Promise.reject(new Error('no feed')));
    Object.assign(store, { subscribe: late });
    const { api, auth, failures } = await scene(store);
    await new Promise(setImmediate); // a rejection that nobody handles fails the test here
    detach(api, auth);
    expect([late.mock.calls.length, failures]).toEqual([1, ['subscribe']]);
  });

  it('that gives its undo too late is ended at once, so that no listener stays behind', async () => {
    const store = new TellingStore();
    const undo = jest.fn();
    Object.assign(store, { subscribe: () => Promise.resolve(undo) });
    const { api, auth, failures } = await scene(store);
    await new Promise(setImmediate);
    detach(api, auth);
    expect([undo.mock.calls.length, failures]).toEqual([1, ['subscribe']]);
  });
});

describe('a store that never answers', () => {
  const never = () => new Promise<never>(() => undefined);
  beforeEach(() => jest.useRealTimers());

  it.each(['the first read', 'the read after a refusal'])('ends a request by renewalBudgetMs: %s', async (which) => {
    const store = new SlowStore(which === 'the first read' ? 0 : undefined);
    await store.set(key, token('refused'));
    const auth = bearer({ renew: never, store, renewalBudgetMs: 50 });
    const api = axios.create({ baseURL: 'https://api.example' });
    const mock = new MockAdapter(api).onAny().reply(() => {
      store.get = never;
      return [401];
    });
    attach(api, auth);
    if (which === 'the first read') store.get = never;
    await expect(api.get('/me')).rejects.toMatchObject({ code: 'ERR_OAUTH_RENEWAL_TIMEOUT', budgetMs: 50 });
    expect(mock.history).toHaveLength(which === 'the first read' ? 0 : 1);
    await expect(auth.token()).rejects.toMatchObject({ code: 'ERR_OAUTH_RENEWAL_TIMEOUT' });
  });
});
