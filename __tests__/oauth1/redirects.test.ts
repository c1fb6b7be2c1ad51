import { Readable } from 'node:stream';
import type { AxiosRequestConfig } from 'axios';
import type { OAuth1Provider } from '../../fixtures/oauth1/provider.js';
import { signing, startProvider } from '../../fixtures/oauth1/scene.js';
import type { OAuth1Options } from '../../lib/oauth1/index.js';

let provider: OAuth1Provider;
let other: OAuth1Provider;
beforeEach(async () => {
  [provider, other] = await Promise.all([startProvider(), startProvider()]);
});
afterEach(async () => {
  await Promise.all([provider.close(), other.close()]);
  expect(provider.problems).toEqual([]);
});

const to = (target: string, status = 302) =>
  `/redirect?${new URLSearchParams({ to: target, status: String(status) }).toString()}`;
const hops = (...providers: OAuth1Provider[]) =>
  providers.flatMap(({ requests }) => requests.map(({ method, path }) => `${method} ${path}`));
const nonces = () => provider.requests.map(({ verdict }) => verdict.parameters.get('oauth_nonce'));

const placements = ['header', 'query'] as const;
const ways = (['http', 'fetch'] as const).flatMap((adapter) => placements.map((placement) => ({ adapter, placement })));

describe.each(ways)('5849-4-a: by $adapter, with placement in the $placement', ({ adapter, placement }) => {
  const api = (options: Partial<OAuth1Options> = {}, config: AxiosRequestConfig = {}) =>
    signing(provider, { placement, ...options }, { adapter, ...config });

  it.each([301, 302, 303, 307, 308])('each hop of a %i is signed anew', async (status) => {
    await api().get(to(to('/end?x=1&y=+', status), status));
    expect(hops(provider)).toEqual(['GET /redirect', 'GET /redirect', 'GET /end']);
    expect(new Set(nonces()).size).toBe(3);
  });

  it.each([301, 302, 303])(
    'the signature of a POST follows it when a %i makes it a GET without body',
    async (status) => {
      await api().post(to('/end', status), new URLSearchParams('a=1 2'));
      expect(hops(provider)).toEqual(['POST /redirect', 'GET /end']);
      expect(provider.requests[1]?.body.length).toBe(0);
    },
  );

  it.each([307, 308])('a %i sends the form again, and it is signed again', async (status) => {
    await api().post(to('/end', status), new URLSearchParams('a=1 2'));
    expect(hops(provider)).toEqual(['POST /redirect', 'POST /end']);
    expect(provider.requests[1]?.body.toString()).toBe('a=1+2');
  });

  it('a PUT keeps method and body on a 302', async () => {
    await api({ bodyHash: true }).put(to('/end'), { a: 1 });
    expect(hops(provider)).toEqual(['PUT /redirect', 'PUT /end']);
    expect(provider.requests[1]?.verdict.parameters.has('oauth_body_hash')).toBe(true);
  });

  it('what the server copied of the query does not come twice', async () => {
    provider.next.push(undefined);
    await api().get(to('/end?a=1'));
    const { url } = provider.requests[1] ?? {};
    provider.next.push({ status: 302, headers: { Location: url ?? '' } });
    await api().get('/start');
    expect(hops(provider).at(-1)).toBe('GET /end');
    expect(provider.requests.at(-1)?.url).toMatch(/^\/end\?a=1(&oauth_|$)/);
  });

  it('beyond the origins nothing goes along, not even what the server copied', async () => {
    provider.next.push(undefined);
    await api().get(to('/end?a=1'));
    const { url } = provider.requests[1] ?? {};
    provider.next.push({ status: 307, headers: { Location: `${other.origin}${url ?? ''}` } });
    await expect(api().post('/start', { b: 1 })).rejects.toMatchObject({ response: { status: 401 } });
    expect(other.requests.map((request) => [request.url, request.headers.authorization])).toEqual([
      ['/end?a=1', undefined],
    ]);
  });

  it('a second origin that is named gets a signature of its own', async () => {
    const both = signing(provider, { placement }, { adapter }, { origins: [provider.origin, other.origin] });
    await both.get(to(`${other.origin}/end`));
    expect(hops(other)).toEqual(['GET /end']);
    expect(other.problems).toEqual([]);
  });

  it('every signature method that signs at once does so', async () => {
    for (const signatureMethod of ['HMAC-SHA1', 'PLAINTEXT'] as const) await api({ signatureMethod }).get(to('/end'));
    expect(hops(provider)).toHaveLength(4);
  });
});

describe.each(['http', 'fetch'] as const)('5849-4-a: by %s', (adapter) => {
  it('a hop is signed also where the signature has to be waited for, as WebCrypto makes it', async () => {
    const api = signing(provider, { signatureMethod: 'RSA-SHA256' }, { adapter });
    await api.post(to('/end', 307), { a: 1 });
    expect(hops(provider)).toEqual(['POST /redirect', 'POST /end']);
    expect(new Set(nonces()).size).toBe(2);
  });

  it('a redirect is given back when I want none followed', async () => {
    const api = signing(provider, {}, { adapter });
    for (const config of [{ maxRedirects: 0 }, { fetchOptions: { redirect: 'manual' } }]) {
      await expect(api.get(to('/end'), config)).rejects.toMatchObject({ response: { status: 302 } });
    }
    const { status } = await api.get(to('/end'), { maxRedirects: 0, validateStatus: null });
    expect(status).toBe(302);
    expect(new Set(hops(provider))).toEqual(new Set(['GET /redirect']));
  });

  it('a 304 is no redirect', async () => {
    provider.next.push({ status: 304 });
    await expect(signing(provider, {}, { adapter }).get('/cached')).rejects.toMatchObject({
      response: { status: 304 },
    });
    expect(hops(provider)).toEqual(['GET /cached']);
  });

  it('a server that sends in circles is left after as many hops as I allow', async () => {
    const circle = { status: 302, headers: { Location: '/again' } };
    provider.next.push(...Array.from({ length: 9 }, () => circle));
    const lost = signing(provider, {}, { adapter }).get('/start', { maxRedirects: 3 });
    await expect(lost).rejects.toMatchObject({ code: 'ERR_FR_TOO_MANY_REDIRECTS' });
    expect(hops(provider)).toHaveLength(4);
  });

  it('a stream that a 307 wants again is an error that says what to do; a function makes it anew', async () => {
    const api = signing(provider, {}, { adapter, headers: { 'Content-Type': 'text/plain' } });
    const spent = api.post(to('/end', 307), Readable.from(['te', 'xt']));
    await expect(spent).rejects.toMatchObject({ code: 'ERR_OAUTH_BODY_NOT_REPLAYABLE', status: 307 });
    await api.post(to('/end', 307), () => Readable.from(['te', 'xt']));
    expect(provider.requests.at(-1)?.body.toString()).toBe('text');
  });

  it('a hop that is refused for its nonce is sent once more, from the start', async () => {
    const refusal = { status: 401, headers: { 'WWW-Authenticate': 'OAuth oauth_problem="nonce_used"' } };
    provider.next.push(undefined, refusal);
    await signing(provider, {}, { adapter }).get(to('/end'));
    expect(hops(provider)).toEqual(['GET /redirect', 'GET /end', 'GET /redirect', 'GET /end']);
  });

  it('my config and my own headers come back as they were', async () => {
    const api = signing(provider, {}, { adapter });
    const config = { headers: { 'X-Own': '1' }, maxRedirects: 5 };
    const answer = await api.get(to('/end'), config);
    expect(answer.config).toMatchObject({ url: to('/end'), maxRedirects: 5 });
    expect(JSON.stringify(answer.config)).not.toMatch(/oauth_|manual/);
    expect(config).toEqual({ headers: { 'X-Own': '1' }, maxRedirects: 5 });
    expect(provider.requests.map(({ headers }) => headers['x-own'])).toEqual(['1', '1']);
  });

  it('my own user and password, beside a signature in the query, stay with the first origin', async () => {
    const api = signing(provider, { placement: 'query' }, { adapter, auth: { username: 'me', password: 'mine' } });
    await api.get(to('/end'));
    await api.get(to(`${other.origin}/end`)).catch(() => undefined);
    expect(provider.requests.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Basic bWU6bWluZQ=='));
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('as many hops as I allow, beyond the origins too', async () => {
    other.next.push(...Array.from({ length: 9 }, () => ({ status: 302, headers: { Location: '/again' } })));
    const lost = signing(provider, {}, { adapter }).get(to(`${other.origin}/start`), { maxRedirects: 3 });
    await expect(lost).rejects.toMatchObject({ code: 'ERR_FR_TOO_MANY_REDIRECTS' });
    expect(hops(provider, other)).toEqual(['GET /redirect', 'GET /start', 'GET /again', 'GET /again']);
  });

  it('a stream that a function makes goes along beyond the origins', async () => {
    other.next.push({ status: 307, headers: { Location: '/end' } });
    const api = signing(provider, {}, { adapter, headers: { 'Content-Type': 'text/plain' }, validateStatus: null });
    await api.post(to(`${other.origin}/start`, 307), () => Readable.from(['te', 'xt']));
    expect(other.requests.map(({ path, body }) => `${path} ${body.toString()}`)).toEqual(['/start text', '/end text']);
  });

  it('an empty Location leads nowhere', async () => {
    provider.next.push({ status: 302, headers: { Location: '' } });
    await expect(signing(provider, {}, { adapter }).get('/start')).rejects.toMatchObject({ response: { status: 302 } });
    expect(hops(provider)).toEqual(['GET /start']);
  });

  it('protocol parameters that the server wrote with escapes do not come twice, nor get outside', async () => {
    const copied = '/end?a=1&oauth%5Ftoken=t&%6Fauth_signature=s';
    await signing(provider, {}, { adapter }).get(to(copied));
    await signing(provider, {}, { adapter }).get(to(other.origin + copied)).catch(() => undefined); // prettier-ignore
    expect([provider, other].map(({ requests }) => requests.at(-1)?.path)).toEqual(['/redirect', '/end']);
    expect([provider.requests[1]?.url, other.requests[0]?.url]).toEqual(['/end?a=1', '/end?a=1']);
  });

  it('the timeout is for all hops together, as without us', async () => {
    const slow = (path: string) => ({ status: 302, headers: { Location: path }, afterMs: 300 });
    provider.next.push(...['/1', '/2', '/3', '/4'].map(slow));
    const lost = signing(provider, {}, { adapter }).get('/start', { timeout: 500 });
    await expect(lost).rejects.toThrow(/^timeout of \d+ms exceeded$/);
    expect(hops(provider)).toEqual(['GET /start', 'GET /1']);
  });

  it('the second hop, too, takes nothing outside of what the server copied', async () => {
    const copied = '/end?a=1&oauth_token=t&oauth_signature=s';
    await signing(provider, {}, { adapter }).get(to(to(other.origin + copied))).catch(() => undefined); // prettier-ignore
    expect(other.requests.map(({ url }) => url)).toEqual(['/end?a=1']);
  });

  it('once outside, always outside: what comes back has no signature', async () => {
    other.next.push({ status: 302, headers: { Location: `${provider.origin}/end` } });
    const lost = signing(provider, {}, { adapter }).get(to(`${other.origin}/back`));
    await expect(lost).rejects.toMatchObject({ response: { status: 401 } });
    expect(provider.requests.map(({ verdict }) => verdict.placement)).toEqual(['header', 'none']);
    [provider, other].forEach(({ requests }) => (requests.length = 0));
  });
});

it('by http, the response tells where it ended, without the signature', async () => {
  const api = signing(provider, { placement: 'query' });
  expect((await api.get(to('/end?a=1'))).request.res.responseUrl).toBe(`${provider.origin}/end?a=1`);
  expect((await api.get('/end?a=1')).request.res.responseUrl).toBe(`${provider.origin}/end?a=1`);
});

it('by http, my Host header is signed and kept within the origin, and stays behind beyond it', async () => {
  const api = signing(provider, {}, { headers: { Host: 'api.example.com' } });
  await api.get(to('/end'));
  await api.get(to(`${other.origin}/end`)).catch(() => undefined);
  expect(provider.requests.map(({ headers }) => headers.host)).toEqual(Array(3).fill('api.example.com'));
  expect(other.requests.map(({ headers }) => `http://${headers.host}`)).toEqual([other.origin]);
  other.requests.length = 0;
});

describe.each(['http', 'fetch'] as const)('5849-4-a: by %s, with placement in the body', (adapter) => {
  const api = () => signing(provider, { placement: 'body' }, { adapter });

  it.each([301, 302, 303])('a %i drops the form: the GET is signed in the header', async (status) => {
    await api().post(to('/end', status), new URLSearchParams('a=1'));
    expect(provider.requests.map(({ verdict }) => verdict.placement)).toEqual(['body', 'header']);
  });

  it.each([307, 308])('a %i sends my form again, signed anew', async (status) => {
    await api().post(to('/end', status), new URLSearchParams('a=1'));
    expect(provider.requests.map(({ verdict }) => verdict.placement)).toEqual(['body', 'body']);
    expect(new Set(nonces()).size).toBe(2);
  });

  it.each([307, 308])('a %i to another origin takes my form there, without the signature', async (status) => {
    await api()
      .post(to(`${other.origin}/end`, status), new URLSearchParams('a=1'))
      .catch(() => undefined);
    expect(other.requests.map(({ body, headers }) => [body.toString(), headers.authorization])).toEqual([
      ['a=1', undefined],
    ]);
    other.requests.length = 0;
  });

  it('what a GET got in the header is taken off again beyond the origins', async () => {
    await api()
      .post(to(to(`${other.origin}/end`)), new URLSearchParams('a=1'))
      .catch(() => undefined);
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });
});
