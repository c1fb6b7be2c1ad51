import axios, { AxiosError } from 'axios';
import type { AxiosRequestConfig } from 'axios';
import type { AuthScheme } from '../../lib/index.js';
import { findLeaks } from '../../fixtures/leak-detector.js';
import { axiosRejection, rejection, startEngineScene } from '../../fixtures/engine-scene.js';
import type { EngineScene } from '../../fixtures/engine-scene.js';
import { faults } from '../../fixtures/servers/faults.js';

let scene: EngineScene;
beforeEach(async () => {
  scene = await startEngineScene();
});
afterEach(async () => {
  expect(await scene.finish()).toEqual([]);
});

/** A picture of everything in a value, hidden members too, that later changes do not reach. */
function pictureOf(value: unknown, seen = new Map<unknown, string>()): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return String(value).slice(0, 80);
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  seen.set(value, `seen before, as number ${String(seen.size)}`);
  return Reflect.ownKeys(value).map((key) => [String(key), pictureOf(Reflect.get(value, key), seen)]);
}

function deeplyFrozen<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null) deeplyFrozen(inner as object);
  return Object.freeze(value);
}

describe.each(['http', 'fetch'] as const)('over %s, what the caller owns', (adapter) => {
  const callersConfig = (): AxiosRequestConfig => ({
    headers: { 'X-Own': 'mine', Accept: 'application/json' },
    params: { list: [1, 2], deep: { x: 1 } },
    oauth: { account: 'default' },
    timeout: 5000,
  });

  it.each([true, false])(
    'is as it was after a call: config, headers, data, defaults (refused: %s)',
    async (refused) => {
      const { client } = await scene.client({ refused, config: { adapter, headers: { 'X-Instance': '1' } } });
      const config = callersConfig();
      const data = { a: { b: [1] } };
      const before = pictureOf([config, data, client.defaults, axios.defaults]);
      await client.post('/me', data, config);
      await rejection(
        client.post('/me', data, { ...config, baseURL: scene.api.origin, auth: { username: 'a', password: 'b' } }),
      );
      expect(pictureOf([config, data, client.defaults, axios.defaults])).toEqual(before);
      expect(scene.statuses).toEqual(refused ? [401, 200] : [200]);
    },
  );

  it('may be frozen, all of it', async () => {
    const { client } = await scene.client({ refused: true, config: { adapter } });
    await client.post('/me', deeplyFrozen({ a: [1] }), deeplyFrozen(callersConfig()));
    expect(scene.statuses).toEqual([401, 200]);
  });

  it('is in response.config as without us, without the credential', async () => {
    const { client, session } = await scene.client({ refused: true, config: { adapter } });
    const { config } = await client.get('/me', callersConfig());
    const theirs = await scene.plain({ adapter }).get('/public', callersConfig());
    expect(new Set(Reflect.ownKeys(config))).toEqual(new Set(Reflect.ownKeys(theirs.config)));
    expect(config.headers.get('X-Own')).toBe('mine');
    expect(findLeaks(config, tokensOf((await session.token())?.access_token))).toEqual([]);
  });
});

it.each(['http', 'fetch'] as const)(
  'what %s writes into headers does not reach the caller’s, nor the next send',
  async (adapter) => {
    let challenges = 0;
    const silent: AuthScheme = { authorize: () => undefined, answerChallenge: () => (challenges += 1) === 1 };
    const client = scene.attach(silent, scene.plain({ adapter }));
    const { config } = await client.post('/public', { a: 1 });
    const theirs = (
      await axios.post(
        `${scene.api.origin}/public`,
        { a: 1 },
        { adapter: async (own) => ({ data: '', status: 200, statusText: '', headers: {}, config: own }) },
      )
    ).config;
    expect(config.headers.toJSON()).toEqual(theirs.headers.toJSON());
    expect(scene.api.requests).toHaveLength(2);
  },
);

const tokensOf = (renewed = ''): Record<string, string> => ({
  ...scene.authorizationServer.secrets(),
  ...(renewed && { renewed }),
});

describe.each(['http', 'fetch'] as const)('over %s, the error of a final 401', (adapter) => {
  const refusedFor = async (challenge: string): Promise<AxiosError> => {
    scene.api.always(faults.refuse(challenge));
    const { client } = await scene.client({ config: { adapter } });
    return axiosRejection(client.post('/me', { a: 1 }));
  };

  it('is axios’ own, and its cause says what the server said', async () => {
    const error = await refusedFor(
      'Bearer error="invalid_token", error_description="gone", error_uri="https://e.example.com"',
    );
    expect(error).toMatchObject({ code: 'ERR_BAD_REQUEST', status: 401, name: 'AxiosError' });
    expect(error.response?.data).toEqual({ error: 'invalid_token' });
    expect(error.cause).toMatchObject({
      code: 'ERR_OAUTH_TOKEN_REFUSED',
      account: 'default',
      error: 'invalid_token',
      error_description: 'gone',
      error_uri: 'https://e.example.com',
    });
    expect(scene.statuses).toEqual([401, 401]);
  });

  it('has one and the same config in error and response', async () => {
    const error = await refusedFor('Bearer');
    expect(error.config).toBeDefined();
    expect(error.response?.config).toBe(error.config);
  });

  it('holds no token in config, headers, cause, message or JSON', async () => {
    scene.api.always(
      faults.refuse(
        ({ request }) => `Bearer error="invalid_token", error_description="${request.headers.authorization ?? ''}"`,
      ),
    );
    const { client } = await scene.client({ config: { adapter } });
    const error = await axiosRejection(client.post('/me', { a: 1 }));
    const { config, cause, message, stack, response } = error;
    const secrets = scene.authorizationServer.secrets();
    expect(Object.keys(secrets).length).toBeGreaterThan(3);
    expect(findLeaks({ config, responseConfig: response?.config, cause, message, stack }, secrets)).toEqual([]);
    expect(findLeaks(JSON.stringify(error), secrets)).toEqual([]);
    expect((cause as { error_description?: string }).error_description).toContain('[redacted]');
  });

  it('can be sent again by the caller, who then gets the token of now', async () => {
    const error = await refusedFor('Bearer');
    scene.api.mend();
    const client = axios.create({ adapter });
    expect((await rejection(client.request(error.config ?? {}))) as object).toMatchObject({
      response: { status: 401 },
    });
    expect(scene.shown.at(-1)).toBeUndefined();
  });

  it('does not come from a renewal for insufficient_scope or invalid_request (RFC 6750 §3.1)', async () => {
    for (const word of ['insufficient_scope', 'invalid_request']) {
      expect((await refusedFor(`Bearer error="${word}"`)).cause).toMatchObject({ error: word });
    }
    expect(scene.authorizationServer.tokenRequests).toHaveLength(0);
    expect(scene.statuses).toEqual([401, 401]);
  });

  it('of another status keeps its own cause', async () => {
    scene.api.always(faults.status(403));
    const { client } = await scene.client({ config: { adapter } });
    expect((await axiosRejection(client.get('/me'))).cause).toBeUndefined();
    expect(scene.statuses).toEqual([403]);
  });
});

describe('a credential of another kind', () => {
  it.each(['http', 'fetch'] as const)('in config.auth is refused by name, over %s', async (adapter) => {
    const { client } = await scene.client({ config: { adapter } });
    await expect(client.get('/me', { auth: { username: 'ann', password: 'hush' } })).rejects.toMatchObject({
      code: 'ERR_OAUTH_CONFIGURATION',
      option: 'auth',
    });
    expect(scene.api.requests).toHaveLength(0);
  });

  it.each(['ann:hush@', 'ann@', ':hush@'])('as %s in the URL is refused by name, and not shown', async (userinfo) => {
    const { client } = await scene.client();
    const url = scene.api.origin.replace('//', `//${userinfo}`);
    for (const request of [client.get(`${url}/me`), client.get('/me', { baseURL: url })]) {
      const error = await rejection(request);
      expect(error).toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: 'url' });
      expect(String(error)).not.toContain('hush');
    }
    expect(scene.api.requests).toHaveLength(0);
  });

  it('in a baseURL is refused when a request is made', async () => {
    const { session } = await scene.loggedIn();
    const client = scene.attach(session, scene.plain({ baseURL: scene.api.origin.replace('//', '//ann:hush@') }));
    await expect(client.get('/me')).rejects.toMatchObject({ option: 'url' });
  });

  it('is sent as it is with oauth: false', async () => {
    const { client } = await scene.client();
    await rejection(client.get('/me', { oauth: false, auth: { username: 'ann', password: 'hush' } }));
    await rejection(client.get(`${scene.api.origin.replace('//', '//ann:hush@')}/me`, { oauth: false }));
    expect(scene.shown).toEqual(Array(2).fill(`Basic ${btoa('ann:hush')}`));
  });
});

describe('a scheme that has to load why a refusal is final', () => {
  const reason = new Error('because');
  const refusedBy = (explainRefusal: () => Promise<Error | undefined>, config: AxiosRequestConfig = {}) => {
    const scheme: AuthScheme = { authorize: () => undefined, answerChallenge: () => false, explainRefusal };
    return axiosRejection(scene.attach(scheme, scene.plain()).get('/me', config));
  };

  it('gives the caller the server’s answer, with that as the cause', async () => {
    expect(await refusedBy(async () => reason)).toMatchObject({ response: { status: 401 }, cause: reason });
    const unexplained = await refusedBy(async () => undefined);
    expect(unexplained.response?.status).toBe(401);
    expect(unexplained.cause).not.toBe(reason);
  });

  it('does not hold up a caller who aborts', async () => {
    const caller = new AbortController();
    const error = await refusedBy(
      () => {
        caller.abort();
        return new Promise(() => undefined);
      },
      { signal: caller.signal },
    );
    expect(error.code).toBe('ERR_CANCELED');
  });
});
