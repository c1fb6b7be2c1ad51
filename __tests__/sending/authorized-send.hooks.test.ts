import { startEngineScene, rejection } from '../../fixtures/engine-scene.js';
import type { EngineScene } from '../../fixtures/engine-scene.js';
import type { OAuth2Hooks, OutgoingRequest } from '../../lib/index.js';
import { faults } from '../../fixtures/servers/faults.js';

let scene: EngineScene;
beforeEach(async () => {
  scene = await startEngineScene();
});
afterEach(async () => {
  expect(await scene.finish()).toEqual([]);
});

const expiredWords = JSON.stringify({ error: { code: 190, message: 'Session has expired' } });
const saysExpired: NonNullable<OAuth2Hooks['protectedResponse']> = ({ data }) =>
  (data as { error?: { code?: unknown } } | undefined)?.error?.code === 190 ? 'expired' : undefined;

describe.each(['http', 'fetch'] as const)('protectedResponse, over %s,', (adapter) => {
  const withHook = (protectedResponse = saysExpired) =>
    scene.client({
      refused: true,
      config: { adapter },
      settings: { hooks: { protectedResponse } },
    });

  it.each([200, 400])('finds "expired" in a body of status %i: renewed, and sent once more', async (status) => {
    scene.api.always(
      faults.insteadOf401({ status, headers: { 'Content-Type': 'application/json' }, body: expiredWords }),
    );
    const { client } = await withHook();
    const response = await client.post('/echo', { a: 1 });
    expect(response.data).toMatchObject({ account: 'ann', body: Buffer.from('{"a":1}').toString('base64') });
    expect(scene.statuses).toEqual([status, 200]);
    expect(scene.authorizationServer.tokenRequests).toHaveLength(1);
  });

  it.each([200, 400])('allows one replay in all, also when it says "expired" of the second (%i)', async (status) => {
    scene.api.always(faults.raw({ status, headers: { 'Content-Type': 'application/json' }, body: expiredWords }));
    const { client } = await withHook();
    const response = await client.get('/me', { validateStatus: null });
    expect({ status: response.status, data: response.data }).toEqual({ status, data: JSON.parse(expiredWords) });
    expect(scene.statuses).toEqual([status, status]);
    expect(scene.authorizationServer.tokenRequests).toHaveLength(1);
  });

  it('allows one replay in all, also when a 401 comes before its "expired"', async () => {
    scene.api.next(faults.refuse());
    scene.api.next(faults.raw({ status: 400, body: expiredWords }));
    const { client } = await withHook();
    expect(await rejection(client.get('/me'))).toMatchObject({ response: { status: 400 } });
    expect(scene.statuses).toEqual([401, 400]);
  });

  it('sees good answers too, with JSON parsed, and leaves the caller’s answer alone', async () => {
    const seen: unknown[] = [];
    const { client } = await withHook(({ status, data }) => void seen.push([status, data]));
    await client.get('/me'); // a 401 first: the second send is not judged any more
    expect(seen).toEqual([]);
    const { data } = await client.get('/text', { transformResponse: [(text: string) => text.length] });
    expect(seen).toEqual([[200, { ok: true, account: 'ann', method: 'GET', path: '/text' }]]);
    expect(data).toBe(JSON.stringify({ ok: true, account: 'ann', method: 'GET', path: '/text' }).length);
  });

  it('that throws fails the request with its name', async () => {
    const own = new Error('mine');
    const { client } = await withHook(() => {
      throw own;
    });
    await client.get('/me'); // 401 first: the hook is asked of other answers only
    expect(await rejection(client.get('/me'))).toMatchObject({
      code: 'ERR_OAUTH_HOOK',
      hook: 'protectedResponse',
      cause: own,
    });
  });
});

describe.each(['http', 'fetch'] as const)('protectedRequest, over %s,', (adapter) => {
  const withHook = async (protectedRequest: OAuth2Hooks['protectedRequest'], refused = false) => {
    const made = await scene.client({
      refused,
      config: { adapter },
      settings: { hooks: protectedRequest ? { protectedRequest } : {} },
    });
    return made.client;
  };
  const echoOf = (data: { url: string; body: string; headers: Record<string, string> }) => ({
    url: data.url,
    body: Buffer.from(data.body, 'base64').toString(),
    own: data.headers['x-own'],
  });

  it('changes header, url and body of the object that it is given', async () => {
    const client = await withHook((request) => {
      request.headers.set('X-Own', request.method);
      request.url = new URL('/echo?own=1', request.url);
      request.body = `${String(request.body)}!`;
      return request;
    });
    const { data } = await client.post('/me', 'text', { params: { q: 1 } });
    expect(echoOf(data)).toEqual({ url: '/echo?own=1', body: 'text!', own: 'POST' });
  });

  it('changes the URL in place', async () => {
    const client = await withHook((request) => {
      request.url.searchParams.set('own', '1');
      return request;
    });
    const { data } = await client.post('/echo', 'text', { params: { q: 1 } });
    expect(data.url).toBe('/echo?q=1&own=1');
  });

  it('changes them in a copy that it returns', async () => {
    const client = await withHook(async (request) => {
      const { method, options, credential } = request;
      const headers = request.headers.concat({ 'X-Own': method });
      const setCredentialHeader = request.setCredentialHeader.bind(request);
      return {
        method,
        options,
        credential,
        headers,
        setCredentialHeader,
        url: new URL('/echo?own=1', request.url),
        body: 'other',
      };
    });
    const { data } = await client.post('/me', 'text');
    expect(echoOf(data)).toEqual({ url: '/echo?own=1', body: 'other', own: 'POST' });
  });

  it('keeps what a spread copy does not mention', async () => {
    const client = await withHook((request) => ({ ...request, headers: request.headers.concat({ 'X-Own': 'mine' }) }));
    const { data } = await client.post('/echo', 'text', { params: { q: 1 } });
    expect(echoOf(data)).toEqual({ url: '/echo?q=1', body: 'text', own: 'mine' });
  });

  it('gives the next hook a whole request, after a spread copy of one', async () => {
    const { client, session } = await scene.client({ refused: false, config: { adapter }, settings: { hooks: {} } });
    session.hooks.register('protectedRequest', (request) => ({ ...request, url: new URL('/echo?own=1', request.url) }));
    session.hooks.register('protectedRequest', (request) => {
      request.headers.set('X-Own', `${request.method} ${String(request.body)} ${request.url.search}`);
      return request;
    });
    const { data } = await client.post('/me', 'text');
    expect(echoOf(data)).toEqual({ url: '/echo?own=1', body: 'text', own: 'POST text ?own=1' });
  });

  it('runs before each send, with that send’s token', async () => {
    const seen: unknown[] = [];
    const client = await withHook((request) => {
      seen.push(request.headers.get('authorization'));
      return request;
    }, true);
    await client.get('/me');
    expect(scene.statuses).toEqual([401, 200]);
    expect(seen).toEqual(scene.shown);
  });

  it.each<[string, (request: OutgoingRequest, to: string) => OutgoingRequest]>([
    ['in the object itself', (request, to) => Object.assign(request, { url: new URL(to) })],
    ['in a copy', (request, to) => ({ ...request, url: new URL(to), headers: request.headers, body: request.body })],
  ])('may not lead the request to another origin, %s', async (_how, moved) => {
    const client = await withHook((request) => moved(request, `${scene.foreign.origin}/steal`));
    expect(await rejection(client.get('/me'))).toMatchObject({
      code: 'ERR_OAUTH_CONFIGURATION',
      option: 'hooks',
      message: expect.stringContaining(scene.foreign.origin),
    });
    expect(scene.foreign.received).toEqual([]);
  });

  it('may lead it to another origin that is named', async () => {
    const other = await scene.secondApi();
    const { session } = await scene.loggedIn({
      hooks: { protectedRequest: (request) => Object.assign(request, { url: new URL(other.origin) }) },
    });
    const client = scene.attach(session, scene.plain({ adapter }), { origins: [scene.api.origin, other.origin] });
    await client.get('/me');
    expect(other.requests.map(({ accepted }) => accepted)).toEqual([true]);
  });

  it('that throws fails the request with its name, and nothing is sent', async () => {
    const client = await withHook(() => {
      throw new Error('mine');
    });
    expect(await rejection(client.get('/me'))).toMatchObject({ code: 'ERR_OAUTH_HOOK', hook: 'protectedRequest' });
    expect(scene.api.requests).toHaveLength(0);
  });
});
