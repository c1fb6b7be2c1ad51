// What a request costs whose token is fresh: the case of nearly every request.
import * as contestants from './contestants.mjs';
import { interleaved } from './interleaved.mjs';
import { jwt } from './jwt.mjs';
import { answering } from './memory-adapter.mjs';

/** The kinds of request, each as a user would send it. `nth` makes no two alike. */
const requests = {
  get: (api) => api.get('/items/1'),
  'post with params': (api, nth) =>
    api.post('/items', { name: 'item', nth }, { params: { page: nth }, headers: { 'X-Request-Id': `r${nth}` } }),
  'heavy config': (api, nth) => api.request(heavyConfig(nth)),
};

const token = jwt(3600);
const credential = { token, renew: () => Promise.reject(new Error('A fresh token was renewed.')) };

/** What everything is compared with. */
export const baseline = 'hand-written pair';

/** The names are read by budgets.mjs. */
async function fieldOfContestants() {
  return {
    'bare axios': contestants.bare(answering),
    [baseline]: contestants.handWritten(answering, credential),
    // The same once more: how far it is from 1.00 is the noise of the run.
    'hand-written pair again': contestants.handWritten(answering, credential),
    'OAuth2Session, memory store': await contestants.session(answering, credential),
    'bearer(token)': contestants.fixedBearer(answering, credential),
    'axios-auth-refresh': contestants.authRefresh(answering, credential),
    'axios-jwt': await contestants.jwtInterceptor(answering, credential),
  };
}

/** One row per kind of request and contestant. */
export async function measureFreshToken(options) {
  const apis = await fieldOfContestants();
  const rows = [];
  for (const [request, send] of Object.entries(requests)) {
    const variants = Object.fromEntries(Object.entries(apis).map(([name, api]) => [name, batchOf(api, send)]));
    const figures = await interleaved(variants, { baseline, ...options });
    rows.push(...figures.map((figure) => ({ request, ...figure })));
  }
  return rows;
}

function batchOf(api, send) {
  return async (batch) => {
    for (let nth = 0; nth < batch; nth++) await send(api, nth);
  };
}

/** Much of what axios knows at once: the copy of a config is what the wrapper costs most. */
function heavyConfig(nth) {
  const headers = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`X-Custom-${at}`, `value ${at}`]));
  return {
    method: 'put',
    url: `/items/${nth}`,
    params: { page: nth, filter: ['a', 'b'], sort: 'name' },
    data: { name: 'item', tags: ['a', 'b', 'c'], nested: { nth } },
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...headers },
    timeout: 5000,
    maxRedirects: 3,
    maxContentLength: 1e6,
    maxBodyLength: 1e6,
    responseType: 'json',
    responseEncoding: 'utf8',
    decompress: true,
    withCredentials: true,
    validateStatus: (status) => status < 400,
    paramsSerializer: { indexes: null },
    onUploadProgress: () => {},
    traceId: `t${nth}`,
  };
}
