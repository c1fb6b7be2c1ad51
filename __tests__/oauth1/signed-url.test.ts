import axios, { type AxiosRequestConfig } from 'axios';
import fc from 'fast-check';
import { randomCases } from '../../fixtures/random-cases.js';
import { attach } from '../../lib/index.js';
import { oauth1, OAuth1Client, signRequest } from '../../lib/oauth1/index.js';
import { parsedUrl } from '../../lib/parsed-url.js';

const given = { clientKey: 'k', clientSecret: 's', nonce: () => 'n', timestamp: () => '1' };
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'aZ0_-.~'), maxLength: 5 }),
  fc.string({ unit: fc.constantFrom(...'a%2e/.?#&=+ é\\@:;!'), maxLength: 5 }),
);
const bases = fc.constantFrom(
  'https://api.example.com/v1',
  'https://api.example.com',
  'https://API.example.com/v1/',
  'https://api.example.com:443/v1',
  'https://api.example.com:8443/v1',
  'https://api.example.com/v1?key=1',
  'https://api.example.com/v1#top',
);
const requests = fc.record({
  baseURL: bases,
  url: fc.oneof(
    fc.constant('/items'),
    text.map((path) => `/${path}`),
    text,
  ),
  params: fc.option(fc.dictionary(text, fc.oneof(text, fc.integer()), { maxKeys: 3 }), { nil: undefined }),
});

/** What a request is sent with. */
async function authorizationOf(config: AxiosRequestConfig): Promise<unknown> {
  let authorization: unknown;
  const api = axios.create({
    adapter: (sent) => {
      authorization = sent.headers.get('Authorization');
      return Promise.resolve({ data: '', status: 200, statusText: '', headers: {}, config: sent });
    },
  });
  attach(api, oauth1(given), { origins: ['https://api.example.com', 'https://api.example.com:8443'] });
  await api.request(config);
  return authorization;
}

async function signatureOf(url: string | URL): Promise<unknown> {
  const { headers } = await signRequest(new OAuth1Client(given), { method: 'GET', url });
  return headers['Authorization'];
}

it('signs the URL that axios makes, whether it is parsed for that or not', async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (config) => {
      const url = parsedUrl(axios.getUri(config));
      fc.pre(url?.hostname === 'api.example.com'); // `//` leads elsewhere, or nowhere
      expect(await authorizationOf(config)).toBe(await signatureOf(String(url)));
    }),
    randomCases(1000),
  );
});

it.each([
  ['https://api.example.com/v1?key=1', 'https://api.example.com/v1?key=1/items&a=2'],
  ['https://api.example.com/v1#top', 'https://api.example.com/v1?a=2'],
])('signs the query where axios puts it below %s', async (baseURL, wire) => {
  const config = { baseURL, url: '/items', params: { a: 2 } };
  expect(axios.getUri(config)).toBe(wire);
  expect(await authorizationOf(config)).toBe(await signatureOf(wire));
});

it('signs for a URL object, which axios sends though its types do not tell', async () => {
  const url = new URL('https://api.example.com/items?a=2');
  expect(await authorizationOf({ url: url as unknown as string })).toBe(await signatureOf(url));
});
