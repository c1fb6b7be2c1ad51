import { Readable } from 'node:stream';
import axios, { type AxiosRequestConfig } from 'axios';
import { alsoClose, bound } from '../../fixtures/dpop-scene.js';
import { startApiServer, type ApiServer } from '../../fixtures/servers/api-server.js';
import { faults } from '../../fixtures/servers/faults.js';
import { startForeignServer } from '../../fixtures/servers/foreign-server.js';

// A bound token has a proof for one URL, made with WebCrypto: nothing below axios can make one for the next hop.

const adapters = ['http', 'fetch'] as const;

function redirectTo(to: string, status = 302, path = '/redirect'): string {
  return `${path}?${new URLSearchParams({ to, status: String(status) })}`;
}

/** What the last request brought of the caller's. */
function broughtLast({ requests }: ApiServer): unknown {
  const { method, url, headers, body } = requests.at(-1) ?? {};
  const { 'content-type': type, 'content-length': length, 'x-own': own } = headers ?? {};
  return { method, url: url?.replace('/public', ''), type, length, own, body: body?.toString() };
}

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete'];
const statuses = [301, 302, 303, 307, 308];
const cases = methods.flatMap((method) => statuses.map((status) => ({ method, status })));

describe.each(adapters)('a redirect of a request with a bound token, by %s', (adapter) => {
  it.each(cases)('$status: a $method arrives as axios would send it, with a proof of its own', async (one) => {
    const { api, apiServer, authorizationServer } = await bound({ config: { adapter } });
    const { method, status } = one;
    const data = ['get', 'head'].includes(method) ? {} : { data: { a: 'ö' } };
    const config: AxiosRequestConfig = { method, headers: { 'X-Own': '1' }, ...data };
    const plain = axios.create({ baseURL: apiServer.origin, proxy: false });
    await plain.request({ ...config, url: redirectTo('/public/new?a=b', status, '/public/redirect') });
    const reference = broughtLast(apiServer);

    expect((await api.request({ ...config, url: redirectTo('/new?a=b', status) })).status).toBe(200);
    expect(broughtLast(apiServer)).toEqual(reference);
    expect(apiServer.requests.at(-1)).toMatchObject({ accepted: true, credential: { scheme: 'DPoP' } });
    expect(authorizationServer.dpop.usedTwice).toEqual([]);
  });

  it('is followed as often as the caller allows, and given back when that is never', async () => {
    const { api, apiServer } = await bound({ config: { adapter } });
    apiServer.always(faults.redirect(302, '/again'));
    await expect(api.get('/me', { maxRedirects: 3 })).rejects.toMatchObject({
      code: 'ERR_FR_TOO_MANY_REDIRECTS',
      isAxiosError: true,
      config: { url: '/me' },
    });
    expect(apiServer.requests).toHaveLength(4);
    await expect(api.get('/me')).rejects.toMatchObject({ code: 'ERR_FR_TOO_MANY_REDIRECTS' });
    expect(apiServer.requests).toHaveLength(4 + 22);
    await expect(api.get('/me', { maxRedirects: 0 })).rejects.toMatchObject({ response: { status: 302 } });
    expect(apiServer.requests).toHaveLength(4 + 22 + 1);
  });

  it.each(['data:text/plain,hello', 'file:///etc/hosts', 'http://', 'http://[::1'])(
    "to %s is not followed, and the error is axios' own",
    async (location) => {
      const { api, apiServer } = await bound({ config: { adapter } });
      apiServer.next(faults.redirect(302, location));
      await expect(api.get('/me')).rejects.toMatchObject({ code: 'ERR_FR_REDIRECTION_FAILURE', isAxiosError: true });
      expect(apiServer.requests).toHaveLength(1);
    },
  );

  it('to another origin drops what belongs to the first, and keeps the rest', async () => {
    const { api } = await bound({ config: { adapter } });
    const foreign = await startForeignServer();
    alsoClose(foreign);
    const headers = { Cookie: 'a=b', 'X-Own': '1', 'Proxy-Authorization': 'Basic eA==' };
    await api.get(redirectTo(`${foreign.origin}/x`), { headers });
    const [{ headers: got } = { headers: {} }] = foreign.received;
    expect(got).toMatchObject({ 'x-own': '1' });
    for (const name of ['cookie', 'proxy-authorization', 'authorization', 'dpop']) expect(got).not.toHaveProperty(name);
  });

  it('to a second origin that I named has a proof for that one', async () => {
    const { session, apiServer, authorizationServer } = await bound();
    const second = await startApiServer(authorizationServer);
    alsoClose(second);
    const api = axios.create({ baseURL: apiServer.origin, proxy: false, adapter });
    session.detach(api);
    session.attach(api, { origins: [apiServer.origin, second.origin] });
    expect((await api.get(redirectTo(`${second.origin}/me`))).status).toBe(200);
    expect(second.requests).toMatchObject([{ accepted: true, credential: { scheme: 'DPoP' } }]);
  });

  it('after which a nonce is asked for: only that hop is sent again', async () => {
    const { api, apiServer } = await bound({ config: { adapter } });
    apiServer.nextWhen(
      ({ request }) => request.path === '/new',
      faults.raw({ status: 401, headers: { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"', 'DPoP-Nonce': 'n1' } }),
    );
    expect((await api.post(redirectTo('/new', 307), { a: 1 })).status).toBe(200);
    expect(apiServer.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /redirect',
      'POST /new',
      'POST /new',
    ]);
  });

  it('after which the token is refused: the request is sent once more with a new one', async () => {
    const { api, apiServer, authorizationServer } = await bound({ config: { adapter } });
    apiServer.nextWhen(
      ({ request }) => request.path === '/new',
      faults.raw({ status: 401, headers: { 'WWW-Authenticate': 'DPoP error="invalid_token"' } }),
    );
    expect((await api.get(redirectTo('/new'))).status).toBe(200);
    expect(apiServer.requests.map(({ path }) => path)).toEqual(['/redirect', '/new', '/redirect', '/new']);
    expect(authorizationServer.rotations).toBe(1);
  });

  it('that accepts a POST is not repeated because the page after it refuses the token', async () => {
    const { api, apiServer, authorizationServer } = await bound({ config: { adapter } });
    apiServer.nextWhen(
      ({ request }) => request.path === '/new',
      faults.raw({ status: 401, headers: { 'WWW-Authenticate': 'DPoP error="invalid_token"' } }),
    );
    await expect(api.post(redirectTo('/new', 303), { a: 1 })).rejects.toMatchObject({ response: { status: 401 } });
    expect(apiServer.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
    expect(authorizationServer.tokenRequests).toEqual([]);
  });

  it('of a body that a function makes sends a new one; of a stream, which is spent, the error says what to do', async () => {
    const { api, apiServer } = await bound({ config: { adapter } });
    const headers = { 'Content-Type': 'text/plain' };
    const url = redirectTo('/new', 307);
    await api.post(url, () => Readable.from(['te', 'xt']), { headers });
    expect(apiServer.requests.map(({ body }) => body.toString())).toEqual(['text', 'text']);
    await expect(api.post(url, Readable.from(['te', 'xt']), { headers })).rejects.toMatchObject({
      code: 'ERR_OAUTH_BODY_NOT_REPLAYABLE',
      status: 307,
    });
    expect(apiServer.requests).toHaveLength(3);
  });

  it('is not followed any more when I have aborted', async () => {
    const { api, apiServer } = await bound({ config: { adapter } });
    const held = faults.hold();
    apiServer.nextWhen(({ request }) => request.path === '/new', held);
    const stop = new AbortController();
    const answer = api.get(redirectTo('/new'), { signal: stop.signal });
    await held.until();
    stop.abort();
    await expect(answer).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    held.release();
  });

  it('whose body is a stream, with a single socket, is followed all the same', async () => {
    const { Agent } = await import('node:http');
    const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { api } = await bound({ config: { adapter, httpAgent } });
    const { data, status } = await api.get(redirectTo('/new'), { responseType: 'stream' });
    expect(status).toBe(200);
    await (adapter === 'fetch' ? data.cancel() : new Promise((resolve) => data.resume().on('close', resolve)));
    httpAgent.destroy();
  });
});

describe('a redirect of a request with a bound token, by http', () => {
  it('is told to my beforeRedirect, without a credential, and what that changes is sent', async () => {
    const { api, apiServer } = await bound();
    const seen: unknown[] = [];
    const { status } = await api.get(redirectTo('/new?x=1'), {
      beforeRedirect(options, details, request) {
        seen.push({ href: options['href'], method: options['method'], status: details.statusCode, from: request?.url });
        expect(JSON.stringify([options, details, request]).toLowerCase()).not.toMatch(/dpop|authorization/);
        (options['headers'] as Record<string, string>)['X-Added'] = 'yes';
        options['path'] = '/changed?y=2';
      },
    });
    expect(status).toBe(200);
    const { origin } = apiServer;
    expect(seen).toEqual([
      { href: `${origin}/new?x=1`, method: 'GET', status: 302, from: origin + redirectTo('/new?x=1') },
    ]);
    expect(apiServer.requests.at(-1)).toMatchObject({ url: '/changed?y=2', accepted: true });
    expect(apiServer.requests.at(-1)?.headers).toMatchObject({ 'x-added': 'yes' });
  });

  it('stops when my beforeRedirect throws', async () => {
    const { api, apiServer } = await bound();
    const error = new Error('Not there.');
    const stopped = api.get(redirectTo('/new'), {
      beforeRedirect() {
        throw error;
      },
    });
    await expect(stopped).rejects.toMatchObject({
      code: 'ERR_FR_REDIRECTION_FAILURE',
      message: 'Redirected request failed: Not there.',
      cause: error,
    });
    expect(apiServer.requests).toHaveLength(1);
  });

  it('says where it ended, as bare axios does', async () => {
    const { api, apiServer } = await bound();
    const { origin } = apiServer;
    expect((await api.get(redirectTo('/new?x=1'))).request.res.responseUrl).toBe(`${origin}/new?x=1`);
    expect((await api.get('/me')).request.res.responseUrl).toBe(`${origin}/me`);
  });

  it('hands back my own config, which is as it was', async () => {
    const { api } = await bound();
    const config = { maxRedirects: 5, headers: { 'X-Own': '1' } };
    const answer = await api.get(redirectTo('/new'), config);
    expect(answer.config).toMatchObject({ maxRedirects: 5, url: redirectTo('/new') });
    expect(JSON.stringify(answer.config).toLowerCase()).not.toMatch(/dpop|authorization|manual/);
    expect(config).toEqual({ maxRedirects: 5, headers: { 'X-Own': '1' } });
  });
});
