import { describeWith } from '../../fixtures/required-service.js';
import { redisIsThere, startRedis, type RedisService } from '../../fixtures/services/redis.js';
import { describeManyProcesses, describeManyProcessesAndTheirServer } from './many-processes.js';
import { sharedRedis } from './shared-stores.js';

describeWith('redis-server', redisIsThere, () => {
  let service: RedisService;
  beforeAll(async () => {
    service = await startRedis();
  });
  afterAll(() => service.close());

  describe('Processes that share a RedisTokenStore, on both clients', () => {
    describeManyProcesses(sharedRedis(() => service));
    describeManyProcessesAndTheirServer(sharedRedis(() => service));
  });
});
