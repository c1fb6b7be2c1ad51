import { spawn } from 'node:child_process';

/**
 * Opens the person's own browser (RFC 8252 §8.12), without a shell: the address comes from a server.
 *
 * @returns Whether there is one. Where its command goes on as long as the browser is open, the promise waits for that.
 */
export function openSystemBrowser(url: string): Promise<boolean> {
  const command = browserCommand(process.platform, process.env);
  if (!command) return Promise.resolve(false);
  const [program, ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, [...args, plainUrl(url)], { stdio: 'ignore', detached: true, env: process.env });
    child.once('error', () => { resolve(false); }); // prettier-ignore
    child.once('exit', (code) => { resolve(code === 0); }); // prettier-ignore
    child.unref();
  });
}

type Command = readonly [program: string, ...args: string[]];

/** Without a screen, Linux would open a browser of text in the middle of the program's own. */
export function browserCommand(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): Command | undefined {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  if (env['WSL_DISTRO_NAME']) return ['wslview'];
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? ['xdg-open'] : undefined;
}

/** `xdg-open` and `wslview` are shell scripts: nothing that a shell reads goes to them, should one forget its quotes. */
export function plainUrl(url: string): string {
  const { href } = new URL(url);
  return href.replace(/[^\w\-.~:/?#[\]@!&*+,=%]/g, encodeCharacter);
}

function encodeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
