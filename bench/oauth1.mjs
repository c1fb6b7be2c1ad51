// What an OAuth 1 signature costs: alone, beside the HMAC that it cannot do without, and in a whole request.
import { OAuth1Client } from 'axios-oauthlib/oauth1';
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { interleaved, median } from './interleaved.mjs';
import { baseURL } from './memory-adapter.mjs';
import {
  bareRequest,
  client,
  contestants,
  credentials,
  handWrittenSigner,
  requests,
  theirToken,
} from './oauth1-requests.mjs';

const key = `${client.clientSecret}&${credentials.tokenSecret}`;
const child = fileURLToPath(new URL('oauth1-child.mjs', import.meta.url));

/** The name is read by budgets.mjs. */
export const bareHmac = 'one HMAC-SHA1 of node:crypto';

/** Methods, URLs and forms as axios makes them. */
const signables = {
  get: { method: 'GET', url: `${baseURL}/items/1` },
  'get with a query': { method: 'GET', url: `${baseURL}/items?page=2&sort=name` },
  'post of a form': {
    method: 'POST',
    url: `${baseURL}/items`,
    data: 'status=Hello+Ladies+%2B+Gentlemen%2C+a+signed+OAuth+request%21&include_entities=true',
  },
};

/** One row per kind of request and contestant; `what` says whether the signature is alone. */
export async function measureOAuth1({ processes, ...options }) {
  return [...(await signatures(options)), ...(await wholeRequests(options, processes))];
}

async function signatures(options) {
  const { signer } = new OAuth1Client(client);
  const stock = handWrittenSigner();
  const rows = [];
  for (const [request, signable] of Object.entries(signables)) {
    const baseString = baseStringOf(signer, signable);
    const variants = {
      [bareHmac]: repeated(() => createHmac('sha1', key).update(baseString).digest('base64')),
      'axios-oauthlib': repeated(() => signer.sign(signable, credentials)),
      'oauth-1.0a and crypto-js': repeated(() =>
        stock.authorize({ method: signable.method, url: signable.url, data: fields(signable) }, theirToken),
      ),
    };
    const figures = await interleaved(variants, { baseline: bareHmac, ...options });
    rows.push(...figures.map((figure) => ({ what: 'signature', request, ...figure })));
  }
  return rows;
}

/** As it is when the signer signs. */
function baseStringOf(signer, signable) {
  let baseString;
  const { getBaseString } = signer;
  signer.getBaseString = (...given) => (baseString = getBaseString.apply(signer, given));
  signer.sign(signable, credentials);
  delete signer.getBaseString;
  return baseString;
}

/** It reads forms as objects only. */
function fields({ data }) {
  return data === undefined ? undefined : Object.fromEntries(new URLSearchParams(data));
}

function repeated(call) {
  return (batch) => {
    for (let nth = 0; nth < batch; nth++) call();
  };
}

/**
 * Each contestant beside bare axios, in processes of their own: a program has one of them, and what the others teach V8 of axios'
 * functions, and leave to be collected, is nothing that it pays for.
 */
async function wholeRequests(options, processes) {
  const names = Object.keys(contestants).filter((name) => name !== bareRequest);
  const runs = [];
  for (let nth = 0; nth < processes; nth++) for (const name of names) runs.push(...(await run(name, options)));
  return Object.keys(requests).flatMap((request) =>
    Object.keys(contestants).map((name) => summary(runs.filter((one) => one.request === request && one.name === name))),
  );
}

async function run(name, options) {
  const { stdout } = await promisify(execFile)(process.execPath, [child, name, JSON.stringify(options)]);
  return JSON.parse(stdout);
}

/** Of several processes, for V8 does not compile alike in each. */
function summary(runs) {
  const [{ request, name }] = runs;
  const [micros, ratio] = ['micros', 'ratio'].map((figure) => median(runs.map((one) => one[figure])));
  return { what: 'request', request, name, micros, ratio };
}
