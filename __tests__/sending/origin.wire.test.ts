import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios from 'axios';
import { bearer, CredentialWithheldError } from '../../lib/index.js';
import { axiosRejection, rejection, startEngineScene } from '../../fixtures/engine-scene.js';
import type { EngineScene } from '../../fixtures/engine-scene.js';

let scene: EngineScene;
beforeEach(async () => {
  scene = await startEngineScene();
});
afterEach(async () => {
  expect(await scene.finish()).toEqual([]);
});

/** A server at a socket path or a host; `seen` are the Authorization headers that it got. */
async function listening(
  where: string | { host: string },
): Promise<{ server: Server; seen: (string | undefined)[]; close(): Promise<void> }> {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    if (request.url?.startsWith('/redirect')) return void response.writeHead(302, { Location: '/me' }).end();
    response.writeHead(request.headers.authorization === 'Bearer at' ? 200 : 401).end();
  });
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  };
  await once(typeof where === 'string' ? server.listen(where) : server.listen({ port: 0, ...where }), 'listening');
  return { server, seen, close };
}

describe('over a Unix socket', () => {
  let folder: string;
  let socketPath: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'axios-oauthlib-'));
    socketPath = join(folder, 'api.sock');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('the credential goes to the socket that is named', async () => {
    const { seen } = scene.closeLater(await listening(socketPath));
    const client = scene.attach(bearer('at'), axios.create({ socketPath }), { origins: [`unix:${socketPath}`] });
    expect((await client.get('http://localhost/me')).status).toBe(200);
    expect(seen).toEqual(['Bearer at']);
  });

  it('and to no other, whatever its URL says', async () => {
    const { seen } = scene.closeLater(await listening(socketPath));
    const client = scene.attach(bearer('at'), scene.plain({ socketPath }));
    const error = await axiosRejection(client.get('/me'));
    expect(error.cause).toMatchObject({ code: 'ERR_OAUTH_CREDENTIAL_WITHHELD', origin: `unix:${socketPath}` });
    expect(seen).toEqual([undefined]);
    expect(scene.api.requests).toEqual([]);
  });

  it('a redirect within the socket keeps the credential', async () => {
    const { seen } = scene.closeLater(await listening(socketPath));
    const client = scene.attach(bearer('at'), axios.create({ socketPath }), { origins: [`unix:${socketPath}`] });
    expect((await client.get('http://localhost/redirect')).status).toBe(200);
    expect(seen).toEqual(['Bearer at', 'Bearer at']);
  });
});

describe.each(['http', 'fetch'] as const)('over %s', (adapter) => {
  it('IPv6 is an origin like any other, however it is spelt', async () => {
    const { server, seen } = scene.closeLater(await listening({ host: '::1' }));
    const { port } = server.address() as { port: number };
    const client = scene.attach(bearer('at'), scene.plain({ adapter }), { origins: [`http://[::1]:${port}`] });
    await client.get(`http://[0:0:0:0:0:0:0:1]:${port}/me`);
    expect(seen).toEqual(['Bearer at']);
  });

  it.each<[string, (scene: EngineScene) => string]>([
    ['an absolute URL', ({ foreign }) => `${foreign.origin}/x`],
    ['a URL in capitals', ({ foreign }) => `${foreign.origin.replace('http', 'HTTP')}/x`],
    ['the same machine under another name', ({ foreign }) => foreign.originAs('localhost')],
    ['our own origin as user name', ({ foreign, api }) => foreign.disguisedAs(api.origin)],
  ])('a stranger gets nothing by %s', async (_how, urlOf) => {
    const { client, token } = await scene.client({ config: { adapter } });
    expect((await client.get(urlOf(scene))).status).toBe(200);
    expect(scene.foreign.received).toHaveLength(1);
    const [received] = scene.foreign.received;
    expect(JSON.stringify([received?.rawHeaders, received?.url])).not.toContain(token.access_token);
  });

  it('our own API gets it by its path only, whatever looks like a host in it', async () => {
    const { client, token } = await scene.client({ config: { adapter } });
    for (const url of [
      '/@127.0.0.1:1/x',
      '@127.0.0.1:1/x',
      '/\\127.0.0.1:1/x',
      '../x',
      ' /x',
      '/x?u=http://127.0.0.1:1',
    ])
      await client.get(url);
    expect(scene.shown).toEqual(Array(6).fill(`Bearer ${token.access_token}`));
  });

  it('what is no URL is refused by the adapter as without us', async () => {
    const { client } = await scene.client({ config: { adapter } });
    const ours = await rejection(client.get('//127.0.0.1:1/x'));
    const theirs = await rejection(scene.plain({ adapter }).get('//127.0.0.1:1/x'));
    expect([String(ours), (ours as { code?: string }).code]).toEqual([
      String(theirs),
      (theirs as { code?: string }).code,
    ]);
  });

  it('a 401 that a stranger gives says why there was no credential', async () => {
    const other = await scene.secondApi();
    const { client } = await scene.client({ config: { adapter } });
    const { cause } = await axiosRejection(client.get('/me', { baseURL: other.origin }));
    expect(cause).toBeInstanceOf(CredentialWithheldError);
    expect((cause as Error).message).toContain(other.origin);
  });
});
