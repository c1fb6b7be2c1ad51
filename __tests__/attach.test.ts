import axios from 'axios';
import type { AxiosInstance } from 'axios';
import { attach, bearer, ConfigurationError, detach, OAuth2Session } from '../lib/index.js';
import type { AttachOptions } from '../lib/index.js';
import { rejection, startEngineScene } from '../fixtures/engine-scene.js';
import type { EngineScene } from '../fixtures/engine-scene.js';
import { faults } from '../fixtures/servers/faults.js';

let scene: EngineScene;
beforeEach(async () => {
  scene = await startEngineScene();
});
afterEach(async () => {
  expect(await scene.finish()).toEqual([]);
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

describe('attach()', () => {
  it('gives the same instance back, which then carries the token', async () => {
    const { session, token } = await scene.loggedIn();
    const client = scene.plain();
    expect(scene.attach(session, client)).toBe(client);
    await client.get('/me');
    expect(scene.shown).toEqual([`Bearer ${token.access_token}`]);
  });

  it('does nothing when the same scheme is attached already', async () => {
    const { client, session } = await scene.client({ refused: true });
    const use = jest.spyOn(client.interceptors.request, 'use');
    scene.attach(session, client);
    scene.attach(session, client, { origins: ['https://elsewhere.example.com'] });
    expect(use).not.toHaveBeenCalled();
    await client.get('/me');
    expect(scene.statuses).toEqual([401, 200]);
  });

  it('serves two origins of one instance with two schemes', async () => {
    const other = await scene.secondApi();
    const { client, token } = await scene.client();
    const second = scene.authorizationServer.issue({ account: 'bob' });
    scene.attach(bearer(second.access_token), client, { origins: [other.origin] });
    await client.get('/me');
    await client.get('/me', { baseURL: other.origin });
    await client.get(`${other.origin}/me`);
    expect(scene.shown).toEqual([`Bearer ${token.access_token}`]);
    expect(other.requests.map(({ account }) => account)).toEqual(['bob', 'bob']);
  });

  it('refuses a rival scheme for an origin that has one, and leaves the first in place', async () => {
    const { client, token } = await scene.client();
    const origins = ['https://elsewhere.example.com', scene.api.origin];
    const error = thrownBy(() => attach(client, bearer('rival'), { origins }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ option: 'origins', message: expect.stringContaining(scene.api.origin) });
    await client.get('/me');
    expect(scene.shown).toEqual([`Bearer ${token.access_token}`]);
  });
});

describe('attach() refuses, before any request,', () => {
  const tryWith = (baseURL: string | undefined, options?: AttachOptions, instance?: AxiosInstance): unknown =>
    thrownBy(() => attach(instance ?? axios.create(baseURL === undefined ? {} : { baseURL }), bearer('at'), options));

  it('an instance without baseURL, and names the option that helps', () => {
    expect(tryWith(undefined)).toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: 'origins' });
    expect((tryWith(undefined) as Error).message).toContain('attach(instance, { origins: [...] })');
  });

  it.each([
    'http://api.example.com',
    'http://10.0.0.1',
    'http://localhost.example.com',
    'http://127.0.0.1.nip.io',
    'http://[::2]',
  ])('plain http to %s', (origin) => {
    expect(tryWith(`${origin}/v1`)).toMatchObject({ option: 'baseURL' });
    expect(tryWith(undefined, { origins: [origin] })).toMatchObject({ option: 'origins' });
  });

  it.each([
    'https://api.example.com/v1',
    'https://ann@api.example.com',
    'api.example.com',
    '*',
    'https://*.example.com',
    '',
    'file:///etc',
    'https://a.example.com?x',
  ])('the origin %j', (origin) => {
    expect(tryWith(undefined, { origins: [origin] })).toMatchObject({ option: 'origins' });
  });

  it('an empty list of origins', () => {
    expect(tryWith('https://api.example.com', { origins: [] })).toMatchObject({ option: 'origins' });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a token', 'at'],
    ['the class of a session', OAuth2Session],
    ['a promise of a scheme', Promise.resolve(bearer('at'))],
    ['the options of one', { renew: () => Promise.reject(new Error()) }],
    ['half a scheme', { authorize: () => undefined }],
    ['an instance', axios.create()],
  ])('%s in place of a scheme', async (_what, scheme) => {
    const client = scene.plain();
    const message = expect.stringContaining('bearer('); // what to give
    expect(thrownBy(() => attach(client, scheme as never))).toMatchObject({ option: 'scheme', message });
    await rejection(client.get('/me'));
    expect(scene.statuses).toEqual([401]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a baseURL', 'https://api.example.com'],
    ['the scheme', bearer('at')],
    ['a promise', Promise.resolve(axios.create())],
  ])('%s in place of an instance', (_what, instance) => {
    const refusal = { code: 'ERR_OAUTH_CONFIGURATION', option: 'instance' };
    expect(thrownBy(() => attach(instance as never, bearer('at')))).toMatchObject(refusal);
    expect(thrownBy(() => scene.session().attach(instance as never))).toMatchObject(refusal);
  });

  it('a baseURL that is no URL', () => {
    expect(tryWith('/v1')).toMatchObject({ option: 'baseURL' });
  });
});

describe('attach() accepts', () => {
  it.each([
    'http://localhost:8080',
    'http://app.localhost',
    'http://127.0.0.1',
    'http://127.9.9.9:1',
    'http://[::1]:8080',
    'https://api.example.com',
  ])('loopback and https: %s', (origin) => {
    expect(() => attach(axios.create({ baseURL: origin }), bearer('at'))).not.toThrow();
  });

  it('plain http elsewhere, when allowInsecureRequests says so', () => {
    const instance = axios.create({ baseURL: 'http://api.internal' });
    expect(() => attach(instance, bearer('at'), { allowInsecureRequests: true })).not.toThrow();
  });
});

describe('detach()', () => {
  it('takes one scheme away and leaves the other', async () => {
    const { client, session } = await scene.client();
    scene.attach(bearer('for elsewhere'), client, { origins: ['https://elsewhere.example.com'] });
    detach(client, session);
    await rejection(client.get('/me'));
    expect(scene.shown).toEqual([undefined]);
    expect(thrownBy(() => attach(client, bearer('x'), { origins: ['https://elsewhere.example.com'] }))).toBeInstanceOf(
      ConfigurationError,
    );
  });

  it('takes all away, and the interceptor with them', async () => {
    const { client } = await scene.client();
    scene.attach(bearer('for elsewhere'), client, { origins: ['https://elsewhere.example.com'] });
    const eject = jest.spyOn(client.interceptors.request, 'eject');
    detach(client);
    expect(eject).toHaveBeenCalledTimes(1);
    const error = await rejection(client.get('/me'));
    expect(scene.shown).toEqual([undefined]);
    expect(error).toMatchObject({ response: { status: 401 } });
    expect((error as Error).cause).toBeUndefined();
  });

  it('lets another scheme be attached for the same origin', async () => {
    const { client, session, token } = await scene.client();
    detach(client, session);
    const { access_token: bobs } = scene.authorizationServer.issue({ account: 'bob' });
    scene.attach(bearer(bobs), client);
    await client.get('/me');
    expect(scene.shown).toEqual([`Bearer ${bobs}`]);
    expect(bobs).not.toBe(token.access_token);
  });

  it('does nothing to an instance that has nothing, nor for a scheme that is not there', async () => {
    const { client } = await scene.client();
    detach(scene.plain());
    detach(client, bearer('not attached'));
    await client.get('/me');
    expect(scene.statuses).toEqual([200]);
  });

  it('leaves requests under way their credential: those that wait for a renewal, and for their replay', async () => {
    const { client, session } = await scene.client({ refused: true });
    const held = faults.hold();
    scene.authorizationServer.next(held);
    const request = client.get('/me');
    await held.until();
    detach(client, session);
    held.release();
    expect((await request).status).toBe(200);
    expect(scene.statuses).toEqual([401, 200]);
  });

  it('leaves requests under way their credential: those that another interceptor holds up', async () => {
    const { client, token } = await scene.client();
    let goOn = (): void => undefined;
    client.interceptors.request.use(async (config) => {
      await new Promise<void>((resolve) => (goOn = resolve));
      return config;
    });
    const request = client.get('/me');
    await new Promise(setImmediate);
    detach(client);
    goOn();
    await request;
    expect(scene.shown).toEqual([`Bearer ${token.access_token}`]);
  });
});

describe('an instance of one’s own for the token calls', () => {
  it('cannot carry the tokens as well', () => {
    const own = axios.create({ baseURL: scene.api.origin });
    expect(thrownBy(() => scene.session({ axios: own }).attach(own))).toMatchObject({ option: 'axios' });
  });
});
