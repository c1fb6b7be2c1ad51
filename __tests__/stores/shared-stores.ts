import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import type { PostgresService } from '../../fixtures/services/postgres.js';
import type { RedisService } from '../../fixtures/services/redis.js';
import { startSlowProxy } from '../../fixtures/services/slow-proxy.js';
import { FileTokenStore } from '../../lib/stores/file.js';
import { PostgresTokenStore } from '../../lib/stores/postgres.js';
import { RedisTokenStore } from '../../lib/stores/redis.js';
import { lockLifeMs, type ServedStore, type SharedStore } from './many-processes.js';

const options = { lockLifeMs };

/** Both kinds of client, in turn. */
export function sharedRedis(service: () => RedisService): ServedStore {
  const asked = async <T>(ask: (client: Redis) => Promise<T>): Promise<T> => {
    const client = new Redis(service().url);
    return ask(client).finally(() => client.disconnect());
  };
  return {
    plan: (nth, port = service().port) => ({
      kind: nth % 2 ? 'node-redis' : 'ioredis',
      url: `redis://127.0.0.1:${port}`,
      options,
    }),
    async open() {
      const client = new Redis(service().url);
      client.on('error', () => undefined);
      return { store: new RedisTokenStore(client, options), close: () => client.disconnect() };
    },
    isLocked: () => asked(async (client) => (await client.keys('*lock:*')).length > 0),
    restart: () => service().restart(),
    slowProxy: (delayMs) => startSlowProxy(service().port, delayMs),
    async refuseWrites() {
      await asked((client) => client.config('SET', 'maxmemory', '1'));
      return async () => void (await asked((client) => client.config('SET', 'maxmemory', '0')));
    },
  };
}

export function sharedPostgres(service: () => PostgresService): ServedStore {
  const asked = async (statement: string): Promise<{ rows: Record<string, unknown>[] }> => {
    const pool = new Pool({ connectionString: service().url });
    return pool.query(statement).finally(() => pool.end());
  };
  return {
    plan: (_nth, port = service().port) => ({
      kind: 'postgres',
      url: service().url.replace(String(service().port), String(port)),
      options,
    }),
    async open() {
      const pool = new Pool({ connectionString: service().url });
      pool.on('error', () => undefined);
      const store = new PostgresTokenStore(pool, options);
      await store.createTable();
      return { store, close: () => pool.end() };
    },
    async isLocked() {
      return (await asked(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory'`)).rows.length > 0;
    },
    restart: () => service().restart(),
    slowProxy: (delayMs) => startSlowProxy(service().port, delayMs),
    async refuseWrites() {
      await asked(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$`);
      await asked('CREATE TRIGGER refuse BEFORE UPDATE ON oauth_tokens EXECUTE FUNCTION refuse()');
      return async () => void (await asked('DROP FUNCTION refuse() CASCADE'));
    },
  };
}

/** In a new folder for each `open`. */
export function sharedFolder(): SharedStore {
  let folder = '';
  return {
    plan: () => ({ kind: 'file', folder, options }),
    async open() {
      folder = mkdtempSync(path.join(tmpdir(), 'axios-oauthlib-tokens-'));
      return { store: new FileTokenStore(folder, options), close: () => rmSync(folder, { recursive: true }) };
    },
    isLocked: async () => readdirSync(folder, { recursive: true }).some((name) => String(name).includes('lock')),
  };
}
