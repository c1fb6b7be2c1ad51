import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import axios from 'axios';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ExampleProcess } from '../../fixtures/example-process.js';
import { describeWith } from '../../fixtures/required-service.js';
import { screenshot } from '../../fixtures/screenshots.js';
import { chromiumIsThere, startChromium } from '../../fixtures/tabs/chromium.js';

jest.setTimeout(30_000);

describeWith('chromium', chromiumIsThere, () => {
  let app: ExampleProcess;
  let origin: string;
  let folder: string;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'example-web-'));
    app = new ExampleProcess('web/run.mjs', { env: { PORT: '0', TOKENS: folder } });
    [origin, browser] = await Promise.all([app.says(/Open (http:\S+) in/), startChromium()]);
  });
  afterAll(async () => {
    await Promise.all([app?.close(), browser?.close()]);
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 860, height: 600 } });
  });
  afterEach(() => context.close());

  const press = (page: Page, name: string) => page.getByRole('button', { name }).click();
  const logInLink = (page: Page) => page.getByRole('link', { name: /^Log in/ });

  async function logIn(page: Page, person: string): Promise<void> {
    await page.goto(origin);
    await logInLink(page).click();
    await page.getByLabel(person).check();
    await screenshot(page, 'login');
    await press(page, 'Allow');
    await page.waitForURL('**/profile');
  }

  /** What the page says under "Your token": fingerprints. */
  async function tokenOn(page: Page): Promise<string[]> {
    return page.locator('h2:text("Your token") + dl dd').allInnerTexts();
  }

  it('logs a person in, renews the token twice, validates and revokes it, and logs out', async () => {
    const page = await context.newPage();
    await page.goto(origin);
    await screenshot(page, 'home');
    await logIn(page, 'Ann Okafor');
    expect(await page.innerText('h1')).toBe('Hello, Ann Okafor');
    expect(await page.innerText('main')).toContain('ann@example.com');
    await screenshot(page, 'profile');

    const first = await tokenOn(page);
    await press(page, 'Refresh implicitly');
    const second = await tokenOn(page);
    expect(await page.innerText('.outcome')).toContain(`${first[0]} → ${second[0]}`);
    expect(second[0]).not.toBe(first[0]);
    expect(second[1]).not.toBe(first[1]);
    await screenshot(page, 'refresh-implicitly');

    await press(page, 'Refresh explicitly');
    const third = await tokenOn(page);
    expect(third[0]).not.toBe(second[0]);
    expect(await page.innerText('.outcome')).toContain(`${second[0]} → ${third[0]}`);
    await screenshot(page, 'refresh-explicitly');

    await press(page, 'Validate the token');
    expect(await page.innerText('.outcome')).toMatch(/says that the token is valid[^]*ann[^]*openid profile email/);
    await screenshot(page, 'validate');
    await page.getByRole('link', { name: 'Get the profile' }).click();
    expect(await page.locator('.outcome').count()).toBe(0);
    expect(await tokenOn(page)).toEqual(third);

    await page.emulateMedia({ colorScheme: 'dark' });
    await press(page, 'Revoke the token');
    expect(await page.innerText('h1')).toBe('You are logged in here, but not at the service');
    await screenshot(page, 'revoked-dark');
    await press(page, 'Log out');
    expect(page.url()).toBe(`${origin}/`);
    await page.goto(`${origin}/profile`);
    expect(page.url()).toBe(`${origin}/`);
  });

  it('keeps several people apart, with their tokens in files that hold none of them twice', async () => {
    const other = await browser.newContext();
    const [ann, bob] = [await context.newPage(), await other.newPage()];
    await logIn(ann, 'Ann Okafor');
    await logIn(bob, 'Bob Lindqvist');
    await press(ann, 'Refresh explicitly');
    await bob.reload();
    expect(await ann.innerText('h1')).toBe('Hello, Ann Okafor');
    expect(await bob.innerText('h1')).toBe('Hello, Bob Lindqvist');
    expect((await tokenOn(ann))[0]).not.toBe((await tokenOn(bob))[0]);
    await press(ann, 'Log out');
    await bob.reload();
    expect(await bob.innerText('h1')).toBe('Hello, Bob Lindqvist');
    await other.close();
  });

  it('says what went wrong when a person says no, or comes back with an answer that is not theirs', async () => {
    const page = await context.newPage();
    await page.goto(origin);
    await logInLink(page).click();
    await press(page, 'Deny');
    expect(await page.innerText('main')).toMatch(/access_denied[^]*ERR_OAUTH_AUTHORIZATION_DENIED/);
    await screenshot(page, 'denied');
    await page.goto(`${origin}/login`);
    await page.goto(`${origin}/callback?code=stolen&state=wrong`);
    expect(await page.innerText('main')).toContain('ERR_OAUTH_AUTHORIZATION_RESPONSE');
    await page.goto(`${origin}/callback?code=stolen&state=wrong`); // no login is under way any more
    expect(page.url()).toBe(`${origin}/`);
  });

  it('acts on no form of another site', async () => {
    const page = await context.newPage();
    await logIn(page, 'Carol Müller');
    const cookies = (await context.cookies(origin)).map(({ name, value }) => `${name}=${value}`).join('; ');
    const cookie = (await context.cookies(origin)).find(({ name }) => name === 'examples.sid');
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    for (const body of ['', 'csrfToken=', 'csrfToken=wrong', `csrfToken=${'x'.repeat(43)}`]) {
      const forged = axios.post(`${origin}/logout`, body, { headers: { cookie: cookies }, validateStatus: () => true });
      expect((await forged).status).toBe(403);
    }
    await page.reload();
    expect(await page.innerText('h1')).toBe('Hello, Carol Müller');
  });

  it('shows no token: not on a page, not in its output, not in a cookie', async () => {
    const page = await context.newPage();
    await logIn(page, 'Ann Okafor');
    await press(page, 'Refresh explicitly');
    const secrets = storedSecrets(folder);
    expect(secrets.length).toBeGreaterThan(1);
    const shown = [await page.content(), app.output, JSON.stringify(await context.cookies())].join('\n');
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
    expect(app.output).not.toMatch(/error/i);
  });
});

it.each([
  ['GITHUB', 'https://github.com/login/oauth/authorize', 'read:user'],
  ['GOOGLE', 'https://accounts.google.com/o/oauth2/v2/auth', 'openid profile email'],
])('sends people to %s where the environment has a client for it', async (name, page, scope) => {
  const env = { PORT: '0', [`${name}_CLIENT_ID`]: 'an-app', [`${name}_CLIENT_SECRET`]: 'its secret' };
  const app = new ExampleProcess('web/run.mjs', { env });
  try {
    const origin = await app.says(/Open (http:\S+) in/);
    const { headers } = await axios.get(`${origin}/login`, { maxRedirects: 0, validateStatus: () => true });
    const sent = new URL(String(headers['location']));
    expect(sent.origin + sent.pathname).toBe(page);
    expect(Object.fromEntries(sent.searchParams)).toMatchObject({
      client_id: 'an-app',
      redirect_uri: `${origin}/callback`,
      scope,
      code_challenge_method: 'S256',
    });
  } finally {
    await app.close();
  }
});

function storedSecrets(folder: string): string[] {
  const texts = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(path.join(parentPath, name), 'utf8'));
  const found = texts.flatMap((text) => [...text.matchAll(/"(?:access|refresh)_token":"([^"]+)"/g)]);
  return found.map(([, secret = '']) => secret);
}
