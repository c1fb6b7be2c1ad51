import axios from 'axios';
import type { AxiosRequestConfig } from 'axios';
import fc from 'fast-check';
import { randomCases } from '../../fixtures/random-cases.js';
import { attach, bearer } from '../../lib/index.js';
import type { AttachOptions } from '../../lib/index.js';

/** An attached instance whose answers say what it sent. Nothing leaves this process; what adapters refuse, it refuses. */
function sender(defaults: AxiosRequestConfig, options?: AttachOptions) {
  const client = axios.create({
    ...defaults,
    adapter: async (config) => {
      new axios.Axios({}).getUri(config);
      return { data: config.headers.has('authorization'), status: 200, statusText: '', headers: {}, config };
    },
  });
  return attach(client, bearer('at'), options);
}

const own = 'https://api.example.com';

/** Does a request carry the credential? */
async function carries(
  request: AxiosRequestConfig,
  defaults: AxiosRequestConfig = { baseURL: `${own}/v1` },
  options?: AttachOptions,
): Promise<boolean> {
  return (await sender(defaults, options).request<boolean>(request)).data;
}

describe('the credential goes to its own origin', () => {
  it.each([
    '/me',
    'me',
    '',
    '../admin',
    '/../../x',
    '@evil.example/p',
    '/@evil.example',
    '\\\\evil.example/p',
    '/\\evil.example',
    '\\evil.example',
    '/me?to=https://evil.example',
    '#https://evil.example',
    ' https://evil.example/p',
    '\thttps://evil.example/p',
    '.evil.example',
    ':8443/p',
    '%2f%2fevil.example',
    'https://api.example.com/other',
    'HTTPS://API.EXAMPLE.COM/x',
    'https://api.example.com:443/x',
    '//api.example.com/x',
    'https://api.example.com?x',
    'https://api.example.com\\x',
  ])('with url %j', async (url) => {
    const isProtocolRelative = url.startsWith('//');
    if (isProtocolRelative) return expect(await carries({ url })).toBe(false); // outside browsers it is no URL at all
    expect(await carries({ url })).toBe(true);
  });
});

describe('the credential never goes elsewhere', () => {
  it.each([
    'https://evil.example/p',
    'HTTPS://EVIL.example',
    'http://api.example.com/p',
    'https://api.example.com:8443/p',
    'https://api.example.com.evil.example/',
    'https://evil.example/https://api.example.com',
    '//evil.example/p',
    'https://api.example.com@evil.example/p',
    'https://evil.example\\@api.example.com/p',
    'https://evil.example#@api.example.com',
    'https://evil.example?@api.example.com',
    'https:\\\\evil.example/p',
    'https://api。example。com.evil.example',
    'https://xn--pi-7ka.example.com',
    'ftp://api.example.com/',
    'file:///etc/passwd',
  ])('with url %j', async (url) => {
    // Without the two slashes axios refuses it, or appends it to the baseURL.
    const outcome = await carries({ url }, { baseURL: own }).catch((error: Error & { code?: string }) =>
      error.code === 'ERR_INVALID_URL' ? false : Promise.reject(error),
    );
    expect(outcome).toBe(false);
  });

  it.each<[string, AxiosRequestConfig]>([
    ['a baseURL of the request elsewhere', { url: '/p', baseURL: 'https://evil.example' }],
    ['a baseURL of the request with another port', { url: '/p', baseURL: `${own}:8443` }],
    ['a baseURL of the request over plain http', { url: '/p', baseURL: 'http://api.example.com' }],
    ['a Unix socket', { url: '/p', socketPath: '/var/run/x.sock' }],
    ['a baseURL that is empty', { url: '/p', baseURL: '' }],
    ['params that look like a host', { url: 'https://evil.example', params: { x: own } }],
  ])('with %s', async (_what, request) => {
    expect(await carries(request)).toBe(false);
  });

  it('with a URL object, which axios takes where there is no baseURL', async () => {
    const url = (text: string) => new URL(text) as unknown as string;
    const options = { origins: [own] };
    expect(await carries({ url: url('https://evil.example/p') }, {}, options)).toBe(false);
    expect(await carries({ url: url(`${own}/p`) }, {}, options)).toBe(true);
  });

  it('with allowAbsoluteUrls: false everything is below the baseURL', async () => {
    const defaults = { baseURL: own, allowAbsoluteUrls: false };
    expect(await carries({ url: 'https://evil.example/p' }, defaults)).toBe(true);
    expect(await carries({ url: '//evil.example/p' }, defaults)).toBe(true);
    expect(await carries({ url: `${own}/p`, baseURL: 'https://evil.example' }, defaults)).toBe(false);
  });

  it('after an interceptor led the request elsewhere', async () => {
    const client = sender({ baseURL: own });
    client.interceptors.request.use((config) => Object.assign(config, { baseURL: 'https://evil.example' }));
    expect((await client.get('/p')).data).toBe(false);
  });
});

describe('origins', () => {
  it('follow the baseURL of the instance, should it change', async () => {
    const client = sender({ baseURL: own });
    client.defaults.baseURL = 'https://new.example.com';
    expect((await client.get('/p')).data).toBe(true);
    expect((await client.get(`${own}/p`)).data).toBe(false);
    client.defaults.baseURL = 'http://plain.example.com';
    await expect(client.get('/p')).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: 'baseURL' });
  });

  it('that are named stand alone: the baseURL has no part in them', async () => {
    const options = { origins: ['https://named.example.com'] };
    expect(await carries({ url: '/p' }, { baseURL: own }, options)).toBe(false);
    expect(await carries({ url: 'https://named.example.com/p' }, { baseURL: own }, options)).toBe(true);
  });

  it.each([
    ['https://API.example.com', 'https://api.example.com/p'],
    ['https://api.example.com:443', 'https://api.example.com/p'],
    ['https://api.example.com/', 'https://api.example.com:443/p'],
    ['http://[::1]:8080', 'http://[0:0:0:0:0:0:0:1]:8080/p'],
    ['http://127.0.0.1', 'http://2130706433:80/p'],
    ['https://bücher.example', 'https://xn--bcher-kva.example/p'],
  ])('named as %s cover %s', async (origin, url) => {
    expect(await carries({ url }, {}, { origins: [origin] })).toBe(true);
  });

  it('name a Unix socket by unix: and its path', async () => {
    const options = { origins: ['unix:/run/api.sock'] };
    expect(await carries({ url: 'http://localhost/p', socketPath: '/run/api.sock' }, {}, options)).toBe(true);
    expect(await carries({ url: 'http://localhost/p', socketPath: '/run/other.sock' }, {}, options)).toBe(false);
    expect(await carries({ url: 'http://localhost/p' }, {}, options)).toBe(false);
  });
});

const pieces = [
  'https:',
  'http:',
  'HTTPS:',
  '//',
  '/',
  '\\',
  '@',
  ':',
  ':443',
  ':80',
  '?',
  '#',
  '..',
  '.',
  ' ',
  '\t',
  '\n',
  'a',
  '%2f',
  'user:pw',
  own,
  'api.example.com',
  'API.example.com',
  'evil.example',
  '[::1]',
  '127.0.0.1',
  'é',
];
const anyUrl = fc.array(fc.constantFrom(...pieces), { maxLength: 7 }).map((parts) => parts.join(''));
const anyBase = fc.oneof(
  anyUrl,
  fc.constantFrom(
    own,
    'https://user:pw@api.example.com',
    `${own}/v1/`,
    `${own} `,
    'https://evil.example',
    'http://[::1]:80',
    'https://api.example.com:443/v1?x=1',
  ),
);

/** What `new URL(getUri)` says, without any of our code. */
function independentVerdict(config: AxiosRequestConfig, origins: readonly string[]): boolean | 'userinfo' | 'refused' {
  let text: string;
  try {
    text = axios.create().getUri(config);
  } catch {
    return 'refused'; // by axios itself
  }
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (!origins.includes(url.origin)) return false;
  return url.username || url.password ? 'userinfo' : true;
}

describe('for any baseURL and url', () => {
  it('the credential is sent exactly if new URL(getUri) has a named origin', async () => {
    const origins = [own, 'http://[::1]'];
    const client = sender({}, { origins });
    const seen = new Set<unknown>();
    await fc.assert(
      fc.asyncProperty(anyBase, anyUrl, fc.boolean(), async (baseURL, url, allowAbsoluteUrls) => {
        const config = { baseURL, url, allowAbsoluteUrls };
        const expected = independentVerdict(config, origins);
        const outcome = await client.request<boolean>(config).then(
          ({ data }) => data,
          (error: { option?: string; code?: string }) =>
            error.option === 'url' ? 'userinfo' : error.code === 'ERR_INVALID_URL' ? 'refused' : error,
        );
        seen.add(expected);
        // Of two mistakes in one URL either may be named.
        expect(expected === 'refused' && outcome === 'userinfo' ? expected : outcome).toBe(expected);
      }),
      {
        ...randomCases(3000),
        examples: [
          [`${own} `, 'evil.example', false],
          [`${own} `, '', true],
          ['https://\n', 'api.example.com', false],
        ],
      },
    );
    expect(seen).toEqual(new Set([true, false, 'userinfo', 'refused']));
  });
});
