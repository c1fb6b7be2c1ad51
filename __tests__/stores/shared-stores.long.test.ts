import { describeWith } from '../../fixtures/required-service.js';
import { postgresIsThere, startPostgres, type PostgresService } from '../../fixtures/services/postgres.js';
import { redisIsThere, startRedis, type RedisService } from '../../fixtures/services/redis.js';
import { expectOneRefreshEach, type SharedStore } from './many-processes.js';
import { sharedFolder, sharedPostgres, sharedRedis } from './shared-stores.js';

function refreshesOnceForEach(shared: SharedStore): void {
  it('8 processes with 500 requests each refresh once for each of 10 expiries', async () => {
    await expectOneRefreshEach(shared, { count: 8, requests: 500, expiries: 10 });
  }, 300_000);
}

describeWith('redis-server', redisIsThere, () => {
  let service: RedisService;
  beforeAll(async () => {
    service = await startRedis();
  });
  afterAll(() => service.close());
  refreshesOnceForEach(sharedRedis(() => service));
});

describeWith('postgresql', postgresIsThere, () => {
  let service: PostgresService;
  beforeAll(async () => {
    service = await startPostgres();
  }, 30_000);
  afterAll(() => service.close());
  refreshesOnceForEach(sharedPostgres(() => service));
});

describe('FileTokenStore', () => {
  refreshesOnceForEach(sharedFolder());
});
