import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ExampleProcess } from '../../fixtures/example-process.js';
import { describeWith } from '../../fixtures/required-service.js';
import { screenshot } from '../../fixtures/screenshots.js';
import { chromiumIsThere, startChromium } from '../../fixtures/tabs/chromium.js';

jest.setTimeout(30_000);

describeWith('chromium', chromiumIsThere, () => {
  let app: ExampleProcess;
  let origin: string;
  let browser: Browser;
  let context: BrowserContext;
  const complaints: string[] = [];

  beforeAll(async () => {
    app = new ExampleProcess('browser/run.mjs', { env: { PORT: '0' } });
    [origin, browser] = await Promise.all([app.says(/Open (http:\S+) in/), startChromium()]);
  }, 60_000);
  afterAll(() => Promise.all([app?.close(), browser?.close()]));
  beforeEach(async () => {
    complaints.length = 0;
    context = await browser.newContext({ viewport: { width: 860, height: 600 } });
  });
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  async function open(): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(origin);
    await page.locator('[data-ready]').waitFor();
    return page;
  }

  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

  async function logIn(page: Page): Promise<void> {
    await press(page, 'Log in');
    await page.getByLabel('Ann Okafor').check();
    await press(page, 'Allow');
    await page.getByText('You are logged in.').waitFor();
  }

  async function notes(page: Page): Promise<string> {
    await press(page, /^Get my notes/);
    await page.getByText('5 answers for').waitFor();
    return page.innerText('.outcome');
  }

  const tokenCalls = () => app.output.match(/POST \/token → 200/g)?.length ?? 0;

  it('a page logs a person in, and two tabs share the login and one renewal', async () => {
    const one = await open();
    await screenshot(one, 'page-home');
    await logIn(one);
    expect(one.url()).toBe(`${origin}/`); // no code in the address bar
    expect(await notes(one)).toContain('Water the lemon tree');
    const two = await open();
    expect(await two.innerText('#token')).toBe(await one.innerText('#token'));

    const before = { token: await one.innerText('#token'), calls: tokenCalls() };
    await press(two, 'Let the token expire');
    await two.getByText('The next call renews it first.').waitFor();
    await one.reload(); // it remembers nothing of the token that was good
    await one.locator('[data-ready]').waitFor();
    await Promise.all([notes(one), notes(two)]);
    while (tokenCalls() === before.calls) await pause(10); // what it prints comes by another way than what the tabs show
    expect(tokenCalls() - before.calls).toBe(1);
    expect(await two.innerText('#token')).not.toBe(before.token);
    expect(await one.innerText('#token')).toBe(await two.innerText('#token'));
    await screenshot(two, 'page-renewed');

    await press(one, 'Log out');
    await one.getByText('You are logged out').waitFor();
    await press(two, /^Get my notes/);
    await two.getByText('ERR_OAUTH_TOKEN_MISSING').waitFor();
  });

  it.each([
    ['tab', true],
    ['memory', false],
  ])('tokens in %s are not shared with another tab; after a reload they are there: %s', async (where, isKept) => {
    const one = await open();
    await one.getByLabel('Where tokens live').selectOption(where);
    await one.locator('[data-ready]').waitFor();
    await logIn(one);
    const token = await one.innerText('#token');
    expect(await notes(one)).toContain('for ann');
    const two = await open();
    expect(await two.innerText('#token')).toBe('none');
    await one.reload();
    await one.locator('[data-ready]').waitFor();
    expect(await one.innerText('#token')).toBe(isKept ? token : 'none');
  });

  it('a person who says no reads so, and an answer that nobody asked for is none', async () => {
    const page = await open();
    await press(page, 'Log in');
    await press(page, 'Deny');
    await page.getByText('ERR_OAUTH_AUTHORIZATION_DENIED').waitFor();
    await page.goto(`${origin}/?code=stolen&state=wrong`);
    await page.locator('[data-ready]').waitFor();
    expect(page.url()).toBe(`${origin}/`);
    expect(await page.innerText('#token')).toBe('none');
  });
});
