import { setTimeout as pause } from 'node:timers/promises';
import { Cluster, Redis } from 'ioredis';
import { createCluster, createSentinel } from 'redis';
import { describeWith } from '../../fixtures/required-service.js';
import { redisIsThere } from '../../fixtures/services/redis.js';
import { redisCli, startRedisCluster, startSentinel } from '../../fixtures/services/redis-topologies.js';
import { RedisTokenStore, type RedisClient } from '../../lib/stores/redis.js';
import { describeTokenStore } from '../../lib/testing/index.js';
import type { OAuth2Token, TokenStore } from '../../lib/token-store.js';

const token = (revision: string): OAuth2Token => ({ access_token: `at-${revision}`, token_type: 'Bearer', revision });

interface Connected {
  readonly client: RedisClient;
  end(): void;
}

/** Opens stores on one kind of client. */
function opener(connect: () => Promise<Connected>) {
  const opened = new Map<TokenStore, { prefix: string; end(): void }>();
  const open = async (prefix = `${crypto.randomUUID()}:`) => {
    const { client, end } = await connect();
    const store = new RedisTokenStore(client, { prefix, lockLifeMs: 500 });
    opened.set(store, { prefix, end });
    return store;
  };
  const reopen = (store: TokenStore) => open(opened.get(store)?.prefix);
  const end = (store: TokenStore) => opened.get(store)?.end();
  return { create: () => open(), reopen, crash: end, close: end };
}

const verbs = ['replace', 'withLock', 'subscribe', 'keys'] as const;

describeWith('redis-server', redisIsThere, () => {
  describe('a cluster', () => {
    let cluster: Awaited<ReturnType<typeof startRedisCluster>>;
    beforeAll(async () => {
      cluster = await startRedisCluster();
    }, 60_000);
    afterAll(() => cluster.close());

    const clients: Record<string, () => Promise<Connected>> = {
      ioredis: async () => {
        const client = new Cluster(cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port })));
        client.on('error', () => undefined);
        return { client, end: () => client.disconnect() };
      },
      'node-redis': async () => {
        const client = createCluster({ rootNodes: cluster.nodes.map(({ url }) => ({ url })) });
        client.on('error', () => undefined);
        await client.connect();
        return { client, end: () => client.destroy() };
      },
    };

    describe.each(Object.entries(clients))('by %s', (_name, connect) => {
      describeTokenStore('keeps the contract', { ...opener(connect), verbs });

      it('has its records on all nodes', async () => {
        const { client, end } = await connect();
        const store = new RedisTokenStore(client, { prefix: 'spread:' });
        for (let nth = 0; nth < 50; nth++) await store.set(`account ${nth}`, token('1'));
        for (const { port } of cluster.nodes) expect(Number(redisCli(port, 'DBSIZE'))).toBeGreaterThan(5);
        end();
      });
    });
  });

  describe('sentinels', () => {
    const clients: Record<string, (port: number) => Promise<Connected>> = {
      ioredis: async (port) => {
        const client = new Redis({ sentinels: [{ host: '127.0.0.1', port }], name: 'main' });
        client.on('error', () => undefined);
        return { client, end: () => client.disconnect() };
      },
      'node-redis': async (port) => {
        const client = createSentinel({ name: 'main', sentinelRootNodes: [{ host: '127.0.0.1', port }] });
        client.on('error', () => undefined);
        await client.connect();
        return { client, end: () => void client.destroy() };
      },
    };

    describe.each(Object.entries(clients))('by %s', (_name, connect) => {
      let sentinel: Awaited<ReturnType<typeof startSentinel>>;
      beforeAll(async () => {
        sentinel = await startSentinel();
      }, 60_000);
      afterAll(() => sentinel.close());

      describeTokenStore('keeps the contract', { ...opener(() => connect(sentinel.sentinelPort)), verbs });

      it('goes on with the new master when the old one is gone, with all that was written', async () => {
        const { client, end } = await connect(sentinel.sentinelPort);
        const store = new RedisTokenStore(client, { lockLifeMs: 500, patienceMs: 10_000 });
        const heard: string[] = [];
        const undo = store.subscribe((key) => heard.push(key));
        await store.set('ann', token('1'));
        await pause(200); // replication is asynchronous
        await sentinel.nodes[0]?.crash();
        expect(await store.get('ann')).toEqual(token('1'));
        const renewed = store.withLock('ann', async () => store.replace('ann', '1', token('2')), { waitMs: 10_000 });
        expect(await renewed).toBe(true);
        const other = await connect(sentinel.sentinelPort);
        const writer = new RedisTokenStore(other.client);
        for (let nth = 0; nth < 100 && !heard.includes('bob'); nth++) {
          await writer.set('bob', token(String(nth)));
          await pause(100);
        }
        expect(heard).toContain('bob');
        undo();
        other.end();
        end();
      }, 60_000);
    });
  });
});
