import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { browserCommand, openSystemBrowser, plainUrl } from '../../lib/loopback/system-browser.js';
import { itOn } from '../../fixtures/required-service.js';

it.each([
  ['darwin', {}, ['open']],
  ['win32', {}, ['rundll32', 'url.dll,FileProtocolHandler']],
  ['linux', { DISPLAY: ':0' }, ['xdg-open']],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open']],
  ['freebsd', { DISPLAY: ':0' }, ['xdg-open']],
  ['linux', { WSL_DISTRO_NAME: 'Debian', DISPLAY: ':0' }, ['wslview']],
  ['linux', {}, undefined],
] as const)('on %s with %j the command is %j', (platform, env, command) => {
  expect(browserCommand(platform, env)).toEqual(command);
});

it('nothing that a shell would read is left in an address, and what it says stays', () => {
  const url = 'https://auth.example/a;b?x=$(touch%20x)&y=`z`&q=\'"|<>\\ü';
  const plain = plainUrl(url);
  expect(plain).not.toMatch(/[;$()`'"|<>\\\s]/);
  expect([...new URL(plain).searchParams]).toEqual([...new URL(url).searchParams]);
  expect(new URL(plain).pathname).toBe('/a%3Bb');
});

describe('the command', () => {
  let folder: string;
  const before = { ...process.env };
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'browser-'));
    Object.assign(process.env, { DISPLAY: ':9', WSL_DISTRO_NAME: '', OPENED: path.join(folder, 'opened') });
    process.env['PATH'] = `${folder}:${before['PATH'] ?? ''}`;
  });
  afterEach(() => {
    for (const name of ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME', 'OPENED', 'PATH']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    rmSync(folder, { recursive: true });
  });

  function install(script: string): void {
    const file = path.join(folder, 'xdg-open');
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  // The name of the command is another elsewhere.
  const onLinux = itOn('linux', 'the browser of the system');

  onLinux('gets the address as one argument', async () => {
    install('printf "%s\\n" "$#" "$1" > "$OPENED"');
    await expect(openSystemBrowser('http://127.0.0.1/a?b=c&d=e f;g')).resolves.toBe(true);
    expect(readFileSync(path.join(folder, 'opened'), 'utf8')).toBe('1\nhttp://127.0.0.1/a?b=c&d=e%20f%3Bg\n');
  });

  onLinux('that fails means that there is no browser', async () => {
    install('exit 3');
    await expect(openSystemBrowser('http://127.0.0.1/')).resolves.toBe(false);
  });

  onLinux('is not even looked for without a screen', async () => {
    install('exit 0');
    Object.assign(process.env, { DISPLAY: '', WAYLAND_DISPLAY: '' });
    await expect(openSystemBrowser('http://127.0.0.1/')).resolves.toBe(false);
  });

  onLinux('that is not there means that there is no browser', async () => {
    process.env['PATH'] = folder;
    await expect(openSystemBrowser('http://127.0.0.1/')).resolves.toBe(false);
  });
});
