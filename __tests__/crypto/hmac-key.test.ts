import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { randomCases } from '../../fixtures/random-cases.js';
import { HmacKey } from '../../lib/crypto/hmac-key.js';

// RFC 2104 by createHmac of the runtime: the judge.
const judge = (digest: string, key: string, text: string) => createHmac(digest, key).update(text).digest('base64');

it.each(['sha1', 'sha256', 'sha512'] as const)('is the HMAC with %s, for keys and texts of any length', (digest) => {
  const keys = fc.string({ unit: 'binary', maxLength: 200 });
  const texts = fc.string({ unit: fc.nat(127).map((code) => String.fromCharCode(code)), maxLength: 500 });
  fc.assert(
    fc.property(keys, texts, (key, text) => {
      const ready = new HmacKey(digest, key);
      expect([ready.of(text), ready.of(text)]).toEqual([judge(digest, key, text), judge(digest, key, text)]);
    }),
    randomCases(500),
  );
});

it.each([63, 64, 65, 127, 128, 129])('a key of %i octets is padded, or its digest is', (length) => {
  for (const digest of ['sha1', 'sha256', 'sha512'] as const) {
    expect(new HmacKey(digest, 'k'.repeat(length)).of('text')).toBe(judge(digest, 'k'.repeat(length), 'text'));
  }
});
