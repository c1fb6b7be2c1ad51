import { createInterface } from 'node:readline';
import { cleanText } from '../errors/redact.js';
import { deviceAuthorization } from '../oauth2/grants/device-authorization.js';
import type { OAuth2Session } from '../oauth2/session.js';
import type { Token } from '../token-store.js';
import type { AwaitedAnswer } from './awaited-answer.js';
import type { LoopbackSettings } from './loopback-options.js';

/** The person opens the address on any machine, and pastes the one that they end at: their browser cannot show its page. */
export function awaitPasted(answer: AwaitedAnswer, settings: LoopbackSettings, signal: AbortSignal): void {
  const { input, output } = settings;
  output.write(
    'No browser could be opened. Open that address in one, here or elsewhere.\n' +
      'Should its last page not be shown, copy the address of that page, and paste it here:\n',
  );
  const lines = createInterface({ input, output, signal });
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT')); // a terminal that is read like this keeps it to itself
  lines.on('line', (line) => {
    if (line.trim() === '') return;
    void answer.take(line.trim(), (reception) => {
      if (reception === 'stranger') output.write('That is not where this login ends. Paste the whole address:\n');
    });
  });
}

/** The person types a code on another device (RFC 8628). */
export async function tokenByDevice(
  session: OAuth2Session,
  { output, parameters: { scope, resource } }: LoopbackSettings,
  signal: AbortSignal,
): Promise<Token> {
  const device = await deviceAuthorization(session, {
    signal,
    ...(scope !== undefined && { scope }),
    ...(resource !== undefined && { parameters: { resource } }),
  });
  const page = new URL(device.verificationUri).href;
  output.write(`No browser could be opened. Open ${page} on any device, and type ${cleanText(device.userCode, [])}\n`);
  return device.fetchToken({ signal });
}
