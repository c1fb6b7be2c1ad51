import axios from 'axios';
import type { AxiosRequestConfig } from 'axios';
import MockAdapter from 'axios-mock-adapter';
import FormDataPackage from 'form-data';
import { PassThrough } from 'node:stream';
import { attach } from '../../lib/index.js';
import { oauth1 } from '../../lib/oauth1/index.js';
import type { SignatureMethodName } from '../../lib/oauth1/index.js';
import type { OAuth1Provider } from '../../fixtures/oauth1/provider.js';
import { clientSecret, credentials, signing, startProvider } from '../../fixtures/oauth1/scene.js';

let provider: OAuth1Provider;
beforeEach(async () => {
  provider = await startProvider();
});
afterEach(async () => {
  await provider.close();
  expect(provider.problems).toEqual([]);
  expect(provider.mishaps).toEqual([]);
});

const last = () => provider.requests.at(-1);
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

const shapes: Record<string, AxiosRequestConfig> = {
  'no body': { url: '/a' },
  'an empty path': { url: '' },
  params: {
    url: '/a',
    params: { q: 'a b+c~%20', list: [1, 2], nested: { x: 'é' }, empty: '', no: null, date: new Date(0) },
  },
  'params in both places': { url: '/a?b=1&b=&b&=x&&c=a=b?d', params: { b: 2 } },
  'params as URLSearchParams': { url: '/a', params: new URLSearchParams("x=~!'()*&x=+&y=%2B") },
  'an own paramsSerializer': {
    url: '/a',
    params: { z: 1, a: 2 },
    paramsSerializer: { serialize: () => 'z=%7e&a=%2b+%20&raw=[]|' },
  },
  'an own encode': {
    url: '/a',
    params: { z: "a'b" },
    paramsSerializer: { encode: (text: string) => encodeURIComponent(text) },
  },
  'indexes: null': { url: '/a', params: { list: [1, 2] }, paramsSerializer: { indexes: null } },
  'encoded slashes': { url: '/a%2Fb/%2f/c%20d/é', params: { p: 'a/b' } },
  'dots in the path': { url: '/a/../b/./c' },
  'bytes that are no UTF-8': { url: '/a?x=%ff%fe&y=%zz&%00=1' },
  'a space at the end of the URL': { url: '/a?q=x ' },
  'params that are named as protocol parameters, but come to others': {
    url: '/a',
    params: { oauth_token: [1], oauth_nonce: { n: 2 } },
  },
  'a fragment': { url: '/a?x=1#frag?y=2' },
  unicode: { url: '/π?ü=✓', params: { '😀': '漢字' } },
  'quotes and spaces raw': { url: `/a b?q='x y"&p=<>` },
  'names that objects have': { url: '/a?__proto__=1&constructor=2&toString' },
  'DELETE with params': { method: 'delete', url: '/a', params: { id: 1 } },
  'an object as JSON': { method: 'post', url: '/a', data: { a: 1 } },
  'an object as a form': { method: 'post', url: '/a', data: { a: '1 +', list: [1, 2], e: '' }, headers: form },
  URLSearchParams: { method: 'post', url: '/a?a=0', data: new URLSearchParams("a=1&a=&b=~ *'+") },
  'a form as text': { method: 'put', url: '/a', data: "a=é&b=%zz&c&&d=a=b&e=%ff+!*'()", headers: form },
  'a form as bytes': { method: 'post', url: '/a', data: Buffer.from([0x61, 0x3d, 0xff, 0x2b]), headers: form },
  'an empty form': { method: 'post', url: '/a', headers: form },
  'text without a label, which axios calls a form': { method: 'post', url: '/a', data: 'x y=1' },
  'bytes without a label': { method: 'post', url: '/a', data: Buffer.from('{"a":1}') },
  'text of another type': { method: 'patch', url: '/a', data: 'a=1', headers: { 'Content-Type': 'text/plain' } },
  'a form with a charset': {
    method: 'post',
    url: '/a',
    data: 'a=1',
    headers: { 'Content-Type': 'Application/X-WWW-Form-URLencoded; charset=utf-8' },
  },
  'a Host header': { url: '/a', headers: { Host: 'API.Example.com:80' } },
};

describe.each(['http', 'fetch'] as const)('over %s, what is signed is what is sent:', (adapter) => {
  const isSame = (name: string) => adapter === 'http' || name !== 'a Host header';
  it.each(Object.entries(shapes).filter(([name]) => isSame(name)))('%s', async (_name, shape) => {
    await signing(provider, {}, { adapter }).request(shape);
    expect(last()?.verdict).toMatchObject({ problems: [], placement: 'header' });
  });

  it.each(Object.entries(shapes).filter(([name]) => isSame(name)))('%s, in the query', async (_name, shape) => {
    await signing(provider, { placement: 'query' }, { adapter }).request(shape);
    expect(last()?.verdict).toMatchObject({ problems: [], placement: 'query' });
    expect(last()?.headers.authorization).toBeUndefined();
  });

  it('multipart of the runtime', async () => {
    const data = new FormData();
    data.append('a', '1');
    data.append('f', new Blob(['file']), 'f.txt');
    await signing(provider, {}, { adapter }).post('/a', data);
    expect(last()?.headers['content-type']).toMatch(/^multipart/);
  });

  it('a Blob, labelled by its own type', async () => {
    await signing(provider, {}, { adapter }).post('/a', new Blob(['a=1'], { type: 'image/png' }));
    expect(last()?.headers['content-type']).toBe('image/png');
    await signing(provider, {}, { adapter }).post(
      '/a',
      new Blob(['a=1&b=+'], { type: 'application/x-www-form-urlencoded' }),
    );
    expect(last()?.body.toString()).toBe('a=1&b=+');
  });
});

it('multipart of the form-data package, and a stream', async () => {
  const data = new FormDataPackage();
  data.append('a', '1');
  await signing(provider).post('/a', data);
  const stream = new PassThrough();
  stream.end('a=1');
  await signing(provider).post('/a', stream, { headers: { 'Content-Type': 'text/plain' } });
  expect(last()?.body.toString()).toBe('a=1');
});

it('a stream that is labelled as a form is refused: nobody can know what is in it', async () => {
  const stream = new PassThrough();
  stream.end('a=1');
  const sent = signing(provider).post('/a', stream, { headers: form });
  await expect(sent).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: 'data' });
  expect(provider.requests).toEqual([]);
});

const methods: SignatureMethodName[] = [
  'HMAC-SHA1',
  'HMAC-SHA256',
  'HMAC-SHA512',
  'RSA-SHA1',
  'RSA-SHA256',
  'RSA-SHA512',
  'PLAINTEXT',
];
const placements = ['header', 'query', 'body'] as const;
describe.each(methods)('%s', (signatureMethod) => {
  it.each(placements)(
    '5849-3.5-a, 5849-3.1-a: has all protocol parameters in exactly one place, the %s',
    async (placement) => {
      await signing(provider, { signatureMethod, placement }).post('/a?x=1', new URLSearchParams('y=2 3'));
      const { parameters, placement: place } = last()?.verdict ?? {};
      expect(place).toBe(placement);
      expect([...(parameters?.keys() ?? [])]).toEqual([
        'oauth_nonce',
        'oauth_timestamp',
        'oauth_version',
        'oauth_signature_method',
        'oauth_consumer_key',
        'oauth_token',
        'oauth_signature',
      ]);
      expect(parameters?.get('oauth_version')).toBe('1.0');
      expect(parameters?.get('oauth_token')).toBe(credentials.token);
    },
  );
});

it('5849-3.1-a: oauth_version may be left out; callback and verifier are sent when given', async () => {
  await signing(provider, { version: false, callback: 'oob', verifier: 'v 1' }).get('/a');
  const { parameters } = last()?.verdict ?? {};
  expect([
    parameters?.has('oauth_version'),
    parameters?.get('oauth_callback'),
    parameters?.get('oauth_verifier'),
  ]).toEqual([false, 'oob', 'v 1']);
});

it.each(placements)(
  '5849-3.1-b: a protocol parameter of the user’s own is refused, for none may be twice (%s)',
  async (placement) => {
    const api = signing(provider, { placement });
    for (const config of [{ params: { oauth_nonce: '1' } }, { url: '/a?oauth_signature=x' }]) {
      const sent = api.request({ method: 'post', url: '/a', headers: form, ...config });
      await expect(sent).rejects.toMatchObject({ option: 'params' });
    }
    await expect(api.post('/a', new URLSearchParams('oauth_token=x'))).rejects.toMatchObject({ option: 'params' });
    await api.post('/a?oauth_other=x', undefined, { headers: form });
    expect(provider.requests).toHaveLength(1);
  },
);

it('5849-3.3-a: the timestamp is now, in seconds', async () => {
  await signing(provider).get('/a');
  expect(Math.abs(Number(last()?.verdict.parameters.get('oauth_timestamp')) - Date.now() / 1000)).toBeLessThan(5);
});

it('5849-3.5.1-a: the header quotes and encodes; realm is escaped and no part of the signature', async () => {
  await signing(provider, { realm: 'a "b" \\c' }).get('/a');
  expect(last()?.headers.authorization).toMatch(
    /^OAuth realm="a \\"b\\" \\\\c", oauth_nonce="[0-9a-f]{32}", (oauth_[a-z_]+="[\w.~%-]*", )+oauth_signature="[\w.~%-]+"$/,
  );
  expect(last()?.headers.authorization).toContain('oauth_token="tok%2F1"');
  expect(last()?.verdict.realm).toBe('a "b" \\c');
  expect(last()?.verdict.baseString).not.toContain('realm');
});

describe('5849-3.5.2-a: placement in the body', () => {
  const api = () => signing(provider, { placement: 'body' });
  it('adds to a form, which stays as it is, and is counted anew', async () => {
    await api().post('/a', 'x=%7e+y&z', { headers: { ...form, 'Content-Length': '9' } });
    expect(last()?.body.toString()).toMatch(/^x=%7e\+y&z&oauth_nonce=/);
    expect(last()?.headers['content-length']).toBe(String(last()?.body.length));
  });

  it('makes a form of an empty POST', async () => {
    await api().post('/a');
    expect(last()?.body.toString()).toMatch(/^oauth_nonce=/);
  });

  it.each<[string, AxiosRequestConfig]>([
    ['a GET', { method: 'get' }],
    ['a DELETE without body that is labelled', { method: 'head', headers: form }],
    ['JSON', { method: 'post', data: { a: 1 } }],
    ['multipart', { method: 'post', data: new FormData() }],
    ['bytes of another type', { method: 'put', data: Buffer.from('a=1'), headers: { 'Content-Type': 'text/plain' } }],
  ])('is refused for %s', async (_what, config) => {
    await expect(api().request({ url: '/a', ...config })).rejects.toMatchObject({
      code: 'ERR_OAUTH_CONFIGURATION',
      option: 'placement',
    });
    expect(provider.requests).toEqual([]);
  });
});

describe('5849-3.5.3-a: placement in the query', () => {
  it('appends; what is there stays as it is', async () => {
    await signing(provider, { placement: 'query' }).get('/a?x=%7e&y&&z=a+b#fragment', { params: { p: [1] } });
    expect(last()?.url).toMatch(/^\/a\?x=%7e&y&&z=a\+b&p%5B%5D=1&oauth_nonce=/);
  });

  it('keeps what axios-mock-adapter’s users match on', async () => {
    const api = axios.create({ baseURL: 'https://api.example' });
    const mock = new MockAdapter(api);
    const params = {
      asymmetricMatch: (actual: Record<string, unknown>) => actual['q'] === 1 && 'oauth_signature' in actual,
    };
    mock.onGet('/me', { params }).reply(200);
    attach(api, oauth1({ clientKey: 'ck', clientSecret, placement: 'query' }));
    const own = { q: 1 };
    expect((await api.get('/me', { params: own })).status).toBe(200);
    expect(own).toEqual({ q: 1 });
    expect(mock.history[0]).toMatchObject({ url: '/me', baseURL: 'https://api.example' });
  });

  it('leaves another credential in the header alone', async () => {
    await signing(provider, { placement: 'query' }).get('/a', { headers: { Authorization: 'Basic Zm9vOmJhcg==' } });
    expect(last()?.headers.authorization).toBe('Basic Zm9vOmJhcg==');
  });
});

describe('5849-3.4.1-c: parameter sources', () => {
  const baseString = () => decodeURIComponent(last()?.verdict.baseString ?? '');
  it('are the query, the protocol parameters and a form that is labelled as one', async () => {
    await signing(provider, { realm: 'r' }).post('/a?q=1', new URLSearchParams('f=2'));
    expect(baseString()).toMatch(/&f=2&oauth_consumer_key=ck&.*&q=1$/);
  });

  it.each<[string, unknown, string]>([
    ['JSON', { f: 2 }, 'application/json'],
    ['text', 'f=2', 'text/plain'],
    ['a mislabelled body', 'f=2', 'application/x-www-form'],
  ])('are not %s', async (_what, data, type) => {
    await signing(provider).post('/a', data, { headers: { 'Content-Type': type } });
    expect(baseString()).not.toContain('f=2');
  });

  it('may leave the form out, for services that do not read it', async () => {
    const api = signing(provider, { includeFormBody: false });
    await api.post('/a', new URLSearchParams('f=2')).catch(() => undefined);
    expect(last()?.verdict.problems).toEqual(['signature_invalid']);
    provider.requests.pop();
  });
});

it('user info is refused, in the URL and in the baseURL', async () => {
  const { port } = provider;
  for (const baseURL of [`http://u:p@127.0.0.1:${port}`, `http://u@127.0.0.1:${port}`]) {
    const api = signing(provider, {}, { baseURL }, { origins: [provider.origin] });
    await expect(api.get('/a')).rejects.toMatchObject({ option: 'url' });
  }
  expect(provider.requests).toEqual([]);
});

it('config.auth is refused in the header and allowed in the query', async () => {
  const auth = { username: 'u', password: 'p' };
  await expect(signing(provider).get('/a', { auth })).rejects.toMatchObject({ option: 'auth' });
  await signing(provider, { placement: 'query' }).get('/a', { auth });
});

it.each(placements)('no secret and no signature stays in the config that the caller gets (%s)', async (placement) => {
  const { config } = await signing(provider, { placement }).post('/a', new URLSearchParams('x=1'));
  expect(JSON.stringify(config)).not.toContain('oauth_');
});

it.each([{ account: 'ben' }, { acount: 'ben' }])('oauth1() signs nothing for %j', async (oauth) => {
  await expect(signing(provider, {}).get('/a', { oauth })).rejects.toMatchObject({
    code: 'ERR_OAUTH_CONFIGURATION',
    option: `oauth.${String(Object.keys(oauth)[0])}`,
  });
  await signing(provider, {}).get('/a', { oauth: {} });
  expect(provider.requests.length).toBe(1);
});

it.each([undefined, null, 1, Promise.resolve(undefined)])('a signature that is %p is not sent', async (signature) => {
  const signatureMethod = { name: 'OWN', sign: () => signature as never };
  await expect(signing(provider, { signatureMethod }).get('/a')).rejects.toMatchObject({
    code: 'ERR_OAUTH_CONFIGURATION',
    option: 'signatureMethod',
  });
  expect(provider.requests).toEqual([]);
});
