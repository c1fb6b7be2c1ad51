import axios, { type CreateAxiosDefaults } from 'axios';
import type { ForeignServer } from '../../fixtures/servers/foreign-server.js';
import { faults } from '../../fixtures/servers/faults.js';
import { newDpopKey } from '../../fixtures/dpop-key.js';
import { dpop, MemoryTokenStore } from '../../lib/index.js';
import { failureOf, loggedIn } from './scene.js';

const places = [
  { place: 'another port', originOf: (foreign: ForeignServer) => foreign.origin },
  { place: 'another host', originOf: (foreign: ForeignServer) => foreign.originAs() },
];
const statuses = [302, 307, 308];
const cases = places.flatMap((place) => statuses.map((status) => ({ ...place, status })));
const locations = [
  { form: 'an absolute', written: (url: string) => url },
  { form: 'a protocol-relative', written: (url: string) => url.replace('http:', '') },
];
const redirects = cases.flatMap((one) => locations.map((location) => ({ ...one, ...location })));
const adapters = ['http', 'fetch'];
const redirectsByAdapter = redirects.flatMap((one) => adapters.map((adapter) => ({ ...one, adapter })));

/** The scene, and an instance whose token is bound to a key: it goes in two headers, and the HTTP stack knows only one of them. */
async function withDpop(config: CreateAxiosDefaults = {}) {
  const scene = await loggedIn({ dpop: false, config });
  const bound = scene.another({ dpop: dpop(), store: new MemoryTokenStore() });
  const { thumbprint, dpopKey } = newDpopKey();
  await bound.session.setToken({ ...scene.authorizationServer.issue({ thumbprint }), dpopKey });
  return { ...scene, dpopApi: bound.api };
}

describe('F12: when the API redirects me', () => {
  it.each(redirectsByAdapter)(
    'F12: my token does not follow a $status to $place with $form URL, neither as Bearer nor as DPoP, by $adapter',
    async ({ status, originOf, written, adapter }) => {
      const { api, dpopApi, apiServer, authorizationServer, foreign, finish } = await withDpop({ adapter });
      apiServer.always(faults.redirect(status, written(`${originOf(foreign)}/elsewhere`)));
      for (const one of [api, dpopApi]) expect((await one.get('/me')).status).toBe(200);

      expect(apiServer.requests.map(({ credential }) => credential?.scheme)).toEqual(['Bearer', 'DPoP']);
      expect(foreign.received.map(({ path }) => path)).toEqual(['/elsewhere', '/elsewhere']);
      for (const { headers } of foreign.received) {
        expect(headers).not.toHaveProperty('authorization');
        expect(headers).not.toHaveProperty('dpop');
      }
      expect(authorizationServer.tokenRequests).toEqual([]);
      await finish();
    },
  );

  it.each(statuses)('F12: my token follows a %d within its own origin', async (status) => {
    const { api, dpopApi, apiServer, finish } = await withDpop();
    apiServer.always(faults.when(({ request }) => request.path === '/old', faults.redirect(status, '/new')));
    expect((await api.get('/old')).status).toBe(200);
    expect((await dpopApi.get('/old')).status).toBe(200); // the API looks for proofs that were used before
    expect(apiServer.requestsTo('/new').map(({ credential }) => credential?.scheme)).toEqual(['Bearer', 'DPoP']);
    await finish();
  });

  it.each(cases)(
    'F12: $place cannot send my token back in with a $status, and its 401 renews nothing',
    async ({ status, originOf }) => {
      const { api, dpopApi, apiServer, authorizationServer, foreign, finish } = await withDpop();
      const back = new URLSearchParams({ to: `${apiServer.origin}/me`, status: String(status) }).toString();
      for (const one of [api, dpopApi]) {
        apiServer.next(faults.redirect(status, `${originOf(foreign)}/redirect?${back}`));
        expect(await failureOf(one.get('/old'))).toMatchObject({ response: { status: 401 } });
      }
      expect(apiServer.requestsTo('/me').map(({ credential }) => credential)).toEqual([undefined, undefined]);
      expect(apiServer.requestsTo('/me').map(({ headers }) => headers['dpop'])).toEqual([undefined, undefined]);
      expect(foreign.received).toHaveLength(2);
      expect(authorizationServer.tokenRequests).toEqual([]);
      await finish();
    },
  );
});

describe('F12: when I ask for a URL elsewhere', () => {
  it.each(places)('F12: $place gets no token, and my own origin still does', async ({ originOf }) => {
    const { api, dpopApi, apiServer, foreign, finish } = await withDpop();
    for (const one of [api, dpopApi]) expect((await one.get(`${originOf(foreign)}/elsewhere`)).status).toBe(200);
    expect(foreign.received).toHaveLength(2);
    for (const { headers } of foreign.received) {
      expect(headers).not.toHaveProperty('authorization');
      expect(headers).not.toHaveProperty('dpop');
    }
    expect((await api.get(`${apiServer.origin}/me`)).status).toBe(200);
    await finish();
  });

  it.each(places)(
    'F12: $place gets no token by a protocol-relative URL, which fails on Node as it does without us',
    async ({ originOf }) => {
      const { api, apiServer, foreign, finish } = await loggedIn();
      const url = `${originOf(foreign).replace('http:', '')}/elsewhere`;
      const bare = await failureOf(axios.get(url, { baseURL: apiServer.origin, proxy: false }));
      expect(await failureOf(api.get(url))).toMatchObject({ name: (bare as Error).name, code: 'ERR_INVALID_URL' });
      expect(foreign.received).toEqual([]);
      expect(apiServer.requests).toEqual([]);
      await finish();
    },
  );
});
