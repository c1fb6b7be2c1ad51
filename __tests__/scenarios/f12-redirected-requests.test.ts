import axios from 'axios';
import type { ForeignServer } from '../../fixtures/servers/foreign-server.js';
import { faults } from '../../fixtures/servers/faults.js';
import { attach, detach, type AuthScheme } from '../../lib/index.js';
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

/** A token that is bound to a key goes in two headers (RFC 9449 §7.1), and the HTTP stack knows only one of them. */
function asDpop(token: string): AuthScheme {
  return {
    authorize(request) {
      request.setCredentialHeader('Authorization', `DPoP ${token}`);
      request.setCredentialHeader('DPoP', 'header.payload.signature');
    },
    answerChallenge: () => false,
  };
}

/** The scene, and an instance that shows its token as DPoP. */
async function withDpop() {
  const { session, ...scene } = await loggedIn();
  const { access_token: token = '' } = (await session.token()) ?? {};
  const dpopApi = attach(axios.create({ baseURL: scene.apiServer.origin, proxy: false }), asDpop(token));
  const finish = (): Promise<void> => {
    detach(dpopApi);
    return scene.finish();
  };
  return { ...scene, session, dpopApi, finish };
}

describe('F12: when the API redirects me', () => {
  it.each(redirects)(
    'F12: my token does not follow a $status to $place with $form URL, neither as Bearer nor as DPoP',
    async ({ status, originOf, written }) => {
      const { api, dpopApi, apiServer, authorizationServer, foreign, finish } = await withDpop();
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
    await failureOf(dpopApi.get('/old')); // the proof is for show, and the API says so
    expect(apiServer.requestsTo('/new').map(({ credential }) => credential?.scheme)).toEqual(['Bearer', 'DPoP']);
    expect(apiServer.requestsTo('/new').map(({ headers }) => headers['dpop'])).toEqual([
      undefined,
      'header.payload.signature',
    ]);
    await finish();
  });

  it.each(cases)(
    'F12: $place cannot send my token back in with a $status, and its 401 renews nothing',
    async ({ status, originOf }) => {
      const { api, apiServer, authorizationServer, foreign, finish } = await loggedIn();
      const back = new URLSearchParams({ to: `${apiServer.origin}/me`, status: String(status) }).toString();
      apiServer.next(faults.redirect(status, `${originOf(foreign)}/redirect?${back}`));
      expect(await failureOf(api.get('/old'))).toMatchObject({ response: { status: 401 } });
      expect(apiServer.requestsTo('/me').map(({ credential }) => credential)).toEqual([undefined]);
      expect(foreign.received).toHaveLength(1);
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
