import { describeWith } from '../../fixtures/required-service.js';
import { postgresIsThere, startPostgres, type PostgresService } from '../../fixtures/services/postgres.js';
import { describeManyProcesses, describeManyProcessesAndTheirServer } from './many-processes.js';
import { sharedPostgres } from './shared-stores.js';

describeWith('postgresql', postgresIsThere, () => {
  let service: PostgresService;
  beforeAll(async () => {
    service = await startPostgres();
  }, 30_000);
  afterAll(() => service.close());

  describe('Processes that share a PostgresTokenStore', () => {
    describeManyProcesses(sharedPostgres(() => service));
    describeManyProcessesAndTheirServer(sharedPostgres(() => service));
  });
});
