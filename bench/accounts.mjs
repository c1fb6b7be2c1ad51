#!/usr/bin/env node
// node --expose-gc bench/accounts.mjs [COUNT]: what so many accounts (100,000) in one memory store cost: time and heap for each.
import axios from 'axios';
import { isBuilt } from './built.mjs';
import { answer, answering } from './memory-adapter.mjs';

if (!(await isBuilt()) || !globalThis.gc) {
  console.error('Build first (npm run build), then: node --expose-gc bench/accounts.mjs');
  process.exit(2);
}
const { MemoryTokenStore, OAuth2Session } = await import('../dist/index.js');

const count = Number(process.argv[2] ?? 100_000);
const expiresIn = 3600;
let calls = 0;
/** The token endpoint: the next token of a refresh token. */
const tokenEndpoint = async (config) => {
  const refreshToken = new URLSearchParams(config.data).get('refresh_token');
  calls++;
  return answer(config, JSON.stringify({ ...tokenOf(refreshToken), access_token: `${'b'.repeat(60)}${calls}` }));
};

const bare = await bytesOf(() => {
  const map = new Map();
  for (let nth = 0; nth < count; nth++)
    map.set(`key of account ${nth}`, { ...tokenOf(`rt-${nth}`), revision: `r${nth}` });
  return map;
});
console.log(`${count} accounts. A bare Map with such tokens: ${bare.bytes} bytes each.`);

const store = new MemoryTokenStore();
const session = new OAuth2Session({
  provider: { tokenEndpoint: 'https://as.example/token' },
  clientId: 'app',
  clientSecret: 's',
  store,
  axios: axios.create({ adapter: tokenEndpoint }),
});
const api = session.attach(axios.create({ adapter: answering, baseURL: 'https://api.example' }));
const ask = (nth) => api.get('/items/1', { oauth: { account: `account ${nth}` } });

await measured('log in', (nth) => session.account(`account ${nth}`).setToken(tokenOf(`rt-${nth}`)));
await measured('a request of each, fresh token', ask);
const now = Date.now;
Date.now = () => now() + expiresIn * 2000;
await measured('a request of each, expired token: one renewal each', ask);
if (calls !== count) throw new Error(`${calls} token calls`);
let listed = 0;
const startedMs = performance.now();
for await (const account of session.accounts()) listed += account ? 1 : 0;
console.log(`list ${listed} accounts: ${Math.round(performance.now() - startedMs)} ms`);
await measured('forget', (nth) => session.account(`account ${nth}`).forget());

function tokenOf(refreshToken) {
  return { access_token: `${'a'.repeat(60)}${refreshToken}`, token_type: 'Bearer', refresh_token: refreshToken, expires_in: expiresIn }; // prettier-ignore
}

async function measured(what, step) {
  const { bytes, ms } = await bytesOf(async () => {
    for (let nth = 0; nth < count; nth++) await step(nth);
  });
  console.log(`${what}: ${((ms * 1000) / count).toFixed(1)} µs and ${bytes} bytes of heap more for each`);
}

async function bytesOf(work) {
  gc();
  const before = process.memoryUsage().heapUsed;
  const beganMs = performance.now();
  const kept = await work();
  const ms = performance.now() - beganMs;
  gc();
  const bytes = Math.round((process.memoryUsage().heapUsed - before) / count);
  return { bytes, ms, kept };
}
