// What an OAuth 1 signature costs: alone, beside the HMAC that it cannot do without, and in a whole request.
import addOAuthInterceptor from 'axios-oauth-1.0a';
import { attach } from 'axios-oauthlib';
import { oauth1, OAuth1Client } from 'axios-oauthlib/oauth1';
import hmacSha1 from 'crypto-js/hmac-sha1.js';
import base64 from 'crypto-js/enc-base64.js';
import { createHmac } from 'node:crypto';
import OAuth from 'oauth-1.0a';
import { interleaved } from './interleaved.mjs';
import { answering, baseURL, instance } from './memory-adapter.mjs';

const client = { clientKey: 'dpf43f3p2l4k3l03', clientSecret: 'kd94hf93k423kf44' };
const credentials = { token: 'nnch734d00sl2jdk', tokenSecret: 'pfkkdhi9sl3r4s00' };
const key = `${client.clientSecret}&${credentials.tokenSecret}`;
const theirToken = { key: credentials.token, secret: credentials.tokenSecret };

/** The names are read by budgets.mjs. */
export const bareHmac = 'one HMAC-SHA1 of node:crypto';
export const bareRequest = 'bare axios';

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

const requests = {
  get: (api) => api.get('/items/1'),
  'get with params': (api, nth) => api.get('/items', { params: { page: nth, sort: 'name' } }),
  'post of JSON': (api, nth) => api.post('/items', { name: 'item', nth }),
};

/** One row per kind of request and contestant; `what` says whether the signature is alone. */
export async function measureOAuth1(options) {
  return [...(await signatures(options)), ...(await wholeRequests(options))];
}

async function signatures(options) {
  const { signer } = new OAuth1Client(client);
  const stock = handWrittenSigner();
  return rowsOf('signature', signables, bareHmac, options, (signable) => {
    const baseString = signer.getBaseString(signable, signer.protocolParameters(credentials));
    return {
      [bareHmac]: () => createHmac('sha1', key).update(baseString).digest('base64'),
      'axios-oauthlib': () => signer.sign(signable, credentials),
      'oauth-1.0a and crypto-js': () =>
        stock.authorize({ method: signable.method, url: signable.url, data: fields(signable) }, theirToken),
    };
  });
}

async function wholeRequests(options) {
  const apis = {
    [bareRequest]: instance(answering),
    // The same once more: how far it is from 1.00 is the noise of the run.
    'bare axios again': instance(answering),
    'axios-oauthlib, oauth1()': attach(instance(answering), oauth1({ ...client, ...credentials })),
    'oauth-1.0a and crypto-js, by hand': handWrittenInterceptor(),
    'axios-oauth-1.0a': theirInterceptor(),
  };
  return rowsOf('request', requests, bareRequest, options, (send) =>
    Object.fromEntries(Object.entries(apis).map(([name, api]) => [name, (nth) => send(api, nth)])),
  );
}

async function rowsOf(what, kinds, baseline, options, contestantsFor) {
  const rows = [];
  for (const [request, kind] of Object.entries(kinds)) {
    const calls = Object.entries(contestantsFor(kind));
    const variants = Object.fromEntries(calls.map(([name, call]) => [name, batchOf(call, what === 'request')]));
    const figures = await interleaved(variants, { baseline, ...options });
    rows.push(...figures.map((figure) => ({ what, request, ...figure })));
  }
  return rows;
}

function batchOf(call, isAwaited) {
  if (isAwaited) {
    return async (batch) => {
      for (let nth = 0; nth < batch; nth++) await call(nth);
    };
  }
  return (batch) => {
    for (let nth = 0; nth < batch; nth++) call(nth);
  };
}

/** As the README of oauth-1.0a has it. */
function handWrittenSigner() {
  return new OAuth({
    consumer: { key: client.clientKey, secret: client.clientSecret },
    signature_method: 'HMAC-SHA1',
    hash_function: (baseString, signingKey) => hmacSha1(baseString, signingKey).toString(base64),
  });
}

function handWrittenInterceptor() {
  const api = instance(answering);
  const stock = handWrittenSigner();
  api.interceptors.request.use((config) => {
    const signature = stock.authorize({ url: api.getUri(config), method: config.method }, theirToken);
    config.headers.set('Authorization', stock.toHeader(signature).Authorization);
    return config;
  });
  return api;
}

function theirInterceptor() {
  const api = instance(answering);
  const { clientKey, clientSecret } = client;
  addOAuthInterceptor(api, { algorithm: 'HMAC-SHA1', key: clientKey, secret: clientSecret, ...credentials });
  return api;
}

/** It reads forms as objects only. */
function fields({ data }) {
  return data === undefined ? undefined : Object.fromEntries(new URLSearchParams(data));
}
