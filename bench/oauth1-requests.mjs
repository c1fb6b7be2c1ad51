// Who sends the requests that oauth1.mjs measures.
import addOAuthInterceptor from 'axios-oauth-1.0a';
import { attach } from 'axios-oauthlib';
import { oauth1 } from 'axios-oauthlib/oauth1';
import hmacSha1 from 'crypto-js/hmac-sha1.js';
import base64 from 'crypto-js/enc-base64.js';
import OAuth from 'oauth-1.0a';
import { answering, instance } from './memory-adapter.mjs';

export const client = { clientKey: 'dpf43f3p2l4k3l03', clientSecret: 'kd94hf93k423kf44' };
export const credentials = { token: 'nnch734d00sl2jdk', tokenSecret: 'pfkkdhi9sl3r4s00' };
export const theirToken = { key: credentials.token, secret: credentials.tokenSecret };

/** The name is read by budgets.mjs. */
export const bareRequest = 'bare axios';

/** By name, what makes an instance. */
export const contestants = {
  [bareRequest]: () => instance(answering),
  // The same once more: how far it is from 1.00 is the noise of the run.
  'bare axios again': () => instance(answering),
  'axios-oauthlib, oauth1()': () => attach(instance(answering), oauth1({ ...client, ...credentials })),
  'oauth-1.0a and crypto-js, by hand': handWrittenInterceptor,
  'axios-oauth-1.0a': theirInterceptor,
};

export const requests = {
  get: (api) => api.get('/items/1'),
  'get with params': (api, nth) => api.get('/items', { params: { page: nth, sort: 'name' } }),
  'post of JSON': (api, nth) => api.post('/items', { name: 'item', nth }),
};

/** As the README of oauth-1.0a has it. */
export function handWrittenSigner() {
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
