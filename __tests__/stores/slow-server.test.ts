import { setTimeout as pause } from 'node:timers/promises';
import axios, { AxiosHeaders } from 'axios';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { describeWith } from '../../fixtures/required-service.js';
import { postgresIsThere, startPostgres } from '../../fixtures/services/postgres.js';
import { redisIsThere, startRedis } from '../../fixtures/services/redis.js';
import { startSlowProxy } from '../../fixtures/services/slow-proxy.js';
import { OAuth2Session, type TokenStore } from '../../lib/index.js';
import { PostgresTokenStore } from '../../lib/stores/postgres.js';
import { RedisTokenStore } from '../../lib/stores/redis.js';

type Opened = { store: TokenStore; end(): Promise<void> };

/** Half a second for each question and its answer. */
const delayMs = 250;

async function redis(): Promise<Opened> {
  const service = await startRedis();
  const proxy = await startSlowProxy(service.port, delayMs);
  const client = new Redis(`redis://127.0.0.1:${proxy.port}`);
  client.on('error', () => undefined);
  const end = async () => {
    client.disconnect();
    await proxy.close();
    await service.close();
  };
  return { store: new RedisTokenStore(client), end };
}

async function postgres(): Promise<Opened> {
  const service = await startPostgres();
  const proxy = await startSlowProxy(service.port, delayMs);
  const pool = new Pool({ connectionString: service.url.replace(String(service.port), String(proxy.port)) });
  pool.on('error', () => undefined);
  const store = new PostgresTokenStore(pool, { patienceMs: 10_000 });
  await store.createTable();
  const end = async () => {
    await pool.end();
    await proxy.close();
    await service.close();
  };
  return { store, end };
}

/** With a live feed, requests for longer than the age of a copy are not one question to the store. */
function neverWaits(open: () => Promise<Opened>): void {
  it('with a fresh token no request waits for a server that takes half a second', async () => {
    const { store, end } = await open();
    let live = 0;
    const undo = store.subscribe?.(
      () => undefined,
      (isLive) => (live += Number(isLive)),
    );
    const session = new OAuth2Session({
      provider: { tokenEndpoint: 'https://as.example/token' },
      clientId: 'app',
      store,
    });
    await session.setToken({ access_token: 'at' });
    const sent: unknown[] = [];
    const api = axios.create({
      baseURL: 'https://api.example',
      adapter: async (config) => {
        sent.push(config.headers.get('Authorization'));
        return { data: '', status: 200, statusText: 'OK', headers: new AxiosHeaders(), config };
      },
    });
    session.attach(api);
    await api.get('/me');
    for (let waited = 0; waited < 200 && live === 0; waited++) await pause(50);
    await pause(1100); // what was read before the feed was live is too old now
    await api.get('/me');
    const reads = jest.spyOn(store, 'get');
    for (let burst = 0; burst < 4; burst++) {
      await Promise.all(Array.from({ length: 25 }, () => api.get('/me')));
      await pause(400);
    }
    expect(reads).not.toHaveBeenCalled();
    expect(sent).toEqual(Array.from({ length: 102 }, () => 'Bearer at'));
    session.detach(api);
    undo?.();
    await end();
  }, 60_000);
}

describeWith('redis-server', redisIsThere, () => neverWaits(redis));
describeWith('postgresql', postgresIsThere, () => neverWaits(postgres));
