import axios from 'axios';
import type { AxiosError, AxiosInstance } from 'axios';
import { setupCache } from 'axios-cache-interceptor';
import type { AxiosCacheInstance } from 'axios-cache-interceptor';
import axiosRetry from 'axios-retry';
import { BodyNotReplayableError } from '../../lib/index.js';
import type { OAuth2Session } from '../../lib/index.js';
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

/** Attaches before or after `others` have done their part. */
async function together(
  order: 'before' | 'after',
  others: (client: AxiosInstance) => void,
): Promise<{ client: AxiosInstance; session: OAuth2Session }> {
  const { session } = await scene.loggedIn({ refused: true });
  const client = scene.plain();
  if (order === 'after') others(client);
  scene.attach(session, client);
  if (order === 'before') others(client);
  return { client, session };
}

describe.each(['before', 'after'] as const)('attached %s other interceptors', (order) => {
  it('each of them runs once, and sees only the final answer', async () => {
    const seen: unknown[] = [];
    const { client } = await together(order, ({ interceptors }) => {
      interceptors.request.use((config) => (seen.push('request'), config));
      interceptors.response.use(
        (response) => (seen.push(response.status), response),
        (error: AxiosError) => (seen.push(error.response?.status), Promise.reject(error)),
      );
    });
    await client.get('/me');
    expect(scene.statuses).toEqual([401, 200]);
    expect(seen).toEqual(['request', 200]);
  });

  it('one that maps errors hides no refusal, and maps a final one once', async () => {
    class Mapped extends Error {}
    let mapped = 0;
    const { client, session } = await together(order, ({ interceptors }) => {
      interceptors.response.use(undefined, (error: AxiosError) => {
        mapped += 1;
        throw new Mapped('mapped', { cause: error });
      });
    });
    expect((await client.get('/me')).status).toBe(200);
    expect(mapped).toBe(0);
    await session.forget();
    expect(await rejection(client.get('/me'))).toMatchObject({ cause: { code: 'ERR_OAUTH_TOKEN_MISSING' } });
    expect(mapped).toBe(1);
  });

  it('one that maps errors also sees what is wrong with the configuration of a request', async () => {
    const seen: unknown[] = [];
    const { client } = await together(order, ({ interceptors }) => {
      interceptors.response.use(
        undefined,
        (error: Error & { code?: string }) => (seen.push(error.code), Promise.reject(error)),
      );
    });
    await rejection(client.get('/me', { auth: { username: 'ann', password: 'x' } }));
    await rejection(client.get(scene.api.origin.replace('//', '//ann:x@')));
    expect(seen).toEqual(['ERR_OAUTH_CONFIGURATION', 'ERR_OAUTH_CONFIGURATION']);
  });

  it('one that adds headers and params adds them once, to both sends', async () => {
    const { client } = await together(order, ({ interceptors }) => {
      interceptors.request.use((config) => {
        config.headers.set('X-Count', `${String(config.headers.get('X-Count') ?? '')}1`);
        config.url = `${config.url ?? ''}/more`;
        return config;
      });
    });
    await client.get('/me');
    expect(scene.api.requests.map(({ path, headers }) => [path, headers['x-count']])).toEqual([
      ['/me/more', '1'],
      ['/me/more', '1'],
    ]);
  });

  it.each<[string, (config: object) => object]>([
    ['a copy', (config: object) => ({ ...config })],
    // The oldest axios does not bear it, with us and without.
    ...(axios.VERSION.startsWith('1.18.')
      ? []
      : [['a frozen copy', (config: object) => Object.freeze({ ...config })] as [string, (config: object) => object]]),
  ])('one that returns %s of the config does no harm', async (_how, copy) => {
    const { client } = await together(order, ({ interceptors }) => {
      interceptors.request.use((config) => copy(config) as typeof config);
    });
    await client.get('/me');
    expect(scene.statuses).toEqual([401, 200]);
  });
});

describe.each(['before', 'after'] as const)('attached %s axios-retry', (order) => {
  const withRetries = (client: AxiosInstance): void =>
    void axiosRetry(client, { retries: 3, retryDelay: () => 1, shouldResetTimeout: true });

  it('both do their part: 401, renewed, 503, 503, 200', async () => {
    const { client } = await together(order, withRetries);
    scene.api.nextWhen(({ request }) => request.headers.authorization !== scene.shown[0], faults.status(503));
    scene.api.nextWhen(({ request }) => request.headers.authorization !== scene.shown[0], faults.status(503));
    expect((await client.get('/me')).status).toBe(200);
    expect(scene.statuses).toEqual([401, 503, 503, 200]);
  });

  it('nothing nests: each retry sends once, and the adapter stays the user’s own', async () => {
    const { client } = await together(order, withRetries);
    client.defaults.adapter = 'http';
    scene.api.always(faults.status(503));
    const error = await axiosRejection(client.get('/me'));
    expect(scene.statuses).toEqual([503, 503, 503, 503]);
    expect(error.config?.adapter).toBe('http');
  });

  it('a retry carries the token of now, not of then', async () => {
    const { client, session } = await together(order, withRetries);
    const first = await session.refreshToken();
    const held = faults.hold();
    scene.api.next(held, faults.reset());
    const request = client.get('/me');
    await held.until();
    const second = await session.refreshToken();
    held.release();
    await request;
    expect(scene.shown).toEqual([first, second].map(({ access_token }) => `Bearer ${access_token}`));
  });

  it('our own errors are not retried', async () => {
    const { client } = await together(order, withRetries);
    const { Readable } = await import('node:stream');
    expect(await rejection(client.post('/me', Readable.from(['x'])))).toBeInstanceOf(BodyNotReplayableError);
    expect(scene.statuses).toEqual([401]);
  });
});

/** The API answers with no-store. */
const cache = (instance: AxiosInstance): void => void setupCache(instance, { interpretHeader: false });

describe.each(['before', 'after'] as const)('attached %s axios-cache-interceptor', (order) => {
  it('the first answer is renewed and kept, the second comes from the cache', async () => {
    const { client } = await together(order, (instance) => cache(instance));
    const cached = client as AxiosCacheInstance;
    const [first, second] = [await cached.get('/me'), await cached.get('/me')];
    expect([first.cached, second.cached]).toEqual([false, true]);
    expect(second.data).toEqual(first.data);
    expect(scene.statuses).toEqual([401, 200]);
  });

  it('requests at the same time wait for one', async () => {
    const { client } = await together(order, (instance) => cache(instance));
    const answers = await Promise.all([client.get('/me'), client.get('/me'), client.get('/me')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(scene.statuses).toEqual([401, 200]);
  });

  it('keeps no token in the cache', async () => {
    const { client, session } = await together(order, (instance) => cache(instance));
    const { id } = await (client as AxiosCacheInstance).get('/me');
    const kept = JSON.stringify(await (client as AxiosCacheInstance).storage.get(id));
    expect(kept).toContain('account');
    expect(kept).not.toContain((await session.token())?.access_token);
  });
});

describe('axios-retry and axios-cache-interceptor together', () => {
  it('live with us on one instance', async () => {
    const { client } = await together('after', (instance) => {
      cache(instance); // before axios-retry, which otherwise waits for its own first try, with us and without
      axiosRetry(instance, { retries: 2, retryDelay: () => 1 });
    });
    scene.api.next(faults.status(503));
    await client.get('/me');
    expect(scene.statuses).toEqual([503, 401, 200]);
    expect((await (client as AxiosCacheInstance).get('/me')).cached).toBe(true);
  });
});
