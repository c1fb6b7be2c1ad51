import { Pool } from 'pg';
import { describeWith } from '../../fixtures/required-service.js';
import { pgbouncerIsThere, startPgBouncer, type PgBouncerService } from '../../fixtures/services/pgbouncer.js';
import { postgresIsThere, startPostgres, type PostgresService } from '../../fixtures/services/postgres.js';
import { PostgresTokenStore } from '../../lib/stores/postgres.js';
import { describeTokenStore } from '../../lib/testing/index.js';
import type { OAuth2Token, TokenStore } from '../../lib/token-store.js';

const token = (revision: string): OAuth2Token => ({ access_token: `at-${revision}`, token_type: 'Bearer', revision });
const lockLifeMs = 500;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describeWith('pgbouncer', pgbouncerIsThere && postgresIsThere, () => {
  let postgres: PostgresService;
  let bouncer: PgBouncerService;
  beforeAll(async () => {
    postgres = await startPostgres();
    await pause(lockLifeMs); // for some time after a start of the server no lock is given
  }, 30_000);
  afterAll(() => postgres.close());
  afterAll(() => bouncer.close());

  const opened = new Map<TokenStore, { table: string; pool: Pool }>();
  let count = 0;
  const open = async (table = `tokens_${count++}`) => {
    const pool = new Pool({ connectionString: bouncer.url });
    pool.on('error', () => undefined);
    const store = new PostgresTokenStore(pool, { table, lockLifeMs });
    await store.createTable();
    opened.set(store, { table, pool });
    return store;
  };
  const reopen = (store: TokenStore) => open(opened.get(store)?.table);
  afterEach(async () => {
    await Promise.all([...opened.values()].map(({ pool }) => pool.end()));
    opened.clear();
  });

  describe('in session mode', () => {
    beforeAll(async () => {
      bouncer = await startPgBouncer(postgres, 'session');
    });
    afterAll(() => bouncer.close());

    describeTokenStore('PostgresTokenStore keeps the contract', {
      create: () => open(),
      reopen,
      verbs: ['replace', 'withLock', 'subscribe', 'keys'],
    });

    it('can be listened to', async () => {
      const store = await open();
      const lives: boolean[] = [];
      const undo = store.subscribe(
        () => undefined,
        (isLive) => lives.push(isLive),
      );
      for (let waited = 0; waited < 100 && lives.length === 0; waited++) await pause(20);
      undo();
      expect(lives).toEqual([true]);
    });
  });

  describe('in transaction mode', () => {
    beforeAll(async () => {
      bouncer = await startPgBouncer(postgres, 'transaction');
    });

    it('keeps and compares tokens', async () => {
      const store = await open();
      await store.set('ann', token('1'));
      expect(await store.replace('ann', '1', token('2'))).toBe(true);
      expect(await store.replace('ann', '1', token('3'))).toBe(false);
      expect(await (await reopen(store)).get('ann')).toEqual(token('2'));
    });

    it('never lets two into one lock: they are told what to do instead', async () => {
      const one = await open();
      const other = await reopen(one);
      let [inside, most] = [0, 0];
      const work = async () => {
        most = Math.max(most, ++inside);
        await pause(100);
        inside--;
      };
      const outcomes = await Promise.allSettled(
        [one, other, one, other].map((store) => store.withLock('ann', work, { waitMs: 1000 })),
      );
      expect(most).toBeLessThanOrEqual(1);
      const reasons: unknown[] = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      expect(reasons).toContainEqual(
        expect.objectContaining({
          code: 'ERR_OAUTH_CONFIGURATION',
          option: 'pool',
          message: expect.stringMatching(/use session pooling, or connect without PgBouncer/),
        }),
      );
    });

    it('never claims to hear of every change', async () => {
      const store = await open();
      const other = await reopen(store);
      const lives: boolean[] = [];
      const undo = store.subscribe(
        () => undefined,
        (isLive) => lives.push(isLive),
      );
      for (let nth = 0; nth < 10; nth++) {
        await other.set('ann', token(String(nth)));
        await pause(50);
      }
      undo();
      expect(lives).not.toContain(true);
    });
  });
});
