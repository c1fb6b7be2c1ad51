import { build } from 'esbuild';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { OAuth1Provider } from '../../fixtures/oauth1/provider.js';
import { clientSecret, credentials, startProvider } from '../../fixtures/oauth1/scene.js';
import { describeWith } from '../../fixtures/required-service.js';
import { chromiumIsThere, startChromium } from '../../fixtures/tabs/chromium.js';

jest.setTimeout(30_000);

const html = '<meta charset="utf-8"><link rel="icon" href="data:,">';

interface Outcome {
  readonly status?: number;
  readonly code?: string;
  readonly option?: string;
}

const script = `
import axios from 'axios';
import { attach } from './lib/index.ts';
import { oauth1 } from './lib/oauth1/index.ts';
globalThis.call = async (adapter, url, options) => {
  const api = attach(axios.create({ baseURL: location.origin, adapter }), oauth1(options));
  return api.get(url).then(({ status }) => ({ status }), ({ code, option, response }) => ({ code, option, status: response?.status }));
};`;

/** The page, with what is in lib/, as an app would bundle it. */
async function pageScript(): Promise<string> {
  const root = path.join(__dirname, '../..');
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: root },
    bundle: true,
    conditions: ['browser'],
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    alias: { '#crypto': path.join(root, 'lib/crypto/portable.ts') },
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

describeWith('chromium', chromiumIsThere, () => {
  let browser: Browser;
  let page: Page;
  let provider: OAuth1Provider;

  beforeAll(async () => {
    [browser, provider] = await Promise.all([startChromium(), startProvider()]);
    page = await browser.newPage();
    provider.next.push({ status: 200, headers: { 'Content-Type': 'text/html' }, body: html });
    await page.goto(provider.origin);
    await page.addScriptTag({ content: await pageScript() });
  });
  afterAll(async () => {
    await browser?.close();
    await provider?.close();
  });
  beforeEach(() => {
    provider.requests.length = 0;
  });

  const call = (adapter: string, url: string): Promise<Outcome> =>
    page.evaluate(
      ([name, target, options]) =>
        (globalThis as never as { call(...given: unknown[]): Promise<Outcome> }).call(name, target, options),
      [adapter, url, { clientKey: 'ck', clientSecret, ...credentials }] as const,
    );

  it.each(['xhr', 'fetch'])('a page signs with crypto-js what %s sends', async (adapter) => {
    expect(await call(adapter, "/items?a=1+2&b=%7E!'()*&c=é")).toEqual({ status: 200 });
    expect(provider.problems).toEqual([]);
  });

  it('5849-4-a: in a page, fetch follows no redirect with the used signature: an error says what to do', async () => {
    const refused = { code: 'ERR_OAUTH_CONFIGURATION', option: 'url' };
    expect(await call('fetch', '/redirect?to=/end')).toMatchObject(refused);
    expect(provider.requests.map(({ path: requested }) => requested)).toEqual(['/redirect']);
  });
});
