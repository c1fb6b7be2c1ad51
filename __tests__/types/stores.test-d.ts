// Compiled, never run: the clients that people have fit as they are.
import { Cluster, Redis } from 'ioredis';
import OldestRedis from 'ioredis-floor';
import { Pool } from 'pg';
import { createClient, createCluster, createSentinel } from 'redis';
import { createClient as createOldestClient, createCluster as createOldestCluster } from 'redis-floor';
import type { TokenStore } from 'axios-oauthlib';
import { PostgresTokenStore } from 'axios-oauthlib/stores/postgres';
import { RedisTokenStore } from 'axios-oauthlib/stores/redis';

const sentinels = [{ host: 'localhost', port: 26379 }];

export const stores: TokenStore[] = [
  new RedisTokenStore(new Redis()),
  new RedisTokenStore(new Redis({ sentinels, name: 'main' })),
  new RedisTokenStore(new Cluster(['redis://localhost'])),
  new RedisTokenStore(createClient({ url: 'redis://localhost' })),
  new RedisTokenStore(createCluster({ rootNodes: [{ url: 'redis://localhost' }] })),
  new RedisTokenStore(createSentinel({ name: 'main', sentinelRootNodes: sentinels })),
  new RedisTokenStore(new OldestRedis.default()),
  new RedisTokenStore(new OldestRedis.Cluster(['redis://localhost'])),
  new RedisTokenStore(createOldestClient()),
  new RedisTokenStore(createOldestCluster({ rootNodes: [{ url: 'redis://localhost' }] })),
  new PostgresTokenStore(new Pool()),
];

// @ts-expect-error: a client that is not a pool has one connection only
new PostgresTokenStore(new Redis());
// @ts-expect-error: a URL is not a client
new RedisTokenStore('redis://localhost');
