import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import axios from 'axios';
import type { Browser, Page } from 'playwright-core';
import { ExampleProcess } from '../../fixtures/example-process.js';
import { PersonAtLoginPage } from '../../fixtures/login-page.js';
import { describeWith } from '../../fixtures/required-service.js';
import { screenshot } from '../../fixtures/screenshots.js';
import { chromiumIsThere, startChromium } from '../../fixtures/tabs/chromium.js';
import { itOn } from '../../fixtures/required-service.js';

jest.setTimeout(30_000);

let running: ExampleProcess | undefined;
afterEach(() => running?.close());

// No screen: nobody's browser opens during tests.
const noScreen = { DISPLAY: '', WAYLAND_DISPLAY: '', WSL_DISTRO_NAME: '' };

function start(file: string, env: NodeJS.ProcessEnv = {}, more: object = {}): ExampleProcess {
  running = new ExampleProcess(file, { env: { ...noScreen, ...env }, ...more });
  return running;
}

const address = /open this address:\s+(http:\S+)/i;

it('a command line opens the browser of the person, and lists their notes', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'example-cli-'));
  const opened = path.join(folder, 'opened');
  writeFileSync(
    path.join(folder, 'xdg-open'),
    `#!/bin/sh\nprintf %s "$1" > ${opened}.part && mv ${opened}.part ${opened}\n`,
  );
  chmodSync(path.join(folder, 'xdg-open'), 0o755);
  const cli = start('cli/notes.mjs', { DISPLAY: ':9', PATH: `${folder}:${process.env['PATH'] ?? ''}` });
  const url = await cli.says(address);
  while (!existsSync(opened)) await delay(20); // the program does not wait for the browser
  const person = new PersonAtLoginPage('bob');
  const page = await axios.get(await person.answerTo(url));
  expect(page.data).toContain('You are logged in');
  expect(page.data).toContain('go back to the terminal');
  expect(await cli.ended()).toBe(0);
  expect(cli.output).toMatch(/Notes of bob:\n {2}• Varnish\n {2}• Call Ann back\n$/);
  expect(readFileSync(opened, 'utf8')).toBe(url);
  rmSync(folder, { recursive: true });
});

it('a command line without a screen takes the pasted address', async () => {
  const cli = start('cli/notes.mjs');
  const url = await cli.says(address);
  const pasted = await new PersonAtLoginPage('carol').answerTo(url);
  await cli.says(/paste it here/);
  expect(cli.output).toContain('npm run example:cli -- --device');
  cli.type('what?\n');
  await cli.says(/not where this login ends/);
  cli.type(`${pasted}\n`);
  expect(await cli.ended()).toBe(0);
  expect(cli.output).toContain('Learn the second movement');
});

const onLinux = itOn('linux', 'the command line in a terminal'); // `script` takes other options elsewhere

onLinux('in a terminal an address may be longer than a line of it, and Ctrl-C ends the program', async () => {
  const cli = start('cli/notes.mjs', {}, { inTerminal: true });
  const { searchParams } = new URL(await cli.says(address));
  await cli.says(/paste it here/);
  const wrong = `${searchParams.get('redirect_uri')}?code=${'x'.repeat(6000)}&state=wrong`;
  cli.type(`${wrong}\r`);
  await cli.says(/not where this login ends/);
  cli.type('\x03');
  expect(await cli.ended()).toBe(130);
});

it('a command line says so when the person says no, and shows no secret', async () => {
  const cli = start('cli/notes.mjs');
  const back = await new PersonAtLoginPage('ann', 'deny').answerTo(await cli.says(address));
  expect((await axios.get(back)).data).toContain('You are not logged in');
  expect(await cli.ended()).toBe(1);
  expect(cli.output).toContain('The authorization was not given: access_denied (The person said no.)');
});

describeWith('chromium', chromiumIsThere, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser.close());

  it('--device shows a code, which the person types in a browser anywhere (RFC 8628)', async () => {
    const cli = start('cli/notes.mjs', {}, { flags: ['--device'] });
    const [address, code] = [await cli.says(/Open (http:\S+)/), await cli.says(/and type (\S+)/)];
    const page = await browser.newPage({ viewport: { width: 860, height: 600 } });
    await page.goto(address);
    await typeCode(page, 'BCDF-GHJK');
    expect(await page.getByRole('alert').innerText()).toContain('not known');
    await typeCode(page, code);
    expect(await page.innerText('main')).toContain(`The command line must show this very code:\n\n${code}`);
    await screenshot(page, 'device');
    await page.getByRole('button', { name: 'It does', exact: true }).click();
    await page.getByLabel('Bob Lindqvist').check();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByText('You are logged in').waitFor();
    expect(await cli.ended()).toBe(0);
    expect(cli.output).toMatch(/Notes of bob:\n {2}• Varnish\n {2}• Call Ann back\n$/);
  });
});

async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByRole('textbox').fill(code);
  await page.getByRole('button', { name: 'Continue' }).click();
}

it('a client that knows only the URL of an API finds its way to the answer (RFC 9728, RFC 8414, RFC 7591)', async () => {
  const cli = start('cli/any-api.mjs');
  const url = await cli.says(address);
  const asked = new URL(url).searchParams;
  expect(asked.get('resource')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/notes$/);
  expect(asked.get('scope')).toBe('notes:read');
  expect(asked.get('client_id')).not.toBe('cli');
  expect((await axios.get(await new PersonAtLoginPage('ann').answerTo(url))).status).toBe(200);
  expect(await cli.ended()).toBe(0);
  expect(cli.output).toContain('"Water the lemon tree"');
});
