import { inspect } from 'node:util';
import { startEngineScene, rejection, type EngineScene } from '../../fixtures/engine-scene.js';
import { hear } from '../../fixtures/heard-events.js';
import { findLeaksInText } from '../../fixtures/leak-detector.js';
import { apiOf, closeServers, startService } from '../../fixtures/oauth1/session-scene.js';
import { faults } from '../../fixtures/servers/faults.js';
import { attach, bearer, MemoryTokenStore } from '../../lib/index.js';

let scene: EngineScene;
beforeEach(async () => {
  scene = await startEngineScene();
});
afterEach(async () => {
  expect(await closeServers()).toEqual([]);
  expect(await scene.finish()).toEqual([]);
});

const replayed = [
  'requestAuthorized',
  'renewalStarted',
  'tokenStored',
  'tokenUpdated',
  'renewalFinished',
  'requestAuthorized',
  'requestReplayed',
];

describe('events', () => {
  it('tell the whole story of a refused request, in order', async () => {
    const { client, session } = await scene.client({ refused: true });
    const before = (await session.token())?.access_token;
    const { names, events } = hear(session);
    await client.get('/me?secret=1');
    const after = (await session.token())?.access_token;
    expect(names).toEqual(replayed);
    const request = { account: 'default', method: 'GET', url: `${scene.api.origin}/me` };
    expect(events).toMatchObject([
      { ...request, replay: false, token: { access_token: before } },
      { account: 'default', background: false },
      { account: 'default', token: { access_token: after } },
      { account: 'default', token: { access_token: after } },
      { account: 'default', token: { access_token: after } },
      { ...request, replay: true, token: { access_token: after } },
      { ...request, replay: true, status: 200, token: { access_token: after } },
    ]);
  });

  it('show no token to who logs them whole, but for tokenUpdated, which is there to save it', async () => {
    const { client, session } = await scene.client({ refused: true });
    const { names, events } = hear(session);
    const { access_token = '', refresh_token = '' } = (await session.token()) ?? {};
    await client.get('/me');
    const now = await session.token();
    const logged = events.filter((_, index) => names[index] !== 'tokenUpdated');
    const secrets = [access_token, refresh_token, now?.access_token ?? '', now?.refresh_token ?? ''];
    const text = `${JSON.stringify(logged)} ${inspect(logged, { showHidden: true, depth: null })}`;
    expect(logged).toHaveLength(6);
    expect(findLeaksInText(text, secrets)).toEqual([]);
  });

  it('tell once of a renewal that fifty requests wait for', async () => {
    const { client, session } = await scene.client({ refused: true });
    const { names } = hear(session);
    await Promise.all(Array.from({ length: 50 }, () => client.get('/me')));
    expect(names.filter((name) => name.startsWith('renewal'))).toEqual(['renewalStarted', 'renewalFinished']);
    expect(names.filter((name) => name === 'requestReplayed')).toHaveLength(50);
  });

  it('say of a renewal that nobody waits for that it runs in the background', async () => {
    const { client, session } = await scene.client();
    const { names, events } = hear(session);
    const done = new Promise((resolve) => session.on('renewalFinished', resolve));
    const { expiresAt = 0 } = (await session.token()) ?? {};
    jest.spyOn(Date, 'now').mockReturnValue(expiresAt - 20_000);
    await client.get('/me');
    await done;
    jest.restoreAllMocks();
    expect(events[names.indexOf('renewalStarted')]).toEqual({ account: 'default', background: true });
  });

  it('do not begin a renewal in the background that cannot succeed, for there is nothing to renew with', async () => {
    const { client, session } = await scene.client();
    await session.setToken({ ...scene.authorizationServer.issue(), refresh_token: undefined, expires_in: 20 } as never);
    const { names } = hear(session);
    const { expiresAt = 0 } = (await session.token()) ?? {};
    const clock = jest.spyOn(Date, 'now').mockReturnValue(expiresAt - 1000);
    await client.get('/me');
    clock.mockRestore();
    expect(names).toEqual(['requestAuthorized']);
  });

  it('tell of a renewal that failed, and of a grant that is over, whose mark in the store is no stored token', async () => {
    const { client, session } = await scene.client({ refused: true });
    scene.authorizationServer.always(faults.raw({ status: 400, body: JSON.stringify({ error: 'invalid_grant' }) }));
    const { names } = hear(session);
    await rejection(client.get('/me'));
    expect(names).toEqual(['requestAuthorized', 'renewalStarted', 'renewalFailed', 'reauthorize']);
  });

  it('say what the store did: a token that it takes late is stored late', async () => {
    const store = new MemoryTokenStore();
    const { client, session } = await scene.client({ refused: true, settings: { store } });
    const { set, replace } = store;
    const fails = () => {
      throw new Error('The disk is full.');
    };
    Object.assign(store, { set: fails, replace: fails });
    const { names } = hear(session);
    await client.get('/me');
    expect(names).not.toContain('tokenStored');
    Object.assign(store, { set, replace });
    await client.get('/me');
    await new Promise(setImmediate);
    expect(names.slice(names.lastIndexOf('storeFailed') + 1)).toContain('tokenStored');
  });

  it('do not tell of a log-out that the store did not take: it is an error of who asked for it', async () => {
    const store = new MemoryTokenStore();
    const { client, session } = await scene.client({ settings: { store } });
    const own = new Error('The disk is gone.');
    const fails = jest.spyOn(store, 'delete').mockImplementation(() => {
      throw own;
    });
    const { names } = hear(session);
    const error = await rejection(session.forget());
    expect(error).toMatchObject({ code: 'ERR_OAUTH_STORE', operation: 'delete', cause: own });
    expect(names).toEqual([]);
    fails.mockRestore();
    expect((await client.get('/me')).status).toBe(200); // still logged in
    await session.forget();
    expect(await rejection(client.get('/me'))).toMatchObject({ code: 'ERR_OAUTH_TOKEN_MISSING' });
  });

  it('are there for OAuth 1, too', async () => {
    const { server, session } = await startService({}, { lifetimeSeconds: 1800 });
    const { url, pending } = await session.authorizationUrl();
    const { names, events } = hear(session);
    const token = await session.fetchToken({ authorizationResponse: server.login(url), pending });
    await session.setToken({ ...token, expiresAt: Date.now() - 1000 });
    await apiOf(server, session).get('/me');
    expect(names).toEqual([
      'tokenStored',
      'tokenUpdated',
      'tokenStored',
      'renewalStarted',
      'tokenStored',
      'tokenUpdated',
      'renewalFinished',
      'requestAuthorized',
    ]);
    expect(events.at(-1)).toMatchObject({ account: 'default', method: 'GET', url: `${server.origin}/me` });
  });

  it('are there for a renewal of my own, too', async () => {
    const auth = bearer({ renew: async () => scene.authorizationServer.issue() });
    await auth.setToken({ access_token: 'refused' });
    const { names } = hear(auth);
    await scene.attach(auth).get('/me');
    expect(names).toEqual(replayed);
  });

  it('a listener that throws costs neither the request nor the other listeners, and its error is not lost', async () => {
    const { client, session } = await scene.client({ refused: true });
    const own = new Error('mine');
    session.on('tokenUpdated', () => {
      throw own;
    });
    const { names } = hear(session);
    const later = jest.spyOn(globalThis, 'queueMicrotask').mockImplementation();
    await client.get('/me');
    const thrown = later.mock.calls.map(
      ([throws]) =>
        () =>
          throws(),
    );
    later.mockRestore();
    expect(names).toEqual(replayed);
    expect(thrown).toHaveLength(1);
    expect(thrown[0]).toThrow(own);
  });

  it('stop with the undo, and nothing is heard from then on', async () => {
    const { client, session } = await scene.client();
    const { names, stop } = hear(session);
    stop();
    await client.get('/me');
    expect(names).toEqual([]);
  });

  it('of an instance for one account name that account', async () => {
    const { session } = await scene.client();
    await session.account('ann').setToken(scene.authorizationServer.issue());
    const { events } = hear(session);
    const api = attach(scene.plain(), session.account('ann'));
    await api.get('/me');
    session.account('ann').detach(api);
    expect(events).toMatchObject([{ account: 'ann' }]);
  });
});
