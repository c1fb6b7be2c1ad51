import Redis from 'ioredis-floor';
import { Pool } from 'pg-floor';
import { createClient } from 'redis-floor';
import { describeWith } from '../../fixtures/required-service.js';
import { postgresIsThere, startPostgres, type PostgresService } from '../../fixtures/services/postgres.js';
import { redisIsThere, startRedis, type RedisService } from '../../fixtures/services/redis.js';
import { PostgresTokenStore } from '../../lib/stores/postgres.js';
import { RedisTokenStore, type RedisClient } from '../../lib/stores/redis.js';
import { describeTokenStore } from '../../lib/testing/index.js';

// The lowest version of each client that package.json allows; the newest have their own suites.
const lockLifeMs = 500;
const verbs = ['replace', 'withLock', 'subscribe', 'keys'] as const;

describeWith('redis-server', redisIsThere, () => {
  let service: RedisService;
  beforeAll(async () => {
    service = await startRedis();
  });
  afterAll(() => service.close());

  const clients: Record<string, () => Promise<{ client: RedisClient; end(): void }>> = {
    'ioredis 5.0': async () => {
      const client = new Redis(service.url);
      return { client, end: () => client.disconnect() };
    },
    'node-redis 4.6': async () => {
      const client = createClient({ url: service.url });
      client.on('error', () => undefined);
      await client.connect();
      return { client, end: () => void (client.isOpen && client.disconnect()) };
    },
  };

  describe.each(Object.entries(clients))('RedisTokenStore on %s', (name, connect) => {
    const opened = new Map<object, { prefix: string; end(): void }>();
    const open = async (prefix = `${name} ${opened.size}:`) => {
      const { client, end } = await connect();
      const store = new RedisTokenStore(client, { prefix, lockLifeMs });
      opened.set(store, { prefix, end });
      return store;
    };
    const end = (store: object) => opened.get(store)?.end();

    describeTokenStore('keeps the contract', {
      create: () => open(),
      reopen: (store) => open(opened.get(store)?.prefix),
      crash: end,
      close: end,
      verbs,
    });
  });
});

describeWith('postgresql', postgresIsThere, () => {
  let service: PostgresService;
  beforeAll(async () => {
    service = await startPostgres();
    // For some time after a start of the server no lock is given.
    await new Promise((resolve) => setTimeout(resolve, lockLifeMs));
  }, 30_000);
  afterAll(() => service.close());

  const opened = new Map<object, { table: string; pool: Pool }>();
  const open = async (table = `tokens_${opened.size}`) => {
    const pool = new Pool({ connectionString: service.url });
    pool.on('error', () => undefined);
    const store = new PostgresTokenStore(pool, { table, lockLifeMs });
    await store.createTable();
    opened.set(store, { table, pool });
    return store;
  };

  describeTokenStore('PostgresTokenStore on pg 8.11 keeps the contract', {
    create: () => open(),
    reopen: (store) => open(opened.get(store)?.table),
    close: (store) => opened.get(store)?.pool.end(),
    verbs,
  });
});
