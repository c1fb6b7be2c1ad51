#!/usr/bin/env node
// node scripts/bundle-size.mjs: what a browser bundle gains by the code of each entry in bundle-budgets.json, axios not counted.
// Fails when one is over its budget, has a package that it is to be without, or the table in docs/bundle-sizes.md is another;
// with --write that table is written.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { format, resolveConfig } from 'prettier';
import { partsOfBearer } from './bundle-parts.mjs';
import { loadedAtOnce } from './loaded-at-once.mjs';

const isWriting = process.argv.includes('--write');
const budgets = JSON.parse(readFileSync(new URL('bundle-budgets.json', import.meta.url), 'utf8'));

const rows = await Promise.all(
  budgets.map(async ({ name, code, gzipBytes: budget, without = [] }) => {
    const { bundle, packages } = await loadedAtOnce(code);
    const gzip = gzipSync(bundle, { level: 9 }).length;
    const unwanted = without.find((one) => packages.has(one));
    const result = unwanted ? `HAS ${unwanted}` : gzip > budget ? 'OVER' : 'ok';
    return { name, minified: bundle.length, gzip, budget, result };
  }),
);

console.table(rows);
const isDocumented = await tableIsDocumented();
if (!isDocumented) console.error('docs/bundle-sizes.md is not up to date: run `node scripts/bundle-size.mjs --write`.');
process.exitCode = rows.length > 0 && isDocumented && rows.every(({ result }) => result === 'ok') ? 0 : 1;

/** The budgets, not the sizes: they do not change with every line. The parts do, so they are as they were when last written. */
async function tableIsDocumented() {
  const target = fileURLToPath(new URL('../docs/bundle-sizes.md', import.meta.url));
  const written = readFileSync(target, 'utf8');
  const parts = isWriting ? await partsOfBearer() : /^\| part [^]*/m.exec(written)?.[0];
  const lines = budgets.map(({ name, gzipBytes }) => `| ${name} | ${(gzipBytes / 1000).toFixed(1)} kB |`);
  const text = [
    '# Bundle sizes',
    "What a browser bundle gains at most, minified and gzipped, axios not counted, until the first request; checked by `npm run size`. What you do not import is not in it. Loaded later, by those who use it: `jose` with the first ID token, signed answer or assertion; digests (`crypto-js`) with OAuth 1 only; other placements than the Authorization header when they are named, and with OAuth 1 bodies that are no text, and their hash; what cleans a server's words of secrets, with the first of them. A page that outlives a deploy may not find that last file any more: its errors then keep class and code, and leave the words out.",
    ['| you import | at most |', '|---|--:|', ...lines].join('\n'),
    '## Why bearer with a renewal is not 5 kB',
    'A header and a refresh on 401 are little code; what costs is that no token goes astray or gets lost: a credential stays on its origins across redirects, a body is sent again only whole, tabs and servers that share a store renew once, a rotated token is never overwritten by an older one, and each failure is a typed error without secrets. What a renewal needs is not loaded later either, because a deploy could take it from under an open page.',
    parts,
  ].join('\n\n');
  const document = await format(text, { ...(await resolveConfig(target)), parser: 'markdown' });
  if (isWriting) writeFileSync(target, document);
  return readFileSync(target, 'utf8') === document;
}
