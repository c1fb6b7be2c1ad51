import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import axios from 'axios';
import { ExampleProcess } from '../../fixtures/example-process.js';
import { PersonAtLoginPage } from '../../fixtures/login-page.js';

jest.setTimeout(30_000);

let running: ExampleProcess | undefined;
afterEach(() => running?.close());

// No screen: nobody's browser opens during tests.
const noScreen = { DISPLAY: '', WAYLAND_DISPLAY: '', WSL_DISTRO_NAME: '' };

function start(file: string, env: NodeJS.ProcessEnv = {}, inTerminal = false): ExampleProcess {
  running = new ExampleProcess(file, { env: { ...noScreen, ...env }, inTerminal });
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
  cli.type('what?\n');
  await cli.says(/not where this login ends/);
  cli.type(`${pasted}\n`);
  expect(await cli.ended()).toBe(0);
  expect(cli.output).toContain('Learn the second movement');
});

const onLinux = process.platform === 'linux' ? it : it.skip; // `script` takes other options elsewhere

onLinux('in a terminal an address may be longer than a line of it, and Ctrl-C ends the program', async () => {
  const cli = start('cli/notes.mjs', {}, true);
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
