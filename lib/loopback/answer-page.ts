import { randomBytes } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import type { Reception } from './awaited-answer.js';

/** What the person reads in the end. */
export interface Page {
  readonly reception: Reception;
  readonly appName: string;
}

interface Words {
  readonly status: number;
  readonly sign: string;
  readonly title: string;
  readonly text: (appName: string) => string;
}

// Nothing of the response is said again: whoever sent it would write this page.
const words: Readonly<Record<Reception, Words>> = {
  done: {
    status: 200,
    sign: '✓',
    title: 'You are logged in',
    text: (appName) => `You can close this page and go back to ${appName}.`,
  },
  denied: {
    status: 200,
    sign: '–',
    title: 'You are not logged in',
    text: (appName) => `The access was not allowed, and ${appName} knows. You can close this page.`,
  },
  failed: {
    status: 502,
    sign: '!',
    title: 'That did not work',
    text: (appName) => `The login could not be completed. Go back to ${appName}: it says why.`,
  },
  stranger: {
    status: 400,
    sign: '?',
    title: 'Not the login that is awaited',
    text: (appName) => `This address belongs to no login that is under way. Start again from ${appName}.`,
  },
};

/** Status, headers and HTML of a page. */
export function pageOf({ reception, appName }: Page): { status: number; headers: OutgoingHttpHeaders; html: string } {
  const { status, sign, title, text } = words[reception];
  const nonce = randomBytes(16).toString('base64');
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${style}</style>
<main class="${reception}">
<p class="sign" aria-hidden="true">${sign}</p>
<h1>${title}</h1>
<p>${escaped(text(appName))}</p>
</main>
<script nonce="${nonce}">history.replaceState(null, '', '/')</script>
</html>
`;
  const own = `'nonce-${nonce}'`;
  return { status, headers: { ...headersOf(`style-src ${own}; script-src ${own}; img-src data:`), ...htmlType }, html };
}

const htmlType = { 'Content-Type': 'text/html; charset=utf-8' };

/** The address holds a code: it must not be kept, nor told to anybody (RFC 9700 §4.2.4). */
export function headersOf(allowed = ''): OutgoingHttpHeaders {
  return {
    'Cache-Control': 'no-store',
    Connection: 'close',
    'Content-Security-Policy': `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ${allowed}`,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

const style = `
:root { color-scheme: light dark; --ink: #1d2433; --soft: #5b6475; --paper: #f4f5f8; --card: #fff; --done: #1a7f4b; --other: #9a6700 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ebf2; --soft: #a3acbd; --paper: #12151c; --card: #1c212b; --done: #4cc38a; --other: #e3b341 }
}
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink); font: 17px/1.5 system-ui, sans-serif }
main { margin: 1rem; max-width: 26rem; padding: 2.5rem 3rem; border-radius: 1rem; background: var(--card); box-shadow: 0 1px 3px #0002, 0 12px 40px #0001; text-align: center }
.sign { width: 4rem; margin: 0 auto 1rem; border-radius: 50%; font-size: 2rem; line-height: 4rem; color: var(--card); background: var(--other) }
.done .sign { background: var(--done) }
h1 { margin: 0 0 .5rem; font-size: 1.5rem }
p { margin: 0; color: var(--soft) }
`;
