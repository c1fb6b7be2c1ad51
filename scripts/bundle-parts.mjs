import { gzipSync } from 'node:zlib';
import { loadedAtOnce } from './loaded-at-once.mjs';

/** What `attach()` with `bearer({ renew })` is made of: the first part that fits a file has it. */
const parts = [
  ['errors: what to do next, and causes without secrets', /^lib\/errors/],
  [
    'the send: where the credential may go, redirects, one safe replay, abort',
    /^lib\/(attach|sending|secure-origin|platform)/,
  ],
  [
    'the renewal: one for all who wait, over stores with locks or compare-and-set',
    /^lib\/(renewal|token-store|stores)/,
  ],
  ['accounts and events', /^lib\/(accounts|events)/],
  ['the token: checked, placed, and refusals read (`WWW-Authenticate`)', /^lib\/(oauth2|server-calls)/],
  ['options, checked', /^lib\//],
];

/** As a table; in kB, min+gz, by their share of the minified code. */
export async function partsOfBearer() {
  const { bundle, bytes } = await loadedAtOnce("export { attach, bearer } from './lib/index.ts';");
  const sums = new Map(parts.map(([name]) => [name, 0]));
  for (const [path, size] of bytes) {
    const [name] = parts.find(([, files]) => files.test(path)) ?? [];
    if (name !== undefined) sums.set(name, sums.get(name) + size);
  }
  const perByte = gzipSync(bundle, { level: 9 }).length / bundle.length / 1000;
  const rows = [...sums].map(([name, size]) => `| ${name} | ${(size * perByte).toFixed(1)} kB |`);
  return ['| part | about |', '|---|--:|', ...rows].join('\n');
}
