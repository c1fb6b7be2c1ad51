import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import axios from 'axios';
import type { AxiosRequestConfig } from 'axios';
import { departureOf } from '../../fixtures/oauth1/oauthlib-departures.js';
import { describeWithOAuthlib, oauthlibCommand } from '../../fixtures/oauth1/oauthlib-provider.js';
import type { OAuthlibConfig, OAuthlibProvider } from '../../fixtures/oauth1/oauthlib-provider.js';
import { readable, startOAuthlib } from '../../fixtures/oauth1/oauthlib-scene.js';
import { clientSecret, credentials, signing } from '../../fixtures/oauth1/scene.js';
import { verifyRequest } from '../../fixtures/oauth1/verifier.js';
import { keys } from '../../fixtures/oauth1/vectors.js';
import { OAuth1Client, signRequest } from '../../lib/oauth1/index.js';
import type { OAuth1Options, SignatureMethodName } from '../../lib/oauth1/index.js';

// A process is started: slow where others are busy.
jest.setTimeout(30_000);

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const anyStatus = { validateStatus: () => true };

describeWithOAuthlib(() => {
  let provider: OAuthlibProvider;
  const others: OAuthlibProvider[] = [];
  beforeAll(async () => {
    provider = await startOAuthlib({ realms: { '/photos': ['photos'], '/movies': ['movies'] } });
  });
  afterAll(() => Promise.all([provider, ...others].map((one) => one.close())));

  async function startAnother(config: Partial<OAuthlibConfig>): Promise<OAuthlibProvider> {
    const another = await startOAuthlib(config);
    others.push(another);
    return another;
  }

  /** The status of one call, and why it was refused. */
  async function outcome(options: Partial<OAuth1Options>, call: AxiosRequestConfig = {}, at = provider) {
    const { status } = await signing(at, options).request({ url: '/a', ...anyStatus, ...call });
    return { status, problems: (await at.last())?.problems };
  }
  const served = { status: 200, problems: [] };

  const calls: Record<string, AxiosRequestConfig> = {
    GET: { method: 'get', params: { q: 'a b+c', list: [1, 2] } },
    HEAD: { method: 'head' },
    OPTIONS: { method: 'options' },
    DELETE: { method: 'delete', params: { id: 1 } },
    'POST without body': { method: 'post' },
    'POST of a form': { method: 'post', data: new URLSearchParams("a=1&a=&b=~ *'+") },
    'POST of an object as a form': { method: 'post', data: { a: '1 +', e: '' }, headers: form },
    'POST of JSON': { method: 'post', data: { a: 1 } },
    'POST of multipart': { method: 'post', data: { a: 1 }, headers: { 'Content-Type': 'multipart/form-data' } },
    'PUT of a form': { method: 'put', data: 'a=%C3%A9&b', headers: form },
    'PUT of bytes': { method: 'put', data: Buffer.from([0, 255]), headers: { 'Content-Type': 'image/png' } },
    'PATCH of a form': { method: 'patch', data: new URLSearchParams('a=1'), params: { a: 2 } },
    'PATCH of JSON': { method: 'patch', data: { a: 'é' } },
  };
  const formCalls = Object.keys(calls).filter((name) => /form|without body/.test(name));

  describe.each<SignatureMethodName>([
    'HMAC-SHA1',
    'HMAC-SHA256',
    'HMAC-SHA512',
    'RSA-SHA1',
    'RSA-SHA256',
    'RSA-SHA512',
    'PLAINTEXT',
  ])('lets in %s', (signatureMethod) => {
    describe.each(['header', 'query', 'body'] as const)('in the %s:', (placement) => {
      it.each(placement === 'body' ? formCalls : Object.keys(calls))('%s', async (name) => {
        const kind = { signatureMethod, placement } as Partial<OAuth1Options>;
        expect(await outcome(readable(kind), calls[name])).toEqual(served);
      });
    });
  });

  const odd: Record<string, AxiosRequestConfig> = {
    unicode: { url: '/π/é?ü=✓', params: { '😀': '漢字', 'e\u0301': '\u00e9' } },
    'what encoders disagree on': {
      params: { '!*\'();:@&=+$,/?%#[]~-_.| "<>\\^`{}': '!*\'();:@&=+$,/?%#[]~-_.| "<>\\^`{}' },
    },
    'repeated, empty and valueless names': { url: '/a?b=2&b=1&b=&&c&=d&e==f', params: { b: [3, ''] } },
    'names that objects have': { url: '/a?__proto__=1&constructor=2&toString', params: { hasOwnProperty: '' } },
    'encoded slashes and dots': { url: '/a%2Fb/%2f/../c;v=1/%7e', params: { p: 'a/b' } },
    'a form with all of it': {
      method: 'post',
      data: new URLSearchParams([
        ['é &=+', '%2B%20 ~*'],
        ['é &=+', ''],
        ['', '\n\0'],
      ]),
    },
    'a Host header of its own': { headers: { Host: 'API.Example.com:80' } },
  };
  describe.each(['header', 'query'] as const)('lets in odd requests, signed in the %s:', (placement) => {
    it.each(Object.keys(odd))('%s', async (name) => {
      expect(await outcome({ placement }, odd[name])).toEqual(served);
    });
  });

  it('lets in a request of Node’s fetch', async () => {
    const { status } = await signing(provider, {}, { adapter: 'fetch' }).post('/a', new URLSearchParams('a=b c'));
    expect(status).toBe(200);
  });

  describe('refuses', () => {
    it.each<[string, Partial<OAuth1Options>, string[]]>([
      ['a wrong client secret', { clientSecret: 'wrong' }, ['signature']],
      ['a wrong token secret', { tokenSecret: 'wrong' }, ['signature']],
      ['an unknown client', { clientKey: 'stranger' }, ['client', 'resource_owner', 'signature']],
      ['the token of another client', { token: 'plaintoken' }, ['resource_owner', 'signature']],
      ['another private key', { signatureMethod: 'RSA-SHA256', privateKey: keys.rsa1024.private_pkcs8 }, ['signature']],
    ])('%s', async (_what, options, problems) => {
      expect(await outcome(options)).toEqual({ status: 401, problems });
    });

    it('a timestamp of an hour ago', async () => {
      const timestamp = () => String(Math.floor(Date.now() / 1000) - 3600);
      const { status, problems } = await outcome({ timestamp });
      expect([status, problems?.[0]]).toEqual([401, expect.stringContaining('Timestamp')]);
    });

    it('a signature method that the service does not offer', async () => {
      const strict = await startAnother({ signatureMethods: ['HMAC-SHA256'] });
      expect(await outcome({ signatureMethod: 'HMAC-SHA256' }, {}, strict)).toEqual(served);
      expect((await outcome({}, {}, strict)).status).toBe(401);
    });

    it.each<[string, AxiosRequestConfig]>([
      ['another method', { method: 'put' }],
      ['another path', { url: '/b' }],
      ['one more parameter', { params: { b: 1 } }],
      ['another form', { data: 'a=2' }],
    ])('a signed request that becomes %s on its way', async (_what, changed) => {
      const client = new OAuth1Client({ clientKey: 'ck', clientSecret });
      const url = `${provider.origin}/a`;
      const request = { method: 'post', url, body: 'a=1', contentType: form['Content-Type'] };
      const { headers } = await signRequest(client, request, credentials);
      const call = { method: 'post', url: '/a', data: 'a=1', headers: { ...form, ...headers } };
      const { status } = await axios.request({
        ...call,
        ...changed,
        baseURL: provider.origin,
        proxy: false,
        ...anyStatus,
      });
      expect(status).toBe(401);
      expect((await provider.last())?.problems).toEqual(['signature']);
    });
  });

  it.each(['header', 'query', 'body'] as const)(
    '5849-3.3-b: a nonce that was used is refused, so every send has its own (%s)',
    async (placement) => {
      const client = new OAuth1Client({ clientKey: 'ck', clientSecret, placement });
      const request = { method: 'POST', url: `${provider.origin}/a`, body: 'a=1', contentType: form['Content-Type'] };
      const { url, headers, body } = await signRequest(client, request, credentials);
      const send = () => axios.post(url, body, { headers: { ...form, ...headers }, proxy: false, ...anyStatus });
      expect([(await send()).status, (await send()).status]).toEqual([200, 401]);
      expect((await provider.last())?.problems).toEqual(['nonce']);

      const api = signing(provider, { placement });
      const sent = await Promise.all(Array.from({ length: 20 }, () => api.post('/a', new URLSearchParams('a=1'))));
      expect(sent.map(({ status }) => status)).toEqual(sent.map(() => 200));
    },
  );

  it('is served at the second try by a service whose clock is an hour ahead', async () => {
    const ahead = await startAnother({ clockAhead: 3600 });
    const api = signing(ahead);
    expect((await api.get('/a')).status).toBe(200);
    expect((await api.get('/a')).status).toBe(200);
    expect((await ahead.seen()).map(({ status }) => status)).toEqual([401, 200, 200]);
  });

  it('a token opens its own realms only; the realm that is sent is not signed', async () => {
    expect(await outcome({ realm: 'photos' }, { url: '/photos' })).toEqual(served);
    expect(await outcome({ realm: 'movies' }, { url: '/movies' })).toEqual({ status: 401, problems: ['realm'] });
  });

  it('a service may ask for its realm, as NetSuite does with the account', async () => {
    const strict = await startAnother({ realm: '1234567_SB1' });
    expect(await outcome({ realm: '1234567_SB1', signatureMethod: 'HMAC-SHA256' }, {}, strict)).toEqual(served);
    expect(await outcome({}, {}, strict)).toEqual({ status: 401, problems: ['realm'] });
  });

  it('signs for the client alone, without a token', async () => {
    const tokenless = await startAnother({ tokenless: true });
    const own = { token: undefined, tokenSecret: undefined };
    expect(await outcome(own, {}, tokenless)).toEqual(served);
    expect(await outcome({ ...own, placement: 'query' }, { params: { per_page: 10 } }, tokenless)).toEqual(served);
  });

  it.each<[string, AxiosRequestConfig]>([
    ['JSON', { method: 'post', data: { a: 'é' } }],
    ['bytes', { method: 'put', data: Buffer.from([0, 255]), headers: { 'Content-Type': 'image/png' } }],
    ['no body', { method: 'get' }],
    ['a form, which has none', { method: 'post', data: new URLSearchParams('a=1') }],
  ])('bodyhash-b: the body hash is that of the bytes that arrive: %s', async (_what, call) => {
    const strict = await startAnother({ bodyHash: 'sha256' });
    expect(await outcome({ signatureMethod: 'RSA-SHA256', bodyHash: true }, call, strict)).toEqual(served);
    expect(await outcome({ signatureMethod: 'HMAC-SHA1', bodyHash: 'SHA-256' }, call, strict)).toEqual(served);
  });

  it('a body hash of another digest, or none, is refused by a service that asks for it', async () => {
    const strict = await startAnother({ bodyHash: 'sha256' });
    const refused = { status: 401, problems: ['body hash'] };
    expect(await outcome({ bodyHash: 'SHA-1' }, { method: 'post', data: {} }, strict)).toEqual(refused);
    expect(await outcome({}, { method: 'post', data: {} }, strict)).toEqual(refused);
  });

  describe('where oauthlib departs from RFC 5849, the RFC counts:', () => {
    const plaintext = { signatureMethod: 'PLAINTEXT' } as const;
    it.each<[string, AxiosRequestConfig, Partial<OAuth1Options>]>([
      ['refuses a query with characters that it finds unusual', { url: '/a?b=[1]|2' }, {}],
      ['refuses a query with a stray percent sign', { url: '/a?b=%zz' }, {}],
      ['leaves out a form with characters that it finds unusual', { data: 'a={é}' }, {}],
      ['leaves out a form with a stray percent sign', { data: 'a=100%+b' }, {}],
      ['replaces octets that are no UTF-8', { url: '/a?b=%FF' }, {}],
      ['loses a semicolon at the end of the path', { url: '/a;' }, {}],
      ['decodes protocol parameters in the query or body twice', {}, { ...plaintext, placement: 'query' }],
      ['decodes protocol parameters in the query or body twice', {}, { ...plaintext, placement: 'body' }],
      ['takes every parameter that begins with oauth_ for its own', { params: { oauth_other: '1' } }, {}],
      [
        'reads a form only if its label is in lower case',
        { data: 'a=1', headers: { 'Content-Type': 'Application/X-WWW-Form-URLencoded' } },
        {},
      ],
      [
        'takes every Authorization for one of OAuth',
        { headers: { ...form, Authorization: 'Basic Zm9vOmJhcg==' } },
        { placement: 'query' },
      ],
    ])('it %s', async (departure, call, options) => {
      const { status } = await outcome(options, { method: 'post', headers: form, ...call });
      const seen = await provider.last();
      if (!seen) throw new Error('Nothing arrived.');
      expect([status === 200, departureOf(seen)]).toEqual([false, departure]);
      const secrets = { clientSecret, tokenSecret: credentials.tokenSecret };
      expect(verifyRequest(seen, secrets).problems).toEqual([]);
    });
  });

  it('the process of the provider ends with its parent, however that ends', async () => {
    const [command, args] = oauthlibCommand({ clients: {} });
    const program = `
      require('node:child_process').spawn(${JSON.stringify(command)}, ${JSON.stringify(args)}, {
        stdio: ['pipe', 'inherit', 'inherit'],
      });
    `;
    const parent = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const { port } = JSON.parse(line.toString()) as { port: number };
    expect(await answers(port)).toBe(true);
    parent.kill('SIGKILL');
    while (await answers(port)) await pause(20);
  });
});

async function answers(port: number): Promise<boolean> {
  const call = axios.get(`http://127.0.0.1:${port}/-/seen`, { proxy: false, headers: { Connection: 'close' } });
  return call.then(
    () => true,
    () => false,
  );
}
