#!/usr/bin/env node
// node bench/stores.mjs [--json FILE]: what a shared store costs, beside memory and bare axios, in one process. Needs Debian's
// redis-server and postgresql, which it starts itself; a store whose server is missing is left out.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import axios from 'axios';
import { build } from 'esbuild';
import { Redis } from 'ioredis';
import pg from 'pg';
import { createClient } from 'redis';
import { isBuilt } from './built.mjs';
import { median } from './interleaved.mjs';
import { answering } from './memory-adapter.mjs';

const { values: options } = parseArgs({ options: { json: { type: 'string' } } });
if (!(await isBuilt())) {
  console.error('dist/ is missing or older than lib/: npm run build');
  process.exit(2);
}
const { MemoryTokenStore, OAuth2Session } = await import('../dist/index.js');
const { FileTokenStore } = await import('../dist/stores/file.js');
const { PostgresTokenStore } = await import('../dist/stores/postgres.js');
const { RedisTokenStore } = await import('../dist/stores/redis.js');

const folder = await mkdtemp(path.join(tmpdir(), 'axios-oauthlib-bench-'));
const closers = [() => rm(folder, { recursive: true })];

try {
  const stores = { memory: new MemoryTokenStore(), file: new FileTokenStore(folder), ...(await served()) };
  const figures = [{ name: 'bare axios', perSecond: await throughput(axios.create({ adapter: answering })) }];
  for (const [name, store] of Object.entries(stores)) figures.push({ name, ...(await figuresOf(store)) });
  console.log(table(figures));
  if (options.json) await writeFile(options.json, `${JSON.stringify(figures, null, 2)}\n`);
} finally {
  for (const close of closers.reverse()) await close();
}

/** The stores whose servers are installed. */
async function served() {
  const { redisIsThere, startRedis } = await fixture('redis');
  const { postgresIsThere, startPostgres } = await fixture('postgres');
  return { ...(redisIsThere && (await redisStores(await startRedis()))), ...(postgresIsThere && (await postgresStores(await startPostgres()))) }; // prettier-ignore
}

async function redisStores(service) {
  const ioredis = new Redis(service.url);
  const nodeRedis = await createClient({ url: service.url }).connect();
  closers.push(() => service.close(), () => nodeRedis.destroy(), () => ioredis.disconnect()); // prettier-ignore
  return { 'Redis, ioredis': new RedisTokenStore(ioredis), 'Redis, node-redis': new RedisTokenStore(nodeRedis) };
}

async function postgresStores(service) {
  const pool = new pg.Pool({ connectionString: service.url });
  closers.push(() => service.close(), () => pool.end()); // prettier-ignore
  // For the time of its life after a start of the server, no lock is given.
  const store = new PostgresTokenStore(pool, { lockLifeMs: 1000 });
  await store.createTable();
  return { Postgres: store };
}

/** The services of the tests are in TypeScript. */
async function fixture(name) {
  const outfile = path.join(folder, `${name}.mjs`);
  const entry = fileURLToPath(new URL(`../fixtures/services/${name}.ts`, import.meta.url));
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
  return import(pathToFileURL(outfile).href);
}

async function figuresOf(store) {
  await store.set('bench', { revision: '1', access_token: 'a'.repeat(1000), token_type: 'Bearer' });
  const session = new OAuth2Session({
    provider: { tokenEndpoint: 'http://127.0.0.1/token' },
    clientId: 'bench',
    store,
  });
  await session.setToken({ access_token: 'a'.repeat(1000), refresh_token: 'r', expires_in: 3600 });
  const api = session.attach(axios.create({ adapter: answering, baseURL: 'https://api.example' }));
  const figures = {
    getMicros: await microsEach(1000, () => store.get('bench')),
    replaceMicros: await microsEach(200, replacing(store)),
    lockMicros:
      store.withLock && (await microsEach(200, () => store.withLock('bench', async () => {}, { waitMs: 5000 }))),
    perSecond: await throughput(api),
  };
  session.detach(api);
  return figures;
}

function replacing(store) {
  let nth = 1;
  return () =>
    store.replace('bench', String(nth), { revision: String(++nth), access_token: 'a', token_type: 'Bearer' });
}

/** The median: one that waits for something else must not count. */
async function microsEach(count, work) {
  const samples = [];
  for (let nth = 0; nth < count; nth++) {
    const startedMs = performance.now();
    await work();
    samples.push((performance.now() - startedMs) * 1000);
  }
  return median(samples);
}

/** Requests a second, 50 at a time, the best of five rounds. */
async function throughput(api, requests = 2000) {
  let best = 0;
  for (let round = 0; round < 5; round++) {
    let left = requests;
    const startedMs = performance.now();
    const sender = async () => {
      while (left-- > 0) await api.get('https://api.example/items/1');
    };
    await Promise.all(Array.from({ length: 50 }, sender));
    best = Math.max(best, (requests * 1000) / (performance.now() - startedMs));
  }
  return best;
}

function table(figures) {
  const cell = (value) => (value === undefined ? '–' : String(Math.round(value))).padStart(14);
  const line = ({ name, getMicros, replaceMicros, lockMicros, perSecond }) =>
    name.padEnd(20) + [getMicros, replaceMicros, lockMicros, perSecond].map(cell).join('');
  const head =
    ''.padEnd(20) + ['get µs', 'replace µs', 'lock µs', 'requests/s'].map((text) => text.padStart(14)).join('');
  return [head, ...figures.map(line)].join('\n');
}
