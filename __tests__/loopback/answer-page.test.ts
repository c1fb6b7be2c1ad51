import type { Browser } from 'playwright-core';
import { PersonsBrowser, redirectUriIn, sessionAt, startServer, terminal } from '../../fixtures/loopback-scene.js';
import { logInWithoutABrowser } from '../../fixtures/browser.js';
import { describeWith } from '../../fixtures/required-service.js';
import { screenshot } from '../../fixtures/screenshots.js';
import { unwillingPerson, type OidcServer } from '../../fixtures/servers/oidc-server.js';
import { chromiumIsThere, startChromium } from '../../fixtures/tabs/chromium.js';
import { loginWithLoopback } from '../../lib/loopback/index.js';

jest.setTimeout(30_000);

describeWith('chromium', chromiumIsThere, () => {
  let server: OidcServer;
  let chromium: Browser;
  beforeAll(async () => {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined); // oidc-provider warns of its quick start keys
    jest.spyOn(console, 'info').mockImplementation(() => undefined);
    [server, chromium] = await Promise.all([startServer(), startChromium()]);
  });
  afterAll(() => Promise.all([server?.close(), chromium?.close()]));

  it.each([
    ['loopback-done', 'light', 'You are logged in', 'ann'],
    ['loopback-denied', 'dark', 'You are not logged in', unwillingPerson],
  ] as const)('a browser shows %s, and the code leaves its address bar', async (name, colorScheme, title, who) => {
    const page = await chromium.newPage({ colorScheme, viewport: { width: 860, height: 480 } });
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    let origin = '';
    const browser = new PersonsBrowser(async (_self, url) => {
      origin = new URL(redirectUriIn(url)).origin;
      await page.goto(await logInWithoutABrowser(url, redirectUriIn(url)));
    });
    const options = { ...terminal().streams, openBrowser: browser.open, appName: 'the terminal' };
    await loginWithLoopback(sessionAt(server), { ...options, parameters: { login_hint: who } }).catch(() => undefined);
    await browser.work;
    expect(await page.innerText('h1')).toBe(title);
    expect(page.url()).toBe(`${origin}/`);
    expect(await page.evaluate('getComputedStyle(document.querySelector("main")).textAlign')).toBe('center');
    expect(complaints).toEqual([]);
    await screenshot(page, name);
    await page.close();
  });
});
