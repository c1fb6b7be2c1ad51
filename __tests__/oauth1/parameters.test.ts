import fc from 'fast-check';
import { primitives } from '../../fixtures/oauth1/vectors.js';
import { randomCases } from '../../fixtures/random-cases.js';
import { encodedNormalizedParameters, formParameters, percentEncode } from '../../lib/oauth1/parameters.js';

const normalizedParameters = (parameters: string[]) => decodeURIComponent(encodedBesides(parameters));

/** There is always a protocol parameter; this takes it out again. */
function encodedBesides(parameters: string[]): string {
  const pieces = encodedNormalizedParameters(parameters, 'oauth_session_handle%3Dh').split('%26');
  return pieces.filter((piece) => piece !== 'oauth_session_handle%3Dh').join('%26');
}

describe('percent encoding (§3.6)', () => {
  it.each(primitives.escape)('of $in is $out', ({ in: text, out }) => {
    expect(percentEncode(text)).toBe(out);
  });

  it('5849-3.6-a: is UTF-8 with unreserved characters bare and all else %XX in upper case, for every byte 0–255', () => {
    for (let byte = 0; byte < 256; byte++) {
      const hex = byte.toString(16).toUpperCase().padStart(2, '0');
      const character = String.fromCharCode(byte);
      const expected = /[A-Za-z0-9\-._~]/.test(character) ? character : `%${hex}`;
      // As an octet of a query, whatever the case of its digits, and as a character of a protocol parameter.
      for (const escape of [`%${hex}`, `%${hex.toLowerCase()}`]) {
        expect(normalizedParameters(formParameters(`n=${escape}`))).toBe(`n=${expected}`);
      }
      if (byte < 0x80) expect(percentEncode(character)).toBe(expected);
    }
  });

  it('makes of half a surrogate pair what the wire makes of it', () => {
    expect(percentEncode('a\ud800b')).toBe('a%EF%BF%BDb');
    expect(percentEncode('😀')).toBe('%F0%9F%98%80');
  });
});

describe('parameter sources (§3.4.1.3.1)', () => {
  it.each(primitives.urldecode.filter(({ error }) => !error))('form-decodes $in', ({ in: form, out = [] }) => {
    const pairs = out.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`);
    expect(normalizedParameters(formParameters(form))).toBe(pairs.sort().join('&'));
  });

  it.each(primitives.urldecode.filter(({ error }) => error))(
    'takes $in, which oauthlib refuses: axios sends it, so the RFC wins',
    ({ in: form }) => {
      const [name = '', value = ''] = form.split('=');
      expect(normalizedParameters(formParameters(form))).toBe(`${percentEncode(name)}=${percentEncode(value)}`);
    },
  );

  it('5849-3.4.1-d: decodes `+` as a space, keeps repeated names and empty values, as in a3=a&a3=2+q&c2&c@=', () => {
    expect(normalizedParameters(formParameters('a3=a&a3=2+q&c2&c%40='))).toBe('a3=2%20q&a3=a&c%40=&c2=');
  });

  it('keeps octets that are no UTF-8', () => {
    expect(normalizedParameters(formParameters('a=%ff%C3%28'))).toBe('a=%FF%C3%28');
  });

  it('knows no names of Object.prototype', () => {
    expect(normalizedParameters(formParameters('__proto__=1&constructor=2'))).toBe('__proto__=1&constructor=2');
  });
});

describe('normalization (§3.4.1.3.2)', () => {
  const asForm = (pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');

  it.each(primitives.normalize_parameters)('gives $out', ({ in: pairs, out }) => {
    expect(normalizedParameters(formParameters(asForm(pairs)))).toBe(out);
  });

  const octets = (text: string) => Buffer.from(text.replace(/./gsu, (one) => percentEncode(one)));
  const pair = fc.tuple(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.string({ unit: 'binary', maxLength: 6 }));

  it.each(['oauth_foo=1', 'oauth_nonce%20=1&oauth_nonce%2B=2', 'n=1&oauth_z=%26%3D&z=%2525', 'a=1&n=2&p=3&z=4'])(
    '5849-3.4.1-e: sorts %s among the protocol parameters',
    (form) => {
      const own = {
        oauth_callback: percentEncode('https://a.example/?b=c&d'),
        oauth_nonce: 'n',
        oauth_timestamp: '1',
      };
      const all = [...form.split('&'), ...Object.entries(own).map(([name, value]) => `${name}=${value}`)];
      const sorted = all.map((one) => one.replace('=', '\u0001')).sort();
      const expected = sorted.map((one) => one.replace('\u0001', '=')).join('&');
      const ours = Object.entries(own).map((pair) => percentEncode(pair.join('=')));
      expect(encodedNormalizedParameters(formParameters(form), ours.join('%26'))).toBe(percentEncode(expected));
    },
  );

  it('5849-3.4.1-e: encodes, then sorts by bytes of name and of value, as a second implementation does', () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 12 }), (pairs) => {
        const second = pairs
          .map(([name, value]) => [octets(name), octets(value)] as const)
          .sort((a, b) => Buffer.compare(a[0], b[0]) || Buffer.compare(a[1], b[1]))
          .map((both) => both.map(String).join('='))
          .join('&');
        const parameters = formParameters(
          pairs.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&'),
        );
        expect(normalizedParameters([...parameters])).toBe(second);
        expect(encodedBesides([...parameters])).toBe(percentEncode(second));
      }),
      randomCases(2000),
    );
  });
});
