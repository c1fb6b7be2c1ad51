import { cleanCode, cleanText } from '../../lib/errors/redact.js';

const long = Array.from({ length: 16_384 }, (_, index) => 'abcDEF+/% é9'[(index * index) % 12]).join('');

describe('what a server says', () => {
  it.each<[string, (secret: string) => string]>([
    ['as it is', (secret) => secret],
    ['percent-encoded', encodeURIComponent],
    ['percent-encoded in lower case', (secret) => encodeURIComponent(secret).replace(/%../g, (x) => x.toLowerCase())],
    ['percent-encoded three times', (secret) => [1, 2, 3].reduce(encodeURIComponent, secret)],
    ['as a form', (secret) => new URLSearchParams({ secret }).toString()],
    ['in base64, within more', (secret) => Buffer.from(`id:${secret}!`).toString('base64')],
    [
      'in base64url of a form',
      (secret) => Buffer.from(new URLSearchParams({ secret }).toString()).toString('base64url'),
    ],
  ])('6749-10.14-a: shows no secret of 16 KB, %s', (_how, spell) => {
    const text = cleanText(`It is not ${spell(long)}`, [long]);
    expect(text).toContain('[redacted]');
    expect(text.replaceAll('[redacted]', '').length).toBeLessThan(30);
  });

  it.each(['x'.repeat(16_384), '%'.repeat(16_384), '%25'.repeat(5000), '% '.repeat(8000)])(
    '6749-10.14-a: is cleaned in linear time, also of a secret that repeats itself, %#',
    (secret) => {
      const begun = performance.now();
      expect(cleanText(`${secret.slice(1)} ${secret} ${encodeURIComponent(secret)} so`, [secret])).toMatch(
        /\[redacted\] \[redacted\] so$/,
      );
      cleanText(secret.slice(0, 60).concat(' ').repeat(1000), [secret]);
      expect(performance.now() - begun).toBeLessThan(10_000);
    },
  );

  it('6749-10.14-a: does not show the beginning of a long secret that the server cut', () => {
    expect(cleanText(`No: ${long.slice(0, 200)}…`, [long])).toBe('No: [redacted]…');
  });

  it.each([
    ['x%', 'x%41', '[redacted]41'],
    ['x%', 'x%2541', '[redacted]41'],
    ['41 b', '100%41%20b', '100%[redacted]'],
    ['50%ab', '50%25ab and 50%ab', '[redacted] and [redacted]'],
    ['a b', 'a+b, a%2Bb, a%20b', '[redacted], [redacted], [redacted]'],
    ['😀!', 'So %F0%9F%98%80! 😀!', 'So [redacted] [redacted]'],
    ['e', 'red', 'r[redacted]d'],
    ['SeCret', 'secret SECRET', '[redacted] [redacted]'],
  ])('6749-10.14-a: of the secret %j, %j becomes %j', (secret, text, cleaned) => {
    expect(cleanText(text, [secret])).toBe(cleaned);
  });

  it('6749-10.14-a: hides two secrets that overlap as one', () => {
    expect(cleanText('-abcdef-', ['abcd', 'cdef', ''])).toBe('-[redacted]-');
  });

  it('is cut, and holds no control characters', () => {
    expect(cleanText(`a\u001b\u202eb${'c'.repeat(400)}`, [])).toBe(`a b${'c'.repeat(297)}…`);
  });
});

describe('an error code', () => {
  const known: ReadonlySet<string> = new Set(['slow_down']);

  it('that is known stays itself, whatever the secrets are', () => {
    expect(cleanCode('slow_down', ['s', 'slow_down'], known)).toBe('slow_down');
  });

  it('6749-10.14-a: that is not known is cleaned as any other text', () => {
    expect(cleanCode('slow down, secret', ['secret'], known)).toBe('slow down, [redacted]');
  });
});
