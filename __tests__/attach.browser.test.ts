import axios from 'axios';
import type { AxiosInstance } from 'axios';
import { attach, bearer, BodyNotReplayableError } from '../lib/index.js';
import { axiosRejection, rejection, startEngineScene } from '../fixtures/engine-scene.js';
import type { EngineScene } from '../fixtures/engine-scene.js';
import { faults } from '../fixtures/servers/faults.js';
import type { Fault } from '../fixtures/servers/fault-plan.js';
import { isHttp } from '../fixtures/servers/answer.js';

const corsHeaders = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'authorization, content-type, x-own',
  'Access-Control-Allow-Methods': 'GET, POST',
};

/** Lets every page read the answers, but not the `WWW-Authenticate` in them. */
const cors: Fault = async ({ request }, act) => {
  if (request.method === 'OPTIONS') return { status: 204, headers: corsHeaders, body: '' };
  const answer = await act();
  return isHttp(answer) ? { ...answer, headers: { ...corsHeaders, ...answer.headers } } : answer;
};

let scene: EngineScene;
beforeEach(async () => {
  scene = await startEngineScene();
  scene.api.always(cors);
});
afterEach(async () => {
  scene.authorizationServer.mend();
  expect(await scene.finish()).toEqual([]);
});

const sent = () => scene.api.requests.filter(({ method }) => method !== 'OPTIONS');

/** An instance whose token, in the browser, is renewed by an endpoint of the app. */
async function renewing(
  instance: AxiosInstance,
  options?: { origins: string[] },
): Promise<{ client: AxiosInstance; renewals: () => number }> {
  let renewals = 0;
  const scheme = bearer({
    renew: async () => {
      renewals += 1;
      return { access_token: scene.authorizationServer.issue().access_token };
    },
  });
  await scheme.setToken({ access_token: scene.authorizationServer.issue({ expired: true }).access_token });
  return { client: scene.attach(scheme, instance, options), renewals: () => renewals };
}

it('runs where there are a window and an XMLHttpRequest', () => {
  expect([typeof window, typeof XMLHttpRequest]).toEqual(['object', 'function']);
  expect(axios.getAdapter(['xhr', 'http'])).toBe(axios.getAdapter('xhr'));
});

describe.each(['xhr', 'fetch'] as const)('in a page, over %s', (adapter) => {
  const instance = (): AxiosInstance => axios.create({ baseURL: scene.api.origin, adapter });

  it('a refused request is renewed and sent once more, although the challenge cannot be read', async () => {
    const { client, renewals } = await renewing(instance());
    const { data } = await client.post('/echo', { a: 1 }, { headers: { 'X-Own': 'mine' } });
    expect(data).toMatchObject({ account: 'ann', body: btoa('{"a":1}') });
    expect(sent().map(({ status }) => status)).toEqual([401, 200]);
    expect(sent().map(({ headers }) => headers['x-own'])).toEqual(['mine', 'mine']);
    expect(renewals()).toBe(1);
  });

  it('a final refusal is axios’ own error, with our cause and without a token', async () => {
    scene.api.always(cors, faults.refuse());
    const { client } = await renewing(instance());
    const error = await axiosRejection(client.get('/me'));
    expect(error).toMatchObject({ status: 401, cause: { code: 'ERR_OAUTH_TOKEN_REFUSED' } });
    expect(error.config?.headers.has('authorization')).toBe(false);
    expect(error.response?.config).toBe(error.config);
  });

  it.each([[null], [(status: number) => status < 500]])('validateStatus may accept a 401', async (validateStatus) => {
    const { client } = await renewing(instance());
    expect((await client.get('/me', { validateStatus })).status).toBe(200);
  });

  it('an abort ends the wait for a renewal', async () => {
    const client = instance();
    let release: (token: { access_token: string }) => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      const scheme = bearer({
        renew: () => new Promise<{ access_token: string }>((give) => ((release = give), resolve())),
      });
      scene.attach(scheme, client);
    });
    const controller = new AbortController();
    const outcome = rejection(client.get('/me', { signal: controller.signal }));
    await asked;
    controller.abort();
    expect(await outcome).toMatchObject({ code: 'ERR_CANCELED' });
    release({ access_token: 'late' });
    expect(sent()).toEqual([]);
  });
  it('a foreign origin gets nothing', async () => {
    const other = await scene.secondApi();
    other.always(cors);
    const { client } = await renewing(instance());
    const error = await axiosRejection(client.get(`${other.origin}/me`));
    expect(error.cause).toMatchObject({ code: 'ERR_OAUTH_CREDENTIAL_WITHHELD', origin: other.origin });
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });
});

describe('over xhr, a redirect to another host', () => {
  it('drops Authorization, and its 401 starts no renewal, for the final URL is known', async () => {
    const other = await scene.secondApi();
    other.always(cors);
    const { access_token: live } = scene.authorizationServer.issue();
    const renew = jest.fn(async () => ({ access_token: live }));
    const scheme = bearer({ renew });
    await scheme.setToken({ access_token: live });
    const client = scene.attach(scheme, axios.create({ baseURL: scene.api.origin, adapter: 'xhr' }));
    // jsdom tells hosts apart, not ports.
    const error = await axiosRejection(
      client.get('/redirect', { params: { to: `http://localhost:${other.port}/me` } }),
    );
    expect(error.status).toBe(401);
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(renew).not.toHaveBeenCalled();
  });
});

describe('without baseURL, the page’s own origin is meant', () => {
  const answering = (options?: { origins: string[] }) =>
    attach(
      axios.create({
        adapter: async (config) => ({
          data: config.headers.has('authorization'),
          status: 200,
          statusText: '',
          headers: {},
          config,
        }),
      }),
      bearer('at'),
      options,
    );

  it.each(['/me', 'me', '', '?x', '//localhost/me', 'http://localhost:80/me', '\\me'])(
    '%j carries the credential',
    async (url) => {
      expect(window.location.origin).toBe('http://localhost');
      expect((await answering().get<boolean>(url)).data).toBe(true);
    },
  );

  it.each([
    '//evil.example/me',
    '/\\evil.example/me',
    '\\\\evil.example',
    '\t//evil.example',
    'https://localhost/me',
    'http://localhost:8080/me',
    'data:text/plain,x',
  ])('%j does not', async (url) => {
    expect((await answering().get<boolean>(url)).data).toBe(false);
  });

  it.each([
    ['\\', 'evil.example/me'],
    ['/\\', 'evil.example/me'],
    ['/', '/evil.example/me'],
    ['', '//evil.example/me'],
  ])('below the baseURL %j, %j goes where new URL(getUri) says', async (baseURL, url) => {
    const uri = axios.create().getUri({ baseURL, url });
    const isOwn =
      URL.canParse(uri, window.location.href) && new URL(uri, window.location.href).origin === 'http://localhost';
    expect((await answering().get<boolean>(url, { baseURL })).data).toBe(isOwn);
  });
});

it('a web stream over fetch is not replayed', async () => {
  const { client } = await renewing(axios.create({ baseURL: scene.api.origin, adapter: 'fetch' }));
  const body = new ReadableStream({
    start: (controller) => (controller.enqueue(new TextEncoder().encode('x')), controller.close()),
  });
  expect(await rejection(client.post('/me', body))).toBeInstanceOf(BodyNotReplayableError);
});
