import type { Browser, BrowserContext } from 'playwright-core';
import { describeWith } from '../../fixtures/required-service.js';
import { startApiServer, type ApiServer } from '../../fixtures/servers/api-server.js';
import { startAuthorizationServer, type AuthorizationServer } from '../../fixtures/servers/authorization-server.js';
import { faults } from '../../fixtures/servers/faults.js';
import { closeAll } from '../../fixtures/servers/running-server.js';
import { chromiumIsThere, openTab, startChromium, type Tab } from '../../fixtures/tabs/chromium.js';
import type { StoreKind } from '../../fixtures/tabs/page.js';
import { startPageServer, type PageServer } from '../../fixtures/tabs/page-server.js';

jest.setTimeout(30_000);

describeWith('chromium', chromiumIsThere, () => {
  let browser: Browser;
  let context: BrowserContext;
  let authorizationServer: AuthorizationServer;
  let api: ApiServer;
  let app: PageServer;

  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    authorizationServer = await startAuthorizationServer();
    api = await startApiServer(authorizationServer);
    app = await startPageServer({ authorizationServer: authorizationServer.origin, api: api.origin });
    context = await browser.newContext();
  });
  afterEach(async () => {
    await context.close();
    await closeAll(app, api, authorizationServer);
    expect(authorizationServer.mishaps).toEqual([]);
  });

  /** Tabs of the app, one person logged in. */
  async function tabs(count: number, kind: StoreKind, { expired = false } = {}): Promise<Tab[]> {
    const opened: Tab[] = [];
    for (let index = 0; index < count; index++) opened.push(await openTab(context, app.origin));
    for (const tab of opened) await tab.do('start', kind);
    await opened[0]?.do('setToken', authorizationServer.issue({ clientId: 'public', expired }));
    return opened;
  }

  it.each(['localStorage', 'sessionStorage', 'IndexedDB'] as const)('%s keeps the contract of stores', async (kind) => {
    const tab = await openTab(context, app.origin);
    const { proved, ...failures } = await tab.do('prove', kind);
    expect(failures).toEqual({});
    expect(Number(proved)).toBeGreaterThan(30);
  });

  it.each(['localStorage', 'IndexedDB'] as const)('two tabs on %s renew once', async (kind) => {
    const [one, two] = (await tabs(2, kind, { expired: true })) as [Tab, Tab];
    const statuses = await Promise.all([one.do('call', 10), two.do('call', 10)]);
    expect(statuses.flat()).toEqual(Array.from({ length: 20 }, () => 200));
    expect(authorizationServer).toMatchObject({ rotations: 1, reuseDetected: 0 });
    expect(authorizationServer.tokenRequests).toHaveLength(1);
  });

  it('two tabs on localStorage renew once for each of ten refusals, and never show a used refresh token', async () => {
    const [one, two] = (await tabs(2, 'localStorage')) as [Tab, Tab];
    for (let round = 1; round <= 10; round++) {
      authorizationServer.expireAccessTokens();
      const statuses = await Promise.all([one.do('call', 5), two.do('call', 5)]);
      expect(statuses.flat()).toEqual(Array.from({ length: 10 }, () => 200));
      expect(authorizationServer).toMatchObject({ rotations: round, reuseDetected: 0 });
    }
  });

  it.each(['localStorage', 'IndexedDB'] as const)(
    'the next holder of a lock on %s reads what the last one wrote',
    async (kind) => {
      const opened = await tabs(3, kind);
      await Promise.all(opened.map((tab) => tab.do('countUnderLock', 10)));
      expect(await opened[0]?.do('counted')).toBe('30');
    },
  );

  it.each(['login', 'log-out'] as const)('keeps a damaged record of IndexedDB aside at the next %s', async (next) => {
    const [tab] = (await tabs(1, 'IndexedDB')) as [Tab];
    const told = expect.stringMatching(/"ann".*no token.*keeps it aside as "damaged ann"/) as unknown;
    expect(await tab.do('damage', next)).toEqual({
      told: [told, told, told],
      keys: next === 'login' ? ['ann', 'damaged ann'] : ['damaged ann'],
      ...(next === 'login' && { now: { access_token: 'at', token_type: 'Bearer', revision: '1' } }),
    });
  });

  it('two tabs and their workers on IndexedDB renew once', async () => {
    const opened = (await tabs(2, 'IndexedDB', { expired: true })) as [Tab, Tab];
    for (const tab of opened) await tab.doInWorker('start', 'IndexedDB');
    const statuses = await Promise.all(opened.flatMap((tab) => [tab.do('call', 5), tab.doInWorker('call', 5)]));
    expect(statuses.flat()).toEqual(Array.from({ length: 20 }, () => 200));
    expect(authorizationServer).toMatchObject({ rotations: 1, reuseDetected: 0 });
    expect(authorizationServer.tokenRequests).toHaveLength(1);
  });

  it.each(['localStorage', 'IndexedDB'] as const)(
    'a tab on %s that is closed in the middle of a renewal holds up nobody',
    async (kind) => {
      const [closed, left] = (await tabs(2, kind, { expired: true })) as [Tab, Tab];
      const held = faults.hold();
      authorizationServer.next(held);
      const lost = closed.do('call', 3).catch(() => 'closed');
      await held.until();
      const statuses = left.do('call', 5);
      await closed.page.close();
      expect(await statuses).toEqual([200, 200, 200, 200, 200]);
      held.release();
      expect(await lost).toBe('closed');
      expect(authorizationServer).toMatchObject({ rotations: 1, reuseDetected: 0 });
    },
  );

  it.each(['localStorage', 'IndexedDB'] as const)('a log-out in one tab on %s is seen by the other', async (kind) => {
    const [one, two] = (await tabs(2, kind)) as [Tab, Tab];
    expect(await two.do('call', 1)).toEqual([200]);
    await one.do('logOut');
    await two.page.waitForFunction(
      () => (globalThis as never as { deeds: { heard(): string[] } }).deeds.heard().length > 0,
    );
    expect(await two.do('call', 1)).toEqual(['ERR_OAUTH_TOKEN_MISSING']);
  });

  it('a worker has no localStorage, and says what to take instead', async () => {
    const tab = await openTab(context, app.origin);
    await expect(tab.doInWorker('start', 'localStorage')).rejects.toThrow(/IndexedDbTokenStore/);
  });
});
