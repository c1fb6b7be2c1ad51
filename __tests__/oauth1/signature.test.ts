import { createPublicKey, verify } from 'node:crypto';
import { keys, primitives } from '../../fixtures/oauth1/vectors.js';
import { OAuth1Client } from '../../lib/oauth1/index.js';
import { baseStringUri, signatureMethod } from '../../lib/oauth1/signature.js';

const privateKeyOf = (name = 'rsa2048') =>
  (keys as Readonly<Record<string, { private_pkcs8: string }>>)[name]?.private_pkcs8;

describe('5849-3.4.1-b: the base string URI', () => {
  // Only what `new URL` takes can be sent by axios: other schemes, hosts and ports never get here.
  const sendable = primitives.base_string_uri.filter(({ uri, error }) => !error && /^https?:\/\/[^/]/i.test(uri));
  it.each(sendable)('of $uri with Host $host is $out', ({ uri, host, out }) => {
    expect(baseStringUri(new URL(uri), host ?? undefined)).toBe(out);
  });

  it.each(primitives.base_string_uri.filter(({ error }) => error && !error.includes(':0')))(
    'is not made of $uri',
    ({ uri }) => {
      if (!uri.endsWith(':0')) expect(() => baseStringUri(new URL(uri))).toThrow();
    },
  );
});

describe('signature methods', () => {
  it.each(primitives.sign)(
    '$signature_method of $base_string with $client_secret and $token_secret',
    async (vector) => {
      const method = signatureMethod(vector.signature_method, privateKeyOf(vector.rsa_key));
      const { signer } = new OAuth1Client({ clientKey: 'k', clientSecret: vector.client_secret ?? '' });
      const key = signer.getSigningKey(vector.token_secret ?? undefined);
      expect(await method.sign(vector.base_string, key)).toBe(vector.signature);
    },
  );

  it('5849-3.4.2-a: the HMAC key is enc(client secret)&enc(token secret), the & also when one is empty', () => {
    const keyOf = (clientSecret: string, tokenSecret?: string) =>
      new OAuth1Client({ clientKey: 'k', clientSecret }).signer.getSigningKey(tokenSecret);
    expect(keyOf('a&b', 'c d')).toBe('a%26b&c%20d');
    expect(keyOf('a')).toBe('a&');
    expect(keyOf('', 't')).toBe('&t');
    expect(keyOf('')).toBe('&');
  });

  it.each(['SHA1', 'SHA256', 'SHA512'] as const)(
    '5849-3.4.3-a: RSA-%s is PKCS#1 v1.5; no secret takes part',
    async (digest) => {
      for (const pem of [keys.rsa2048.private_pkcs8, keys.rsa2048.private_pkcs1]) {
        const { sign } = signatureMethod(`RSA-${digest}`, pem);
        const [one, other] = [await sign('base', 'a&b'), await sign('base', 'c&d')];
        expect(one).toBe(other);
        const publicKey = createPublicKey(keys.rsa2048.public_spki);
        expect(verify(digest, Buffer.from('base'), publicKey, Buffer.from(one, 'base64'))).toBe(true);
      }
    },
  );

  it('may be one of your own, now or later', async () => {
    const sign = jest.fn((base: string, key: string) => Promise.resolve(`${base.length}:${key}`));
    const { signer } = new OAuth1Client({
      clientKey: 'k',
      clientSecret: 's',
      signatureMethod: { name: 'X-MINE', sign },
    });
    const parameters = await signer.sign({ method: 'GET', url: 'https://a.example/' }, { tokenSecret: 't' });
    expect(parameters).toMatch(/oauth_signature_method="X-MINE",.* oauth_signature="\d+%3As%26t"$/);
  });
});
