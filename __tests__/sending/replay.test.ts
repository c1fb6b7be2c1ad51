import { once } from 'node:events';
import { Agent } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import FormData from 'form-data';
import type { AxiosRequestConfig } from 'axios';
import axiosRetry from 'axios-retry';
import { BodyNotReplayableError } from '../../lib/index.js';
import type { AuthScheme } from '../../lib/index.js';
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

const multipart = (): FormData => {
  const form = new FormData();
  form.append('file', Readable.from(['part']), { filename: 'a.txt', knownLength: 4 });
  return form;
};
const webStream = (): ReadableStream => new Blob(['web stream']).stream() as ReadableStream;
const bodies = () => scene.api.requests.map(({ body }) => body.toString());

describe('a body that is read once', () => {
  it.each<[string, 'http' | 'fetch', () => unknown]>([
    ['a Node stream over http', 'http', () => Readable.from(['node stream'])],
    ['a Node stream over fetch', 'fetch', () => Readable.from(['node stream'])],
    ['a web stream over fetch', 'fetch', webStream],
    ['a form-data package instance over http', 'http', multipart],
  ])('%s: the error says so, and what helps', async (_what, adapter, body) => {
    const { client, session, token } = await scene.client({ refused: true, config: { adapter } });
    const error = await rejection(client.post('/me', body()));
    expect(error).toBeInstanceOf(BodyNotReplayableError);
    expect(error).toMatchObject({
      status: 401,
      message: expect.stringMatching(/stream that is already read.*function/),
    });
    expect(scene.statuses).toEqual([401]);
    expect((await session.token())?.access_token).not.toBe(token.access_token); // the next try will do
  });

  it('arrives whole when the token is good, or renewed before', async () => {
    const { client, session } = await scene.client();
    await client.post('/me', Readable.from(['first']));
    await session.setToken(scene.authorizationServer.issue({ expired: true }));
    await client.post('/me', Readable.from(['second']));
    expect(bodies()).toEqual(['first', 'second']);
  });

  it.each([10, 5_000_000])('frees the socket of the refused answer, unread (%i bytes)', async (refusedBytes) => {
    const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { client } = await scene.client({
      refused: true,
      config: { httpAgent, responseType: 'stream' },
    });
    const error = await rejection(client.post(`/stream?refusedBytes=${String(refusedBytes)}`, Readable.from(['x'])));
    expect(error).toBeInstanceOf(BodyNotReplayableError);
    await text((await client.get<Readable>('/me')).data);
    expect(scene.statuses).toEqual([401, 200]);
    httpAgent.destroy();
  });
});

describe('data as a function', () => {
  it.each<['http' | 'fetch', () => unknown]>([
    ['http', () => Readable.from(['made anew'])],
    ['fetch', () => new Blob(['made anew']).stream()],
    ['http', () => 'made anew'],
  ])('makes a new body for each send, over %s', async (adapter, make) => {
    const made = jest.fn(make);
    const { client } = await scene.client({ refused: true, config: { adapter } });
    await client.post('/me', made, { headers: { 'Content-Type': 'text/plain' } });
    expect(bodies()).toEqual(['made anew', 'made anew']);
    expect(made).toHaveBeenCalledTimes(2);
  });

  it.each<[string, AxiosRequestConfig]>([
    ['with the token', { url: '/me' }],
    ['with oauth: false', { url: '/public', oauth: false }],
  ])('stays on the config, so that who sends it again has a body, %s', async (_how, config) => {
    const { client } = await scene.client();
    axiosRetry(client, { retries: 1, retryCondition: () => true });
    scene.api.next(faults.status(503));
    const data = () => Readable.from(['again']);
    const response = await client.request({ ...config, method: 'post', data });
    expect(bodies()).toEqual(['again', 'again']);
    expect(response.config.data).toBe(data);
  });

  it.each([[{ a: 1 }], [[1]], [new URLSearchParams('a=1')], [7]])(
    'must make what can be sent, not %j',
    async (made) => {
      const { client } = await scene.client();
      await expect(client.post('/me', () => made)).rejects.toMatchObject({
        code: 'ERR_OAUTH_CONFIGURATION',
        option: 'data',
        message: expect.stringContaining('a stream, bytes'),
      });
    },
  );

  it('leaves transformRequest in the config as it was', async () => {
    const { client } = await scene.client();
    const transformRequest = [(data: unknown) => data];
    expect((await client.post('/me', () => 'text', { transformRequest })).config.transformRequest).toEqual(
      transformRequest,
    );
  });

  it('is called once when the token is good, and with oauth: false, and beyond our origins', async () => {
    const { client } = await scene.client();
    const made = jest.fn(() => Readable.from(['once']));
    await client.post('/me', made);
    await client.post('/public', made, { oauth: false });
    await client.post(`${scene.foreign.origin}/`, made);
    expect(made).toHaveBeenCalledTimes(3);
    expect([...bodies(), scene.foreign.received[0]?.body.toString()]).toEqual(['once', 'once', 'once']);
  });

  it.each<[string, AxiosRequestConfig]>([
    ['with the token', {}],
    ['with oauth: false', { oauth: false, url: '/public' }],
  ])('works for a JSON content type too, %s', async (_how, config) => {
    const { client } = await scene.client();
    await client.request({
      url: '/me',
      ...config,
      method: 'post',
      data: () => Readable.from(['{"a":1}']),
      headers: { 'Content-Type': 'application/json' },
    });
    expect(bodies()).toEqual(['{"a":1}']);
    expect(scene.api.requests[0]?.headers['content-type']).toBe('application/json');
  });
});

/** Without a timeout: one of axios would free the socket that we forgot. Waiting for ever fails the test. */
describe('responseType: stream, with one socket in the agent', () => {
  it.each([0, 10, 3_000_000])('is replayed after a refused body of %i bytes', async (refusedBytes) => {
    const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { client } = await scene.client({
      refused: true,
      config: { httpAgent, responseType: 'stream' },
    });
    const { data } = await client.get<Readable>(`/stream?bytes=100&refusedBytes=${String(refusedBytes)}`);
    expect(await text(data)).toHaveLength(100);
    expect(scene.statuses).toEqual([401, 200]);
    httpAgent.destroy();
  });

  it('does not read a huge refused body to its end', async () => {
    const { client } = await scene.client({ refused: true, config: { responseType: 'stream' } });
    await text((await client.get<Readable>('/stream?bytes=10&refusedBytes=200000000')).data);
    while (scene.api.requests[0]?.endedAt === undefined) await new Promise(setImmediate);
    expect(scene.api.requests.map(({ answered }) => answered)).toEqual([false, true]);
  });

  it('reuses the socket when the refused body is small', async () => {
    const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
    const opened = jest.spyOn(httpAgent as unknown as { createConnection(): unknown }, 'createConnection');
    const { client } = await scene.client({ refused: true, config: { httpAgent, responseType: 'stream' } });
    await text((await client.get<Readable>('/me')).data);
    expect(opened).toHaveBeenCalledTimes(1);
    httpAgent.destroy();
  });

  it('frees the socket when the renewal fails, too', async () => {
    const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { client, token } = await scene.client({
      refused: true,
      config: { httpAgent, responseType: 'stream' },
    });
    scene.authorizationServer.killFamily(token.refresh_token);
    await expect(client.get('/stream?refusedBytes=3000000')).rejects.toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT' });
    await text((await client.get<Readable>('/public', { oauth: false })).data);
    httpAgent.destroy();
  });

  it('leaves the final refusal to the caller, unread', async () => {
    const { client } = await scene.client({
      refused: true,
      config: { responseType: 'stream' },
      settings: { refresh: 'manual' },
    });
    const error = await axiosRejection(client.get('/me'));
    expect(JSON.parse(await text(error.response?.data as Readable))).toEqual({ error: 'invalid_token' });
  });

  it('does not wait for a refused body that stalls', async () => {
    const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
    scene.api.next(faults.halfBodyThenHang());
    const { client } = await scene.client({ refused: true, config: { httpAgent, responseType: 'stream' } });
    expect(await text((await client.get<Readable>('/me')).data)).toContain('ann');
    httpAgent.destroy();
  });

  it('frees the socket when a scheme throws over the challenge', async () => {
    const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
    const failure = new Error('a scheme of ones own');
    const scheme: AuthScheme = {
      authorize: () => undefined,
      answerChallenge() {
        throw failure;
      },
    };
    const client = scene.attach(scheme, scene.plain({ httpAgent, responseType: 'stream' }));
    await expect(client.get('/stream?refusedBytes=3000000')).rejects.toBe(failure);
    await text((await client.get<Readable>('/public', { oauth: false })).data);
    httpAgent.destroy();
  });

  it.each([
    ['compressed', { 'Content-Encoding': 'gzip' }],
    ['as it is', {}],
  ])('survives a refused body that breaks off, %s', async (_how, encoding) => {
    const headers = { ...encoding, 'WWW-Authenticate': 'Bearer error="invalid_token"' };
    const body = gzipSync(Buffer.from(crypto.getRandomValues(new Uint8Array(30_000))));
    scene.api.next(faults.halfBodyThenReset(), faults.raw({ status: 401, headers, body }));
    const { client } = await scene.client({
      config: { responseType: 'stream', httpAgent: new Agent({ keepAlive: false }) },
    });
    expect(await text((await client.get<Readable>('/me')).data)).toContain('ann');
  });
});

describe('responseType: stream over fetch', () => {
  it.each([10, 3_000_000])(
    'is replayed after a refused body of %i bytes, whose connection is let go',
    async (refusedBytes) => {
      const { client } = await scene.client({ refused: true, config: { adapter: 'fetch', responseType: 'stream' } });
      const { data } = await client.get<ReadableStream>(`/stream?bytes=100&refusedBytes=${String(refusedBytes)}`);
      expect(await text(data as unknown as Readable)).toHaveLength(100);
      expect(scene.statuses).toEqual([401, 200]);
    },
  );
});

describe('on both sends', () => {
  it('onUploadProgress reports, and starts anew', async () => {
    const loaded: number[] = [];
    const { client } = await scene.client({ refused: true });
    await client.post('/me', 'x'.repeat(1000), { onUploadProgress: (event) => loaded.push(event.loaded) });
    expect(loaded.filter((bytes) => bytes === 1000)).toHaveLength(2);
  });

  it.each(['http', 'fetch'] as const)('the timeout counts for each send alone, over %s', async (adapter) => {
    const { client } = await scene.client({ refused: true, config: { adapter } });
    scene.authorizationServer.next(faults.delay(250));
    scene.api.always(faults.delay(150));
    expect((await client.get('/me', { timeout: 400 })).status).toBe(200);
  });

  it.each(['http', 'fetch'] as const)('the timeout still ends the replay, over %s', async (adapter) => {
    const { client } = await scene.client({ refused: true, config: { adapter } });
    scene.api.nextWhen(({ request }) => request.headers.authorization !== scene.shown[0], faults.hang());
    const error = await axiosRejection(client.get('/me', { timeout: 200 }));
    expect(error.code).toBe(adapter === 'fetch' ? 'ETIMEDOUT' : 'ECONNABORTED');
    expect(scene.api.requests).toHaveLength(2);
  });
});

it('a stream of the user’s own is destroyed by nobody but axios', async () => {
  const { client } = await scene.client();
  const stream = Readable.from(['x']);
  const closed = once(stream, 'close');
  await client.post('/me', stream);
  await closed;
  expect(stream.readableEnded).toBe(true);
});
