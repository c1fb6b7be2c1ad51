import axios from 'axios';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { brokenRules } from '../../fixtures/broken-rules.js';
import { describeWith } from '../../fixtures/required-service.js';
import { startApiServer } from '../../fixtures/servers/api-server.js';
import { startAuthorizationServer } from '../../fixtures/servers/authorization-server.js';
import { closeAll } from '../../fixtures/servers/running-server.js';
import { postgresIsThere, startPostgres } from '../../fixtures/services/postgres.js';
import { redisIsThere, startRedis } from '../../fixtures/services/redis.js';
import { OAuth2Session, type TokenStore } from '../../lib/index.js';
import { PostgresTokenStore } from '../../lib/stores/postgres.js';
import { RedisTokenStore } from '../../lib/stores/redis.js';

interface Service {
  start(): Promise<void>;
  crash(): Promise<void>;
  close(): Promise<void>;
}

interface Opened {
  readonly service: Service;
  readonly store: TokenStore;
  end(): void | Promise<void>;
}

const options = { patienceMs: 300, lockLifeMs: 500 };

async function onRedis(): Promise<Opened> {
  const service = await startRedis();
  const client = new Redis(service.url, { retryStrategy: () => 50 });
  client.on('error', () => undefined);
  return { service, store: new RedisTokenStore(client, options), end: () => client.disconnect() };
}

async function onPostgres(): Promise<Opened> {
  const service = await startPostgres();
  const pool = new Pool({ connectionString: service.url });
  pool.on('error', () => undefined);
  const store = new PostgresTokenStore(pool, options);
  await store.createTable();
  return { service, store, end: () => pool.end() };
}

describeWith('redis-server', redisIsThere, () => survivesAnOutage(onRedis, /Redis cannot be reached/));
describeWith('postgresql', postgresIsThere, () => survivesAnOutage(onPostgres, /ECONNREFUSED|terminat/));

function survivesAnOutage(open: () => Promise<Opened>, reason: RegExp): void {
  it('when the store is down, fresh tokens go on, renewals say why they cannot, and all is well when it is back', async () => {
    const { service, store, end } = await open();
    const authorizationServer = await startAuthorizationServer();
    const server = await startApiServer(authorizationServer);
    const { tokenEndpoint } = authorizationServer.provider;
    const session = new OAuth2Session({ provider: { tokenEndpoint }, ...authorizationServer.client, store });
    await session.setToken(authorizationServer.issue());
    const api = session.attach(axios.create({ baseURL: server.origin, proxy: false }));
    const statuses = async (count: number) =>
      (await Promise.all(Array.from({ length: count }, () => api.get('/me')))).map(({ status }) => status);
    try {
      expect(await statuses(5)).toEqual([200, 200, 200, 200, 200]);

      await service.crash();
      expect(await statuses(5)).toEqual([200, 200, 200, 200, 200]);
      authorizationServer.expireAccessTokens();
      const failures = await Promise.all([1, 2, 3].map(() => api.get('/me').catch((error: unknown) => error)));
      for (const failure of failures) {
        expect(failure).toMatchObject({ code: 'ERR_OAUTH_STORE' });
        expect(String((failure as Error).cause)).toMatch(reason);
      }
      expect(authorizationServer.tokenRequests).toHaveLength(0);

      await service.start();
      await connectedAgain(store);
      expect(await statuses(5)).toEqual([200, 200, 200, 200, 200]);
      expect(authorizationServer.tokenRequests).toHaveLength(1);
      expect(brokenRules({ authorizationServer, api: server })).toEqual([]);
    } finally {
      session.detach(api);
      await end();
      await closeAll(authorizationServer, server, service);
    }
  }, 30_000);
}

async function connectedAgain(store: TokenStore): Promise<void> {
  for (;;) {
    try {
      await store.get('anybody');
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
