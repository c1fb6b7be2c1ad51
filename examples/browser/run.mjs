// npm run example:browser: builds the page with Vite, and serves it on http://127.0.0.1:3000 (PORT) beside the embedded service.
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { pageClient } from '../service/authorization-server.mjs';
import { startService } from '../service/service.mjs';

const folder = await mkdtemp(path.join(tmpdir(), 'axios-oauthlib-page-'));
await build({
  root: fileURLToPath(new URL('.', import.meta.url)),
  logLevel: 'warn',
  build: { outDir: folder, emptyOutDir: true },
});

const service = await startService({
  seen: ({ method, url }, { statusCode }) => {
    if (method === 'POST' && url === '/token') console.log(`POST /token → ${statusCode}`);
  },
});
const { issuer, notesUrl, notesScope: scope } = service;
const config = JSON.stringify({ issuer, notesUrl, scope, ...pageClient });

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' };
const headers = {
  'Content-Security-Policy': `default-src 'self'; img-src 'self' data:; connect-src 'self' ${issuer} ${new URL(notesUrl).origin}; base-uri 'none'; frame-ancestors 'none'`,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

async function serve(request, response) {
  const { pathname } = new URL(request.url, 'http://page');
  if (pathname === '/config.json') {
    return response.writeHead(200, { ...headers, 'Content-Type': 'application/json' }).end(config);
  }
  const name = pathname === '/' ? '/index.html' : pathname; // a URL parser leaves no `..`
  const file = await readFile(path.join(folder, name)).catch(() => undefined);
  const type = types[path.extname(name)];
  if (!file || !type) return response.writeHead(404, headers).end();
  response.writeHead(200, { ...headers, 'Content-Type': type }).end(file);
}

const server = createServer((request, response) => void serve(request, response));
await once(server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1'), 'listening');
console.log(`Open http://127.0.0.1:${server.address().port} in two tabs. Ctrl-C ends it.`);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    server.closeAllConnections();
    server.close();
    await service.close();
    await rm(folder, { recursive: true });
  });
}
