import type { AxiosRequestConfig } from 'axios';
import type { AuthScheme } from '../../lib/index.js';
import { axiosRejection, startEngineScene } from '../../fixtures/engine-scene.js';
import type { EngineScene } from '../../fixtures/engine-scene.js';
import { faults } from '../../fixtures/servers/faults.js';
import type { ReceivedRequest } from '../../fixtures/servers/received-request.js';

let scene: EngineScene;
beforeEach(async () => {
  scene = await startEngineScene();
});
afterEach(async () => {
  expect(await scene.finish()).toEqual([]);
});

/** A URL of `origin` that sends on to `to`. */
const redirect = (origin: string, to: string, status = 302): string =>
  `${origin}/redirect?${new URLSearchParams({ to, status: String(status) }).toString()}`;

const credentialsIn = (requests: readonly ReceivedRequest[]) =>
  requests.map(({ headers }) => [headers.authorization, headers['x-proof'], headers['cookie']]);

/** Puts the token in `Authorization`, and what looks like a proof of possession in a header of its own. */
async function proving(): Promise<{ scheme: AuthScheme; token: string }> {
  const { access_token: token } = scene.authorizationServer.issue();
  const scheme: AuthScheme = {
    authorize(request) {
      request.setCredentialHeader('Authorization', `Bearer ${token}`);
      request.setCredentialHeader('X-Proof', `proof of ${token}`);
    },
    answerChallenge: () => false,
  };
  return { scheme, token };
}

describe('over http, a redirect', () => {
  it('to the same origin keeps every credential header', async () => {
    const { scheme, token } = await proving();
    await scene.attach(scheme).get(redirect('', '/me'));
    expect(credentialsIn(scene.api.requests)).toEqual(
      Array(2).fill([`Bearer ${token}`, `proof of ${token}`, undefined]),
    );
  });

  it.each([301, 302, 303, 307, 308])('to another origin drops all of them (%i)', async (status) => {
    const { scheme } = await proving();
    const { status: final } = await scene.attach(scheme).get(redirect('', `${scene.foreign.origin}/steal`, status));
    expect(final).toBe(200);
    expect(credentialsIn(scene.foreign.received)).toEqual([[undefined, undefined, undefined]]);
  });

  it('to another origin drops what a hook added, and keeps it at home', async () => {
    const { session } = await scene.loggedIn({
      hooks: {
        protectedRequest: (request) => {
          request.headers.set('X-Proof', `proof of ${request.method}`);
          request.headers.set('Content-Type', 'text/x-own');
          return request;
        },
      },
    });
    const client = scene.attach(session);
    await client.post(redirect('', `${scene.foreign.origin}/steal`, 307), 'text');
    expect(credentialsIn(scene.foreign.received)).toEqual([[undefined, undefined, undefined]]);
    expect(scene.foreign.received[0]?.headers['content-type']).toBe('text/x-own');
    await client.get(redirect('', '/me'));
    expect(credentialsIn(scene.api.requests).map(([, proof]) => proof)).toEqual([
      'proof of POST',
      'proof of GET',
      'proof of GET',
    ]);
  });

  it('to another origin drops what a hook added in a copy', async () => {
    const { session } = await scene.loggedIn({
      hooks: {
        protectedRequest: (request) => ({ ...request, headers: request.headers.concat({ 'X-Proof': 'mine' }) }),
      },
    });
    await scene.attach(session).get(redirect('', `${scene.foreign.origin}/steal`));
    expect(credentialsIn(scene.foreign.received)).toEqual([[undefined, undefined, undefined]]);
  });

  it('to the same machine under another name drops them', async () => {
    const { scheme } = await proving();
    await scene.attach(scheme).get(redirect('', `${scene.foreign.originAs('localhost')}/steal`));
    expect(credentialsIn(scene.foreign.received)).toEqual([[undefined, undefined, undefined]]);
  });

  it('to a second origin that is named gets them, each once', async () => {
    const other = await scene.secondApi();
    const { scheme, token } = await proving();
    const client = scene.attach(scheme, scene.plain(), { origins: [scene.api.origin, other.origin] });
    await client.get(redirect('', `${other.origin}/me`));
    expect(credentialsIn(other.requests)).toEqual([[`Bearer ${token}`, `proof of ${token}`, undefined]]);
    expect(other.requests[0]?.rawHeaders.filter((name) => name.toLowerCase() === 'authorization')).toHaveLength(1);
  });

  /** Proves each hop anew, and does not ask where it goes. */
  async function provingHops(): Promise<AuthScheme> {
    const { access_token: token } = scene.authorizationServer.issue();
    return {
      authorize(request) {
        request.setCredentialHeader('authorization', `Bearer ${token}`);
        request.authorizeRedirect = (hop) => {
          hop.setCredentialHeader('authorization', `Bearer ${token}`);
          hop.setCredentialHeader('X-Proof', `proof of ${hop.url.pathname}`);
        };
      },
      answerChallenge: () => false,
    };
  }
  const proofs = () => credentialsIn(scene.api.requests).map(([, proof]) => proof);
  const headers = { 'x-proof': 'mine' };

  it('gets what a scheme of your own makes for this hop, in place of what was there', async () => {
    await scene.attach(await provingHops()).get(redirect('', redirect('', '/me')), { headers });
    expect(proofs()).toEqual(['mine', 'proof of /redirect', 'proof of /me']);
  });

  it('to another origin does not get it, whatever the scheme does, and nor does the way back', async () => {
    const back = redirect(scene.foreign.origin, `${scene.api.origin}/me`);
    const sent = scene.attach(await provingHops()).get(redirect('', redirect('', back)), { headers });
    expect((await axiosRejection(sent)).response?.status).toBe(401);
    expect(credentialsIn(scene.foreign.received)).toEqual([[undefined, undefined, undefined]]);
    expect(proofs()).toEqual(['mine', 'proof of /redirect', undefined]);
  });

  it('to a foreign origin and from there back brings nothing back', async () => {
    const { scheme } = await proving();
    const back = redirect(scene.foreign.origin, `${scene.api.origin}/me`);
    const error = await axiosRejection(scene.attach(scheme).get(redirect('', back)));
    expect(error.response?.status).toBe(401);
    expect(scene.shown).toEqual([expect.stringContaining('Bearer'), undefined]);
    expect(scene.api.requests[1]?.headers['x-proof']).toBeUndefined();
  });

  it('that ends in a 401 outside starts no renewal', async () => {
    const other = await scene.secondApi();
    const { client } = await scene.client();
    const error = await axiosRejection(client.get(redirect('', `${other.origin}/me`)));
    expect(error.response?.status).toBe(401);
    expect(scene.authorizationServer.tokenRequests).toHaveLength(0);
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('that ends in a 401 at home is renewed, and sent again from the start', async () => {
    const { client } = await scene.client();
    scene.api.nextWhen(({ request }) => request.path === '/me', faults.refuse());
    expect((await client.get(redirect('', '/me'))).data).toMatchObject({ path: '/me' });
    expect(scene.api.requests.map(({ path }) => path)).toEqual(['/redirect', '/me', '/redirect', '/me']);
  });

  it.each([301, 302, 303])(
    'that made a GET of a POST (%i) is not replayed after a 401: it has acted',
    async (status) => {
      const { client } = await scene.client();
      scene.api.nextWhen(({ request }) => request.path === '/me', faults.refuse());
      const error = await axiosRejection(client.post(redirect('', '/me', status), { order: 1 }));
      expect(error.response?.status).toBe(401);
      expect(scene.api.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /redirect', 'GET /me']);
    },
  );

  it.each([307, 308])('that keeps the POST (%i) is replayed', async (status) => {
    const { client } = await scene.client();
    scene.api.nextWhen(({ request }) => request.path === '/me', faults.refuse());
    await client.post(redirect('', '/me', status), { order: 1 }, { headers: { 'X-Operation': undefined } });
    expect(scene.api.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /redirect',
      'POST /me',
      'POST /redirect',
      'POST /me',
    ]);
  });

  it('is not followed with maxRedirects: 0', async () => {
    const { client } = await scene.client();
    const response = await client.get(redirect('', '/me'), { maxRedirects: 0, validateStatus: null });
    expect(response.status).toBe(302);
    expect(scene.api.requests).toHaveLength(1);
  });
});

describe('the user’s own beforeRedirect', () => {
  type BeforeRedirect = NonNullable<AxiosRequestConfig['beforeRedirect']>;

  it('runs after ours, for each hop, with all that axios gives', async () => {
    const { scheme } = await proving();
    const seen: unknown[] = [];
    const beforeRedirect: BeforeRedirect = (options, response, ...more) => {
      const headers = (options as { headers: Record<string, string> }).headers;
      seen.push([
        (options as { href: string }).href,
        headers['X-Proof'],
        response.headers['location'] !== undefined,
        more.length,
      ]);
    };
    await scene.attach(scheme).get(redirect('', `${scene.foreign.origin}/steal`), { beforeRedirect });
    expect(seen).toEqual([[`${scene.foreign.origin}/steal`, undefined, true, 1]]);
  });

  it('has the last word on the headers', async () => {
    const { scheme } = await proving();
    const beforeRedirect: BeforeRedirect = (options) => {
      (options as { headers: Record<string, string> }).headers['X-Proof'] = 'the user’s own'.replace('’', "'");
    };
    await scene.attach(scheme).get(redirect('', `${scene.foreign.origin}/x`), { beforeRedirect });
    expect(credentialsIn(scene.foreign.received)).toEqual([[undefined, "the user's own", undefined]]);
  });

  it('may stop the redirect by throwing', async () => {
    const { scheme } = await proving();
    const beforeRedirect: BeforeRedirect = () => {
      throw new Error('no further');
    };
    const error = await axiosRejection(
      scene.attach(scheme).get(redirect('', `${scene.foreign.origin}/x`), { beforeRedirect }),
    );
    expect(error).toMatchObject({ code: 'ERR_FR_REDIRECTION_FAILURE' });
    expect(scene.foreign.received).toEqual([]);
  });

  it('is back in the config of the answer', async () => {
    const { client } = await scene.client();
    const beforeRedirect: BeforeRedirect = () => undefined;
    expect((await client.get('/me', { beforeRedirect })).config.beforeRedirect).toBe(beforeRedirect);
    expect((await client.get('/me')).config.beforeRedirect).toBeUndefined();
  });
});

/** What follows is Node's fetch; redirects happen out of our reach. Documented here, and in the docs. */
describe('over fetch, a redirect', () => {
  const attached = async (origins?: string[]) => {
    const { scheme, token } = await proving();
    return {
      client: scene.attach(scheme, scene.plain({ adapter: 'fetch' }), { origins: origins ?? [scene.api.origin] }),
      token,
    };
  };

  it('to the same origin keeps the credential', async () => {
    const { client, token } = await attached();
    await client.get(redirect('', '/me'));
    expect(scene.shown).toEqual(Array(2).fill(`Bearer ${token}`));
  });

  it('to a second origin that is named loses Authorization', async () => {
    const other = await scene.secondApi();
    const { client } = await attached([scene.api.origin, other.origin]);
    await axiosRejection(client.get(redirect('', `${other.origin}/me`)));
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('to another origin drops Authorization', async () => {
    const { client, session } = await scene.client({ config: { adapter: 'fetch' } });
    await client.get(redirect('', `${scene.foreign.origin}/steal`));
    expect(scene.foreign.received.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(await session.token()).toBeDefined();
  });

  it('that ends in a 401 outside costs a renewal, for the final URL is not known; nothing leaks', async () => {
    const other = await scene.secondApi();
    const { client } = await scene.client({ config: { adapter: 'fetch' } });
    await axiosRejection(client.get(redirect('', `${other.origin}/me`)));
    expect(scene.authorizationServer.tokenRequests).toHaveLength(1);
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });
});
