// node both-builds.mjs < plan.json: sends requests through two sessions on one store, one of the ESM build and one of the
// CommonJS build, and prints their statuses as JSON. Ends by itself.
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import * as esm from '../../dist/index.js';

const cjs = createRequire(import.meta.url)('../../dist/index.cjs');
const axios = createRequire(import.meta.url)('axios');

const { options, token, baseURL, requests } = JSON.parse(await text(process.stdin));
const store = new esm.MemoryTokenStore();
const clients = [esm, cjs].map(({ OAuth2Session }) => {
  const session = new OAuth2Session({ ...options, store });
  return { session, api: session.attach(axios.create({ baseURL, proxy: false })) };
});

await clients[0].session.setToken(token);
const sent = Array.from({ length: requests }, (_, index) => clients[index % clients.length].api.get('/me'));
const settled = await Promise.allSettled(sent);
for (const { session, api } of clients) session.detach(api);

const outcomes = settled.map(({ value, reason }) => value?.status ?? String(reason));
console.log(JSON.stringify({ outcomes, copies: new Set([esm.OAuth2Session, cjs.OAuth2Session]).size }));
