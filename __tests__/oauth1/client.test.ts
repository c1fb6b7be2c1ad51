import { inspect } from 'node:util';
import { keys } from '../../fixtures/oauth1/vectors.js';
import { assertNoProtocolParameters } from '../../lib/oauth1/protocol-parameters.js';
import { oauth1, OAuth1Client, signRequest } from '../../lib/oauth1/index.js';
import type { OAuth1ClientOptions, OAuth1Options } from '../../lib/oauth1/index.js';

const good = { clientKey: 'ck', clientSecret: 's3cret' };
const refusal = (option: string) => ({ code: 'ERR_OAUTH_CONFIGURATION', option });
const thrown = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('options that cannot be right are refused at construction', () => {
  const bad: [option: string, options: unknown][] = [
    ['options', undefined],
    ['options', 'key'],
    ['clientKey', { clientSecret: 's' }],
    ['clientKey', { clientKey: '', clientSecret: 's' }],
    ['clientSecret', { clientKey: 'k' }],
    [
      'clientSecret',
      { clientKey: 'k', signatureMethod: 'RSA-SHA1', privateKey: keys.rsa2048.private_pkcs8, clientSecret: 's' },
    ],
    ['privateKey', { clientKey: 'k', signatureMethod: 'RSA-SHA256' }],
    ['privateKey', { clientKey: 'k', signatureMethod: 'RSA-SHA256', privateKey: '' }],
    ['privateKey', { ...good, privateKey: keys.rsa2048.private_pkcs8 }],
    ['signatureMethod', { ...good, signatureMethod: 'HMAC-MD5' }],
    ['signatureMethod', { ...good, signatureMethod: 'constructor' }],
    ['signatureMethod', { ...good, signatureMethod: { name: 'X' } }],
    ['signatureMethod', { ...good, signatureMethod: null }],
    ['placement', { ...good, placement: 'cookie' }],
    ['realm', { ...good, realm: 'a\r\nX: 1' }],
    ['bodyHash', { ...good, bodyHash: 'MD5' }],
    ['bodyHash', { ...good, bodyHash: true, signatureMethod: { name: 'X', sign: () => '' } }],
    ['nonce', { ...good, nonce: 'fixed' }],
    ['timestamp', { ...good, timestamp: 1 }],
    ['clientSecrt', { ...good, clientSecrt: 's' }],
    ['token', { ...good, token: null }],
    ['tokenSecret', { ...good, token: 't', tokenSecret: Promise.resolve('s') }],
    ['callback', { ...good, callback: new URL('https://app.example/cb') }],
    ['verifier', { ...good, verifier: 123456 }],
  ];
  it.each(bad)('%s: %j', (option, options) => {
    expect(thrown(() => oauth1(options as OAuth1Options))).toMatchObject(refusal(option));
  });

  it.each([undefined, null, 'key'])('options that are %j', (options) => {
    expect(thrown(() => new OAuth1Client(options as never))).toMatchObject(refusal('options'));
  });

  it.each(['nonsense', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', keys.rsa2048.public_spki])(
    'a private key that does not parse, at the latest when it first signs',
    async (privateKey) => {
      const use = async () => {
        const client = new OAuth1Client({ clientKey: 'k', signatureMethod: 'RSA-SHA1', privateKey });
        return signRequest(client, { method: 'GET', url: 'https://a.example' });
      };
      const error = await use().catch((reason: unknown) => reason);
      expect(error).toMatchObject(refusal('privateKey'));
      expect(JSON.stringify(error)).not.toContain('AAAA');
    },
  );

  it('5849-2-a: an endpoint with a protocol parameter in its query', () => {
    const check = (endpoint: string) =>
      thrown(() => assertNoProtocolParameters(endpoint, 'provider.requestTokenEndpoint'));
    expect(check('https://a.example/token?x=1&oauth_token=2')).toMatchObject(refusal('provider.requestTokenEndpoint'));
    expect(check('https://a.example/token?%6fauth_x')).toMatchObject(refusal('provider.requestTokenEndpoint'));
    expect(check('https://a.example/token?x=oauth_token#oauth_token=1')).toBeUndefined();
  });
});

describe('requests that cannot be signed are refused before anything is sent', () => {
  const form = 'application/x-www-form-urlencoded';
  type Case = [
    option: string,
    options: Partial<OAuth1ClientOptions>,
    request: Partial<Parameters<typeof signRequest>[1]>,
  ];
  const bad: Case[] = [
    ['url', {}, { url: 'nowhere' }],
    ['url', {}, { url: 'https://user:pass@a.example/' }],
    ['url', {}, { url: 'https://user@a.example/' }],
    ['placement', { placement: 'body' }, { method: 'GET' }],
    ['placement', { placement: 'body' }, { method: 'POST', body: '{}', contentType: 'application/json' }],
    [
      'placement',
      { placement: 'body' },
      { method: 'POST', body: '--x--', contentType: 'multipart/form-data; boundary=x' },
    ],
    ['data', {}, { method: 'GET', body: 'a=1', contentType: form }],
    ['contentType', {}, { method: 'POST', body: 'a=1' }],
    ['signatureMethod', { signatureMethod: 'PLAINTEXT' }, { url: 'http://a.example/' }],
    ['params', {}, { url: 'https://a.example/?oauth_nonce=1' }],
    ['params', {}, { url: 'https://a.example/?oauth_signature=1' }],
    ['params', {}, { method: 'POST', body: '%6Fauth_token=1', contentType: form }],
    ['timestamp', { timestamp: () => 'abc' }, {}],
    ['timestamp', { timestamp: () => '0' }, {}],
    ...[undefined, null, Promise.resolve('1'), {}, []].flatMap((given): Case[] => [
      ['nonce', { nonce: () => given as never }, {}],
      ['timestamp', { timestamp: () => given as never }, {}],
    ]),
    ['realm', {}, { realm: 'a\r\nX: 1' }],
    ['method', {}, { method: undefined as never }],
    ['url', {}, { url: undefined as never }],
    ['data', {}, { data: 'a=1' } as object], // as axios calls it: a body that is not signed
  ];
  it.each(bad)('%s: %j %j', async (option, options, request) => {
    const client = new OAuth1Client({ ...good, ...options } as OAuth1ClientOptions);
    const sign = async () =>
      signRequest(client, { method: 'POST', url: 'https://a.example/', ...request }, { token: 't' });
    await expect(sign()).rejects.toMatchObject(refusal(option));
  });

  it('without a client, without a request, or with credentials that are no text', () => {
    const client = new OAuth1Client(good);
    const request = { method: 'GET', url: 'https://a.example/' };
    expect(thrown(() => signRequest(good as never, request))).toMatchObject(refusal('client'));
    expect(thrown(() => signRequest(client, undefined as never))).toMatchObject(refusal('options'));
    expect(thrown(() => signRequest(client, request, { token: null as never }))).toMatchObject(refusal('token'));
    expect(thrown(() => signRequest(client, request, null as never))).toHaveProperty('headers');
  });

  it('5849-3.4.4-a: PLAINTEXT goes over TLS, or on loopback, only', async () => {
    const client = new OAuth1Client({ ...good, signatureMethod: 'PLAINTEXT' });
    const { headers } = await signRequest(client, { method: 'GET', url: 'http://127.0.0.1:1/' }, { tokenSecret: 't' });
    expect(headers['Authorization']).toContain('oauth_signature="s3cret%26t"');
    expect(thrown(() => signRequest(client, { method: 'GET', url: 'http://a.example/' }))).toMatchObject(
      refusal('signatureMethod'),
    );
  });
});

it('5849-3.3-b: 10,000 signatures have 10,000 nonces of 128 bits', () => {
  const { signer } = new OAuth1Client(good);
  const nonces = Array.from({ length: 10_000 }, () => signer.getNonce());
  expect(new Set(nonces).size).toBe(10_000);
  expect(nonces.every((nonce) => /^[0-9a-f]{32}$/.test(nonce))).toBe(true);
});

describe('what a client keeps from one signature for the next', () => {
  const fixed = { ...good, nonce: () => 'n', timestamp: () => '1' };
  const signable = { method: 'POST', url: 'https://a.example/p' };
  const one = { token: 'a', tokenSecret: 'x' };

  it.each([
    ['another token', [one, { token: 'b', tokenSecret: 'x' }, {}], [undefined]],
    ['another secret', [one, { token: 'a', tokenSecret: 'y' }], [undefined]],
    ['another body hash', [one], ['h', 'i', undefined]],
  ] as const)('is not used for %s', (_what, owners, hashes) => {
    const { signer } = new OAuth1Client(fixed);
    const known = owners.map((owner) => ({ ...owner })); // the signer leaves something with them
    for (const [index, credentials] of [...known, ...known].entries()) {
      for (const bodyHash of [...hashes, ...hashes]) {
        const fresh = new OAuth1Client(fixed).signer.sign(signable, { ...owners[index % owners.length] }, bodyHash);
        expect(signer.sign(signable, credentials, bodyHash)).toBe(fresh);
        expect(signer.sign(signable, credentials, bodyHash)).toBe(fresh);
      }
    }
  });

  it('is not the token of credentials that the caller changes', async () => {
    const client = new OAuth1Client(fixed);
    const credentials = { ...one };
    const request = { method: 'GET', url: 'https://a.example/p' };
    await signRequest(client, request, credentials);
    credentials.token = 'b';
    const { headers } = await signRequest(client, request, credentials);
    expect(headers['Authorization']).toContain('oauth_token="b"');
    expect(headers).toEqual((await signRequest(new OAuth1Client(fixed), request, credentials)).headers);
  });
});

it.each([{}, { showHidden: true }])('shows its secret to nobody who prints it %j', (how) => {
  const client = new OAuth1Client(good);
  expect(inspect(client, { depth: 9, ...how })).not.toContain(good.clientSecret);
  expect(JSON.stringify(client)).not.toContain(good.clientSecret);
});
