import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import axios from 'axios';
import MockAdapter from 'axios-mock-adapter';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { describeWith } from '../../fixtures/required-service.js';
import { redisIsThere, startRedis, type RedisService } from '../../fixtures/services/redis.js';
import { attach, bearer, detach } from '../../lib/index.js';
import { RedisTokenStore, type RedisClient, type RedisTokenStoreOptions } from '../../lib/stores/redis.js';
import { describeTokenStore } from '../../lib/testing/index.js';
import type { OAuth2Token } from '../../lib/token-store.js';

const token = (revision: string, members: object = {}): OAuth2Token => ({
  access_token: `at-${revision}`,
  token_type: 'Bearer',
  revision,
  ...members,
});

/** A client of either package, and how to end it as a crash would. */
interface Connected {
  readonly client: RedisClient;
  end(): void;
}

const clients: Record<string, (url: string) => Promise<Connected>> = {
  ioredis: async (url) => {
    const client = new Redis(url);
    return { client, end: () => client.disconnect() };
  },
  'node-redis': async (url) => {
    const client = createClient({ url });
    client.on('error', () => undefined);
    await client.connect();
    return { client, end: () => void (client.isOpen && client.destroy()) };
  },
};

describeWith('redis-server', redisIsThere, () => {
  let service: RedisService;
  beforeAll(async () => {
    service = await startRedis();
  });
  afterAll(() => service.close());

  describe.each(Object.keys(clients))('RedisTokenStore on %s', (name) => {
    const connections = new Map<object, { end(): void; prefix: string }>();
    let opened = 0;
    const open = async (options: RedisTokenStoreOptions = {}) => {
      const { client, end } = (await clients[name]?.(service.url)) as Connected;
      const prefix = options.prefix ?? `${name} ${opened++}:`;
      const store = new RedisTokenStore(client, { lockLifeMs: 500, ...options, prefix });
      connections.set(store, { end, prefix });
      return { store, client, prefix };
    };
    const end = (store: object) => connections.get(store)?.end();
    afterEach(() => {
      for (const connection of connections.values()) connection.end();
      connections.clear();
    });

    describeTokenStore('keeps the contract', {
      create: async () => (await open()).store,
      reopen: async (store) => (await open({ prefix: connections.get(store)?.prefix ?? '' })).store,
      crash: end,
      close: end,
      verbs: ['replace', 'withLock', 'subscribe', 'keys'],
    });

    it('a renewal without a limit waits for the lock, and gets it', async () => {
      const { store } = await open();
      const renew = async () => ({ access_token: 'at' });
      const auth = bearer({ renew, store, renewalBudgetMs: Infinity });
      const api = attach(axios.create({ baseURL: 'https://api.example' }), auth);
      const mock = new MockAdapter(api).onAny().reply(200);
      await api.get('/me');
      detach(api, auth);
      expect(mock.history[0]?.headers?.['Authorization']).toBe('Bearer at');
    });

    it('keeps a record for ever, unless it is told to forget', async () => {
      const { store, client, prefix } = await open();
      await store.set('ann', token('1', { issuedAt: 0, expiresAt: 1000 }));
      expect(await client.eval(...timeToLive(name, `${prefix}token:ann`))).toBe(-1);
    });

    it.each([
      ['so long after its last write', {}, 60_000],
      ['not before its access token has expired', { issuedAt: 5, expiresAt: 90_005 }, 90_000],
      ['not before its refresh token has expired', { refresh_token_expires_in: 7200 }, 7_200_000],
      ['not before its refresh token has expired, in the words of Keycloak', { refresh_expires_in: '300' }, 300_000],
      [
        'whatever nonsense the server says of that',
        { refresh_expires_in: -1, refresh_token_expires_in: 'soon' },
        60_000,
      ],
    ])('forgets a record, if it is to: %s', async (_when, members, expectedMs) => {
      const { store, client, prefix } = await open({ forgetAfterMs: 60_000 });
      await store.set('ann', token('1', members));
      const ms = Number(await client.eval(...timeToLive(name, `${prefix}token:ann`)));
      expect(ms).toBeLessThanOrEqual(expectedMs);
      expect(ms).toBeGreaterThan(expectedMs - 10_000);
      await store.replace('ann', '1', token('2'));
      expect(Number(await client.eval(...timeToLive(name, `${prefix}token:ann`)))).toBeLessThanOrEqual(60_000);
    });

    describe('a damaged record', () => {
      const half = '{"access_token":"at-secret';
      /** A store whose record of `ann` is what a script makes of it. */
      const damaged = async (damage: string, options: RedisTokenStoreOptions = {}) => {
        const opened = await open(options);
        await opened.store.set('ann', token('1'));
        const on = (script: string, key: string) => opened.client.eval(...scriptOn(name, script, opened.prefix + key));
        await on(damage, 'token:ann');
        return { ...opened, on, aside: () => on(`return redis.call('GET', KEYS[1])`, 'damaged:ann') };
      };
      const halved = `return redis.call('HSET', KEYS[1], 'record', '${half}')`;

      it.each([
        ['half-written', halved],
        ['empty', `return redis.call('HSET', KEYS[1], 'record', '')`],
        ['without its record', `return redis.call('HDEL', KEYS[1], 'record')`],
        ['without its revision', `return redis.call('HDEL', KEYS[1], 'revision')`],
        ['whose two revisions differ', `return redis.call('HSET', KEYS[1], 'revision', '7')`],
      ])('says what is to be done, and stays as it is: %s', async (_how, damage) => {
        const { store, on, prefix } = await damaged(damage);
        const all = `return redis.call('HGETALL', KEYS[1])`;
        const before = await on(all, 'token:ann');
        const error: unknown = await store.get('ann').catch((reason: unknown) => reason);
        expect(error).toMatchObject({ code: 'ERR_OAUTH_STORE_RECORD', key: 'ann' });
        expect(String(error)).toMatch(/"ann".*damaged\. Restore it, or log in again.*aside as/);
        expect(String(error)).toContain(`${prefix}damaged:ann`);
        expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('at-');
        expect(await on(all, 'token:ann')).toEqual(before);
      });

      it.each(['login', 'log-out'])('is kept aside at the next %s', async (next) => {
        const { store, aside } = await damaged(halved);
        await (next === 'login' ? store.set('ann', token('2')) : store.delete('ann'));
        expect(await store.get('ann')).toEqual(next === 'login' ? token('2') : undefined);
        expect(await aside()).toBe(half);
        await store.set('ann', token('3'));
        expect(await aside()).toBe(half);
        const keys: string[] = [];
        for await (const key of store.keys()) keys.push(key);
        expect(keys).toEqual(['ann']);
      });

      it.each([`return redis.call('HDEL', KEYS[1], 'record')`, `return redis.call('HDEL', KEYS[1], 'revision')`])(
        'is replaced by a login, whatever it lacks: %s',
        async (damage) => {
          const { store } = await damaged(damage);
          await store.set('ann', token('2'));
          expect(await store.get('ann')).toEqual(token('2'));
        },
      );

      it('is kept aside for no longer than a record is', async () => {
        const { store, on } = await damaged(halved, { forgetAfterMs: 60_000 });
        await store.delete('ann');
        const ms = Number(await on(`return redis.call('PTTL', KEYS[1])`, 'damaged:ann'));
        expect(ms).toBeGreaterThan(0);
        expect(ms).toBeLessThanOrEqual(60_000);
      });

      it('of another kind is left alone, also by a login, and named', async () => {
        const { store, on, prefix } = await damaged(`return redis.call('SET', KEYS[1], 'at-secret')`);
        for (const work of [() => store.get('ann'), () => store.set('ann', token('2')), () => store.delete('ann')]) {
          const error: unknown = await work().catch((reason: unknown) => reason);
          expect(error).toMatchObject({ code: 'ERR_OAUTH_STORE_RECORD', key: 'ann' });
          expect(String(error)).toContain(`${prefix}token:ann is no hash`);
        }
        expect(await on(`return redis.call('GET', KEYS[1])`, 'token:ann')).toBe('at-secret');
      });
    });

    it('lists its keys beside a name that is not its own', async () => {
      const { store, client, prefix } = await open();
      await store.set('ann', token('1'));
      await client.eval(...scriptOn(name, `return redis.call('SET', KEYS[1], '')`, `${prefix}token:"`));
      const keys: string[] = [];
      for await (const key of store.keys()) keys.push(key);
      expect(keys).toEqual(['ann']);
    });

    it('needs no more than the rights that the documentation names', async () => {
      const rights = /`(\+[^`]+&axios-oauthlib:\*)`/.exec(readFileSync('docs/stores-redis-postgres.md', 'utf8'))?.[1];
      const admin = new Redis(service.url);
      await admin.call('ACL', 'SETUSER', 'tokens', 'reset', 'on', '>pass', ...(rights ?? '').split(' '));
      const { client, end } = (await clients[name]?.(service.url.replace('//', '//tokens:pass@'))) as Connected;
      const store = new RedisTokenStore(client, { forgetAfterMs: 60_000 });
      const close = () => (end(), admin.disconnect());
      connections.set(store, { end: close, prefix: '' });
      const heard: string[] = [];
      const undo = store.subscribe((key) => heard.push(key));
      await store.withLock('ann', async () => store.set('ann', token('1')), { waitMs: 1000 });
      const other = new RedisTokenStore(client);
      for (let step = 0; step < 100 && heard.length === 0; step++) await other.set('bob', token(String(step)));
      expect(heard).toContain('bob');
      await admin.hset('axios-oauthlib:token:ann', 'record', '{"half');
      await store.delete('ann');
      const keys: string[] = [];
      for await (const key of store.keys()) keys.push(key);
      expect(keys).toEqual(['bob']);
      undo();
      await store.delete('bob');
      await admin.del('axios-oauthlib:damaged:ann');
    });

    it('fails at once with a client that is closed, and says so', async () => {
      const { store } = await open();
      end(store);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await expect(store.get('ann')).rejects.toThrow(/cannot be reached: check that the client is connected/);
    });
  });

  it('refuses what is no client of Redis, and names the option', () => {
    for (const client of [undefined, null, {}, 'redis://localhost', new Map(), { get() {}, set() {} }])
      expect(() => new RedisTokenStore(client as never)).toThrow(
        expect.objectContaining({ code: 'ERR_OAUTH_CONFIGURATION', option: 'client' }),
      );
  });

  it.each([
    ['lockLifeMs', 0],
    ['lockLifeMs', 1.5],
    ['patienceMs', Infinity],
    ['forgetAfterMs', '5'],
    ['prefix', 5],
    ['perfix', 'a:'],
  ])('refuses the option %s: %p', (option, value) => {
    const client = new Redis({ lazyConnect: true });
    expect(() => new RedisTokenStore(client, { [option]: value })).toThrow(
      expect.objectContaining({ code: 'ERR_OAUTH_CONFIGURATION', option }),
    );
  });
});

/** The arguments of `eval` as each client takes them. */
function scriptOn(name: string, script: string, key: string): [never, never, never] {
  return (name === 'ioredis' ? [script, 1, key] : [script, { keys: [key], arguments: [] }]) as never;
}

function timeToLive(name: string, key: string): [never, never, never] {
  return scriptOn(name, `return redis.call('PTTL', KEYS[1])`, key);
}
