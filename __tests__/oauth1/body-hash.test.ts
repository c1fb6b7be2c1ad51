import { hash as bodyHash } from '#crypto';
import FormDataPackage from 'form-data';
import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { primitives } from '../../fixtures/oauth1/vectors.js';
import type { OAuth1Provider } from '../../fixtures/oauth1/provider.js';
import { signing, startProvider } from '../../fixtures/oauth1/scene.js';

it.each(primitives.body_hash)('the plain digest of $body', async ({ body, sha1, sha256 }) => {
  expect(await bodyHash('SHA-1', body)).toBe(sha1);
  expect(await bodyHash('SHA-256', body)).toBe(sha256);
  expect(await bodyHash('SHA-256', new TextEncoder().encode(body))).toBe(sha256);
});

it('is of bytes, whatever they are', async () => {
  const bytes = Uint8Array.from({ length: 257 }, (_, index) => index % 256);
  for (const [name, digest] of [
    ['SHA-1', 'sha1'],
    ['SHA-256', 'sha256'],
    ['SHA-512', 'sha512'],
  ] as const) {
    expect(await bodyHash(name, bytes)).toBe(createHash(digest).update(bytes).digest('base64'));
    expect(await bodyHash(name, 'é😀')).toBe(createHash(digest).update('é😀').digest('base64'));
  }
});

describe('on the wire', () => {
  let provider: OAuth1Provider;
  beforeEach(async () => {
    provider = await startProvider();
  });
  afterEach(async () => {
    await provider.close();
    expect(provider.problems).toEqual([]);
  });
  const sent = () => provider.requests.at(-1)?.verdict.parameters.get('oauth_body_hash');

  it('bodyhash-a: there is none with a form', async () => {
    const api = signing(provider, { bodyHash: true });
    await api.post('/a', new URLSearchParams('a=1'));
    expect(sent()).toBeUndefined();
    await api.post('/a', 'a=1', { headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' } });
    expect(sent()).toBeUndefined();
  });

  const multipart = () => {
    const data = new FormData();
    data.append('a', 'é');
    data.append('f', new Blob(['file']), 'f.txt');
    return data;
  };
  const ofPackage = () => {
    const data = new FormDataPackage();
    data.append('a', 'é');
    return data;
  };
  const bodies: [what: string, data: () => unknown][] = [
    ['JSON', () => ({ name: 'é' })],
    ['bytes', () => Buffer.from([0, 255])],
    ['a Blob', () => new Blob(['é'])],
    ['multipart', multipart],
    ['multipart of the form-data package', ofPackage],
  ];
  // The verifier hashes what arrives, with the digest of the signature method.
  describe.each(['HMAC-SHA1', 'HMAC-SHA256', 'HMAC-SHA512', 'RSA-SHA256', 'PLAINTEXT'] as const)(
    'bodyhash-b: %s',
    (signatureMethod) => {
      it.each(bodies)('hashes the bytes of %s as they are sent', async (what, data) => {
        const type = what === 'JSON' || what.startsWith('multi') ? {} : { 'Content-Type': 'application/octet-stream' };
        await signing(provider, { bodyHash: true, signatureMethod }).post('/a', data(), {
          headers: type,
        });
        expect(sent()).toBeDefined();
      });

      it('hashes the empty string where there is no body', async () => {
        await signing(provider, { bodyHash: true, signatureMethod }).get('/a');
        expect(sent()).toBeDefined();
      });
    },
  );

  it('bodyhash-b: takes the digest that is named, as oauthlib always takes SHA-1', async () => {
    await signing(provider, { bodyHash: 'SHA-1', signatureMethod: 'HMAC-SHA256' })
      .post('/a', 'x', { headers: { 'Content-Type': 'text/plain' } })
      .catch(() => 0);
    expect(sent()).toBe(createHash('sha1').update('x').digest('base64'));
    expect(provider.requests.pop()?.verdict.problems).toEqual(['body_hash_invalid']); // not signature_invalid: it is signed
  });

  it('multipart arrives whole over fetch too', async () => {
    await signing(provider, { bodyHash: true }, { adapter: 'fetch' }).post('/a', multipart());
    expect(provider.requests.at(-1)?.body.toString()).toContain('name="f"; filename="f.txt"');
    expect(provider.requests.at(-1)?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  });

  it('a form with a stream in it is refused, too', async () => {
    const data = new FormDataPackage();
    data.append('f', new PassThrough().end('x'));
    const sending = signing(provider, { bodyHash: true }).post('/a', data);
    await expect(sending).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: 'bodyHash' });
    expect(provider.requests).toEqual([]);
  });

  it('a Blob without a type is labelled as bytes, never as a form', async () => {
    await signing(provider, { bodyHash: true }).post('/a', new Blob(['a=1']));
    expect(sent()).toBeDefined();
    expect(provider.requests.at(-1)?.headers['content-type']).toBe('application/octet-stream');
  });

  it('bodyhash-a: there is none with URLSearchParams that my own transformRequest leaves to fetch', async () => {
    const api = signing(
      provider,
      { bodyHash: true },
      { adapter: 'fetch', transformRequest: [(data: unknown) => data] },
    );
    await api.post('/a', new URLSearchParams('a=1'));
    expect(sent()).toBeUndefined();
  });

  it('a stream is refused: it has no hash before it is sent', async () => {
    const stream = new PassThrough();
    stream.end('x');
    const sending = signing(provider, { bodyHash: true }).post('/a', stream, {
      headers: { 'Content-Type': 'text/plain' },
    });
    await expect(sending).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: 'bodyHash' });
    expect(provider.requests).toEqual([]);
  });
});
