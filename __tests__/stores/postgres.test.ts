import { inspect } from 'node:util';
import { Client, Pool } from 'pg';
import { describeWith } from '../../fixtures/required-service.js';
import { postgresIsThere, startPostgres, type PostgresService } from '../../fixtures/services/postgres.js';
import { PostgresTokenStore } from '../../lib/stores/postgres.js';
import { describeTokenStore } from '../../lib/testing/index.js';
import type { OAuth2Token } from '../../lib/token-store.js';

const token = (revision: string): OAuth2Token => ({ access_token: `at-${revision}`, token_type: 'Bearer', revision });

describeWith('postgresql', postgresIsThere, () => {
  let service: PostgresService;
  beforeAll(async () => {
    service = await startPostgres();
    // For some time after a start of the server no lock is given.
    await new Promise((resolve) => setTimeout(resolve, lockLifeMs));
  }, 30_000);
  afterAll(() => service.close());

  const lockLifeMs = 500;
  const pools = new Map<object, { pool: Pool; table: string }>();
  let opened = 0;
  const open = async (table = `tokens_${opened++}`, max = 10) => {
    const pool = new Pool({ connectionString: service.url, max });
    pool.on('error', () => undefined);
    const store = new PostgresTokenStore(pool, { table, lockLifeMs });
    await store.createTable();
    pools.set(store, { pool, table });
    return { store, pool, table };
  };
  const crash = (store: object) => {
    for (const { connection } of connectionsOf(pools.get(store)?.pool)) connection.stream.destroy();
  };
  afterEach(async () => {
    await Promise.all([...pools.values()].map(({ pool }) => pool.end()));
    pools.clear();
  });

  describeTokenStore('PostgresTokenStore keeps the contract', {
    create: async () => (await open()).store,
    reopen: async (store) => (await open(pools.get(store)?.table)).store,
    crash,
    verbs: ['replace', 'withLock', 'subscribe', 'keys'],
  });

  it('takes a table with its schema, and is created as often as one likes', async () => {
    const { store, pool } = await open();
    await pool.query('CREATE SCHEMA "Auth"');
    const other = new PostgresTokenStore(pool, { table: 'Auth.tokens' });
    await Promise.all([other.createTable(), store.createTable()]);
    await other.createTable();
    await other.set('ann', token('1'));
    expect((await pool.query('SELECT key FROM "Auth".tokens')).rows).toEqual([{ key: 'ann' }]);
  });

  it('lists more keys than one page has', async () => {
    const { store, pool, table } = await open();
    await pool.query(
      `INSERT INTO ${table} SELECT sha256(n::text::bytea), n::text, '', '', gen_random_uuid() FROM generate_series(1, 2500) n`,
    );
    const keys = new Set<string>();
    for await (const key of store.keys()) keys.add(key);
    expect(keys.size).toBe(2500);
  });

  describe('a damaged record', () => {
    const half = '{"access_token":"at-secret';
    const damaged = async (change: string) => {
      const opened = await open();
      await opened.store.set('ann', token('1'));
      await opened.pool.query(`UPDATE ${opened.table} SET ${change}`);
      const rows = async () => (await opened.pool.query(`SELECT key, revision, record FROM ${opened.table}`)).rows;
      return { ...opened, rows };
    };

    it.each([
      ['half-written', `record = '${half}'`],
      ['empty', `record = ''`],
      ['without its revision', `record = '{"access_token":"at-secret","token_type":"Bearer"}'`],
      ['whose two revisions differ', `revision = '7'`],
      ['with a revision that nobody spells so', `revision = '"'`],
    ])('says what is to be done, and stays as it is: %s', async (_how, change) => {
      const { store, table, rows } = await damaged(change);
      const before = await rows();
      const error: unknown = await store.get('ann').catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'ERR_OAUTH_STORE_RECORD', key: 'ann' });
      expect(String(error)).toMatch(/"ann".*damaged\. Restore it, or log in again.*aside as/);
      expect(String(error)).toContain(`the row "damaged ann" of ${table}`);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('at-');
      expect(await rows()).toEqual(before);
    });

    it.each(['login', 'log-out'])('is kept aside at the next %s', async (next) => {
      const { store, rows } = await damaged(`record = '${half}', revision = '"'`);
      await (next === 'login' ? store.set('ann', token('2')) : store.delete('ann'));
      expect(await store.get('ann')).toEqual(next === 'login' ? token('2') : undefined);
      await store.set('ann', token('3'));
      expect(await rows()).toContainEqual({ key: 'damaged ann', revision: '"', record: half });
      await store.set('damaged ann', token('4')); // a key like any other
      const keys: string[] = [];
      for await (const key of store.keys()) keys.push(key);
      expect(keys.sort()).toEqual(['ann', 'damaged ann']);
      expect(await rows()).toHaveLength(3);
    });
  });

  it('borrows one connection for all locks, and gives it back as it was', async () => {
    const { store, pool } = await open(undefined, 2);
    const accounts = Array.from({ length: 20 }, (_, index) => `account ${index}`);
    let most = 0;
    const work = async (account: string) => {
      most = Math.max(most, pool.totalCount - pool.idleCount);
      await store.set(account, token('1'));
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await Promise.all(accounts.map((key) => store.withLock(key, () => work(key), { waitMs: 5000 })));
    expect(most).toBeLessThanOrEqual(2);
    expect(pool.idleCount).toBe(pool.totalCount);
    for (let connection = 0; connection < 2; connection++)
      expect((await pool.query('SHOW idle_session_timeout')).rows).toEqual([{ idle_session_timeout: '0' }]);
    const held = await pool.query(`SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory'`);
    expect(held.rows).toEqual([{ count: 0 }]);
  });

  it('gives no lock for the time of its life after a restart of the server', async () => {
    const { store } = await open();
    await service.restart();
    const startedMs = performance.now();
    const lockedMs = await store.withLock('ann', async () => performance.now() - startedMs, { waitMs: 5000 });
    expect(lockedMs).toBeGreaterThan(lockLifeMs / 2);
  }, 30_000);

  it('listens again after its connection broke, and says so', async () => {
    const { store, table } = await open();
    const { store: other, pool } = await open(table);
    const heard: (string | boolean)[] = [];
    const until = async (what: string | boolean, since: number) => {
      while (!heard.slice(since).includes(what)) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const undo = store.subscribe(
      (key) => heard.push(key),
      (isLive) => heard.push(isLive),
    );
    await until(true, 0);
    await pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`);
    await until(false, 0);
    await until(true, heard.indexOf(false));
    await other.set('ann', token('1'));
    await until('ann', 0);
    undo();
    expect(heard).toEqual([true, false, true, 'ann']);
  });

  it('listens anew when it could not find out whether it hears', async () => {
    const { store, pool } = await open();
    jest.spyOn(pool, 'query').mockRejectedValueOnce(new Error('too many clients') as never);
    const heard: boolean[] = [];
    const undo = store.subscribe(
      () => undefined,
      (isLive) => heard.push(isLive),
    );
    while (!heard.includes(true)) await new Promise((resolve) => setTimeout(resolve, 5));
    undo();
    expect(heard).toEqual([false, true]);
  });

  it('makes every copy stale when a key is too long to be named', async () => {
    const { store, table } = await open();
    const { store: other } = await open(table);
    const lives: boolean[] = [];
    const undo = store.subscribe(
      () => undefined,
      (isLive) => lives.push(isLive),
    );
    while (lives.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await other.set('ä'.repeat(9000), token('1'));
    while (lives.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    undo();
    expect(lives).toEqual([true, false, true]);
  });

  it('refuses what is no pool of pg, and names the option', () => {
    for (const pool of [undefined, null, {}, 'postgres://localhost', new Client()])
      expect(() => new PostgresTokenStore(pool as never)).toThrow(
        expect.objectContaining({ code: 'ERR_OAUTH_CONFIGURATION', option: 'pool' }),
      );
  });

  it.each([
    ['table', 'tokens; DROP TABLE users'],
    ['table', 'a"b'],
    ['table', ''],
    ['table', 5],
    ['lockLifeMs', -1],
    ['tabel', 'tokens'],
  ])('refuses the option %s: %p', (option, value) => {
    expect(() => new PostgresTokenStore(new Pool(), { [option]: value })).toThrow(
      expect.objectContaining({ code: 'ERR_OAUTH_CONFIGURATION', option }),
    );
  });
});

/** The sockets beneath a pool: cut, they end as those of a process that was killed. */
function connectionsOf(pool: Pool | undefined): { connection: { stream: { destroy(): void } } }[] {
  return (pool as unknown as { _clients: { connection: { stream: { destroy(): void } } }[] })._clients;
}
