import axios, { type AxiosInstance, type CreateAxiosDefaults } from 'axios';
import MockAdapter from 'axios-mock-adapter';
import { axiosRejection, rejection } from '../../fixtures/engine-scene.js';
import { json } from '../../fixtures/servers/answer.js';
import { startDocumentServer, type DocumentServer } from '../../fixtures/servers/document-server.js';
import type { ReceivedRequest } from '../../fixtures/servers/received-request.js';
import { attach, bearer, OAuth2Session, type OAuth2Provider, type TokenPlacement } from '../../lib/index.js';

let api: DocumentServer;
let foreign: DocumentServer;
beforeEach(async () => {
  [api, foreign] = await Promise.all([startDocumentServer(), startDocumentServer()]);
  api.answer('/me', { ok: true });
  foreign.answer('/me', { ok: true });
});
afterEach(() => Promise.all([api.close(), foreign.close()]));

const secret = 'a+b/c.d~e=';

async function attached(placement: TokenPlacement, config: CreateAxiosDefaults = {}): Promise<AxiosInstance> {
  const provider = { tokenEndpoint: `${api.origin}/token`, placement };
  const session = new OAuth2Session({ provider, clientId: 'me' });
  await session.setToken({ access_token: secret });
  return session.attach(axios.create({ baseURL: api.origin, proxy: false, ...config }));
}

/** Every way in which a request carries the token. */
function carried({ headers, query, body }: ReceivedRequest): string[] {
  const form = new URLSearchParams(body.toString());
  return [
    ...Object.entries(headers).flatMap(([name, value]) =>
      String(value).includes(secret) ? [`${name}: ${String(value)}`] : [],
    ),
    ...[...query].flatMap(([name, value]) => (value === secret ? [`?${name}`] : [])),
    ...[...form].flatMap(([name, value]) => (value === secret ? [`body ${name}`] : [])),
  ];
}

function lastAt(server: DocumentServer): ReceivedRequest {
  const last = server.received.at(-1);
  if (!last) throw new Error('Nothing came.');
  return last;
}

const redirected = (to: string, status: number) => () => ({ ...json(status, {}), headers: { Location: to } });

describe('6750-2-a: the token goes one way, and one way only', () => {
  it.each([
    ['header', `authorization: Bearer ${secret}`],
    [{ scheme: 'token' }, `authorization: token ${secret}`],
    [{ header: 'authorization', scheme: 'token' }, `authorization: token ${secret}`],
    [{ header: 'X-Token' }, `x-token: ${secret}`],
    [{ header: 'X-Token', scheme: 'Key' }, `x-token: Key ${secret}`],
    ['query', '?access_token'],
    [{ query: 'key' }, '?key'],
    ['body', 'body access_token'],
  ] as const)('%j', async (placement, expected) => {
    const client = await attached(placement);
    await client.post('/me', placement === 'body' ? new URLSearchParams({ a: 'b' }) : { a: 'b' });
    expect(carried(lastAt(api))).toEqual([expected]);
  });

  it('a token that the caller put there is replaced, not doubled', async () => {
    const byHeader = await attached('header');
    await byHeader.get('/me', { headers: { authorization: 'Bearer mine' } });
    expect(lastAt(api).rawHeaders.filter((name) => /^authorization$/i.test(name))).toHaveLength(1);
    const byQuery = await attached('query');
    await byQuery.get('/me?access_token=mine&a=%20+b', { params: { access_token: 'mine', c: 1 } });
    expect(lastAt(api).url).toBe('/me?a=%20+b&c=1&access_token=a%2Bb%2Fc.d%7Ee%3D');
    const byBody = await attached('body');
    await byBody.post('/me', 'access%5Ftoken=mine&a=%20b');
    expect(lastAt(api).body.toString()).toBe('a=%20b&access_token=a%2Bb%2Fc.d%7Ee%3D');
  });
});

describe('6750-2.1-a: a token in the header', () => {
  it.each(['a b', 'a\r\nb', 'ü', ''])('that cannot be sent is refused before it is stored: %j', async (token) => {
    const session = new OAuth2Session({ provider: { tokenEndpoint: `${api.origin}/token` }, clientId: 'me' });
    const error = await rejection(session.setToken({ access_token: token }));
    expect(error).toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: 'access_token' });
    expect(await session.token()).toBeUndefined();
  });
});

describe('6750-2.2-a: a token in the body', () => {
  const refused = { code: 'ERR_OAUTH_CONFIGURATION', option: 'provider.placement' };

  it.each([
    ['JSON', 'post', { a: 1 }],
    ['parts', 'post', formData()],
    ['what is not ASCII', 'post', Buffer.from('a=ü')],
    ['a stream', 'post', () => new Blob(['a=b']).stream()],
    ['GET', 'get', undefined],
    ['HEAD', 'head', undefined],
  ])('is refused before anything is sent: %s', async (_what, method, data) => {
    const client = await attached('body');
    expect(await rejection(client.request({ url: '/me', method, data }))).toMatchObject(refused);
    expect(api.received).toEqual([]);
  });

  it.each([
    ['nothing', undefined, ''],
    ['an empty text', '', ''],
    ['a form as text', 'a=1&b=2', 'a=1&b=2&'],
    ['URLSearchParams', new URLSearchParams({ a: 'ü' }), 'a=%C3%BC&'],
  ])('is added to %s', async (_what, data, own) => {
    const client = await attached('body');
    await client.post('/me', data);
    expect(lastAt(api).body.toString()).toBe(`${own}access_token=a%2Bb%2Fc.d%7Ee%3D`);
    expect(lastAt(api).headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(lastAt(api).headers['content-length']).toBe(String(lastAt(api).body.length));
  });

  it('is added to URLSearchParams that your own transformRequest leaves as they are', async () => {
    const client = await attached('body', { transformRequest: [(data: unknown) => data] });
    const form = new URLSearchParams({ a: 'ü' });
    await client.post('/me', form);
    expect(lastAt(api).body.toString()).toBe('a=%C3%BC&access_token=a%2Bb%2Fc.d%7Ee%3D');
    expect(lastAt(api).headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(form.toString()).toBe('a=%C3%BC');
  });

  it('does not follow a redirect that would send it to another origin', async () => {
    const client = await attached('body');
    api.answer('/away', redirected(`${foreign.origin}/me`, 307));
    expect(await axiosRejection(client.post('/away', 'a=1'))).toHaveProperty('message');
    expect(foreign.received).toEqual([]);
  });
});

describe('6750-2.3-a, 9700-4.3.2-a: a token in the query', () => {
  it('is there only where the provider says so, and then with Cache-Control: no-store', async () => {
    const usual = await attached('header');
    await usual.get('/me');
    expect(lastAt(api).url).toBe('/me');
    const client = await attached('query');
    await client.get('/me');
    expect(lastAt(api).headers['cache-control']).toBe('no-store');
  });

  it('goes with params of a serialiser of your own, and with an absolute URL', async () => {
    const client = await attached('query');
    await client.get(`${api.origin}/me?x=1#part`, { params: { a: 1 }, paramsSerializer: () => 'own=%41' });
    expect(lastAt(api).url).toBe('/me?x=1&own=%41&access_token=a%2Bb%2Fc.d%7Ee%3D');
  });

  it('goes with params that are URLSearchParams, and beside a form that is', async () => {
    const client = await attached('query');
    const [params, form] = [new URLSearchParams({ a: 'ü' }), new URLSearchParams({ b: '1' })];
    await client.post('/me', form, { params });
    expect(lastAt(api).url).toBe('/me?a=%C3%BC&access_token=a%2Bb%2Fc.d%7Ee%3D');
    expect(lastAt(api).body.toString()).toBe('b=1');
    expect([params, form].map(String)).toEqual(['a=%C3%BC', 'b=1']);
  });

  it('is not in the config of a response, nor of an error', async () => {
    const client = await attached('query');
    const response = await client.get('/me', { params: { a: 1 } });
    expect(response.config).toMatchObject({ url: '/me', params: { a: 1 } });
    const error = await axiosRejection(client.get('/none'));
    expect(JSON.stringify(error) + JSON.stringify(error.config)).not.toContain('a+b');
    expect(error.config?.params).toBeUndefined();
  });

  it('mocks see url and params as they were given', async () => {
    const client = await attached('query');
    const mock = new MockAdapter(client);
    mock.onGet('/me').reply(200, 'mocked');
    expect((await client.get('/me')).data).toBe('mocked');
    expect(mock.history['get']?.[0]?.params).toEqual({ access_token: secret });
  });
});

describe('6750-5.3-c, 9110-15.4-a: across a redirect to another origin', () => {
  it.each([['query'], [{ query: 'key' }], [{ header: 'X-Token' }], ['header'], [{ scheme: 'token' }]] as const)(
    'over http, a token placed in %j stays behind, also when the server repeats it',
    async (placement) => {
      const client = await attached(placement);
      api.answer('/away', ({ url }) => redirected(`${foreign.origin}/me${url.slice('/away'.length)}`, 302)());
      await client.get('/away', { params: { a: 1 } });
      expect(foreign.received).toHaveLength(1);
      expect(carried(lastAt(foreign))).toEqual([]);
      expect(lastAt(foreign).url).toBe('/me?a=1');
    },
  );

  it.each([['query'], [{ header: 'X-Token' }], ['header'], ['body']] as const)(
    'within the origin, a token placed in %j goes along, once',
    async (placement) => {
      const client = await attached(placement);
      api.answer('/away', redirected('/me', 307));
      await client.post('/away', 'a=1');
      expect(carried(lastAt(api))).toEqual(carried(api.received[0] as ReceivedRequest));
      expect(api.paths).toEqual(['/away', '/me']);
    },
  );

  it.each([[{ header: 'X-Token' }], ['body']] as const)(
    'over fetch, which asks nobody, a request with a token in %j is not redirected',
    async (placement) => {
      const client = await attached(placement, { adapter: 'fetch' });
      api.answer('/away', redirected(`${foreign.origin}/me`, 307));
      expect(await axiosRejection(client.post('/away', 'a=1'))).toHaveProperty('code');
      expect(foreign.received).toEqual([]);
    },
  );
});

describe('a token of your own, by bearer()', () => {
  it.each([
    [{ header: 'X-Token' }, `x-token: ${secret}`],
    [{ scheme: 'token' }, `authorization: token ${secret}`],
    ['query', '?access_token'],
    [{ query: 'key' }, '?key'],
    ['body', 'body access_token'],
  ] as const)('goes where %j says', async (placement, expected) => {
    const renew = () => Promise.resolve({ access_token: secret });
    const schemes = [
      bearer(secret, { placement }),
      bearer(() => secret, { placement }),
      bearer(() => Promise.resolve(secret), { placement }),
      bearer({ renew, placement }),
    ];
    for (const scheme of schemes) {
      const client = attach(axios.create({ baseURL: api.origin, proxy: false }), scheme);
      await client.post('/me', 'a=1');
      expect(carried(lastAt(api))).toEqual([expected]);
    }
  });

  it('stays behind across a redirect, also when the server repeats it', async () => {
    api.answer('/away', ({ url }) => redirected(`${foreign.origin}/me${url.slice('/away'.length)}`, 302)());
    const client = attach(axios.create({ baseURL: api.origin, proxy: false }), bearer(secret, { placement: 'query' }));
    await client.get('/away', { params: { a: 1 } });
    expect(lastAt(foreign).url).toBe('/me?a=1');
  });

  it.each([[{ placement: 'cookie' }], [{ plaecment: 'query' }]])('is an error of the options with %j', (options) => {
    const code = 'ERR_OAUTH_CONFIGURATION';
    expect(() => bearer('x', options as never)).toThrow(expect.objectContaining({ code }));
    const renew = () => Promise.resolve({ access_token: secret });
    expect(() => bearer({ renew, ...options } as never)).toThrow(expect.objectContaining({ code }));
  });
});

describe('a placement that is none', () => {
  it.each([
    ['cookie'],
    [null],
    [{ header: 'X Token' }],
    [{ scheme: 'a\nb' }],
    [{ query: '' }],
    [{ query: 'key', header: 'X-Token' }],
    [{ heder: 'X-Token' }],
  ])('is an error of the options: %j', (placement) => {
    const provider = { tokenEndpoint: `${api.origin}/token`, placement } as unknown as OAuth2Provider;
    expect(() => new OAuth2Session({ provider, clientId: 'me' })).toThrow(
      expect.objectContaining({ option: expect.stringMatching(/^provider\.placement/) }),
    );
  });
});

describe('6749-7.1-a: a token of a type that is not understood', () => {
  it.each(['mac', 'N_A'])('%s is refused, and not stored', async (type) => {
    api.answer('/token', { access_token: 'x', token_type: type });
    const session = new OAuth2Session({ provider: { tokenEndpoint: `${api.origin}/token` }, clientId: 'me' });
    await session.setToken({ access_token: 'old', refresh_token: 'r' });
    expect(await rejection(session.refreshToken())).toMatchObject({ code: 'ERR_OAUTH_TOKEN_TYPE' });
    expect(await session.token()).toMatchObject({ access_token: 'old', refresh_token: 'r' });
  });

  it.each(['mac', 'DPoP'])('%s is refused where the app gives it, too', async (type) => {
    const session = new OAuth2Session({ provider: { tokenEndpoint: `${api.origin}/token` }, clientId: 'me' });
    const own = bearer({ renew: () => Promise.resolve({ access_token: 'y', token_type: type }) });
    const given = { access_token: 'x', token_type: type };
    for (const refused of [session.setToken(given), own.setToken(given), own.account('ann').setToken(given)]) {
      expect(await rejection(refused)).toMatchObject({ code: 'ERR_OAUTH_TOKEN_TYPE', tokenType: type });
    }
    const client = attach(axios.create({ baseURL: api.origin, proxy: false }), own);
    expect(await rejection(client.get('/me'))).toMatchObject({ code: 'ERR_OAUTH_TOKEN_TYPE' });
    expect(await session.token()).toBeUndefined();
    expect(api.received).toEqual([]);
  });

  it('shows nothing of a token that was given in the place of its type', async () => {
    const session = new OAuth2Session({ provider: { tokenEndpoint: `${api.origin}/token` }, clientId: 'me' });
    const error = await rejection(session.setToken({ access_token: secret, token_type: secret }));
    expect(String(error)).not.toContain(secret);
  });

  it('is used when a hook says that it means Bearer; BEARER is Bearer', async () => {
    api.answer('/token', { access_token: 'x', token_type: 'session' });
    const session = new OAuth2Session({ provider: { tokenEndpoint: `${api.origin}/token` }, clientId: 'me' });
    await session.setToken({ access_token: 'old', refresh_token: 'r' });
    session.hooks.register('refreshTokenResponse', (answer) => ({
      ...answer,
      body: answer.body.replace('session', 'BEARER'),
    }));
    expect(await session.refreshToken()).toMatchObject({ access_token: 'x', token_type: 'BEARER' });
  });
});

function formData(): FormData {
  const form = new FormData();
  form.set('a', 'b');
  return form;
}
