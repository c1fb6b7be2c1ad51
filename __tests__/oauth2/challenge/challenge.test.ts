import fc from 'fast-check';
import { randomCases } from '../../../fixtures/random-cases.js';
import { challengeOf, parseChallenges } from '../../../lib/oauth2/challenge/challenge.js';

describe('WWW-Authenticate is read as RFC 9110 §11.6.1 has it', () => {
  it.each<[string, string, unknown]>([
    ['a scheme alone', 'Bearer', [{ scheme: 'bearer', parameters: {} }]],
    ['names in any case (9110-11.1-a)', 'BEARER Error="x"', [{ scheme: 'bearer', parameters: { error: 'x' } }]],
    [
      'tokens and spaces around = (9110-11.1-a)',
      'Bearer error = invalid_token',
      [{ scheme: 'bearer', parameters: { error: 'invalid_token' } }],
    ],
    [
      'escapes in quoted strings (9110-11.1-a)',
      String.raw`Bearer realm="a \"b\" \\ c"`,
      [{ scheme: 'bearer', parameters: { realm: String.raw`a "b" \ c` } }],
    ],
    [
      'commas in quoted strings (9110-11.3-a)',
      'Bearer realm="a, b", error="c"',
      [{ scheme: 'bearer', parameters: { realm: 'a, b', error: 'c' } }],
    ],
    [
      'several challenges (9110-11.3-a)',
      'Basic realm="x", Bearer error="y", scope="a b"',
      [
        { scheme: 'basic', parameters: { realm: 'x' } },
        { scheme: 'bearer', parameters: { error: 'y', scope: 'a b' } },
      ],
    ],
    [
      'token68 (9110-11.3-a)',
      'Negotiate abc+/==, Bearer error="y"',
      [
        { scheme: 'negotiate', parameters: {} },
        { scheme: 'bearer', parameters: { error: 'y' } },
      ],
    ],
    [
      'empty list members (9110-11.3-a)',
      ', ,Bearer ,, error="y",',
      [
        { scheme: 'bearer', parameters: {} },
        { scheme: 'error', parameters: {} },
      ],
    ],
    [
      'a repeated parameter is malformed (9110-11.3-b)',
      'Bearer error="a", error="b"',
      [{ scheme: 'bearer', parameters: {} }],
    ],
  ])('%s', (_what, field, expected) => {
    expect(parseChallenges(field)).toMatchObject(expected as object[]);
  });

  it('finds the challenge of a scheme in several fields (9110-11.3-a, 9110-11.3-b)', () => {
    expect(challengeOf('bearer', ['Unknown x="y"', 'Bearer error="invalid_token"'])).toEqual({
      error: 'invalid_token',
    });
    expect(challengeOf('bearer', 'Basic realm="x"')).toBeUndefined();
    expect(challengeOf('bearer', undefined)).toBeUndefined();
  });

  it('takes an open quote as a challenge without parameters', () => {
    expect(challengeOf('bearer', 'Bearer error="invalid_tok')).toEqual({});
  });
});

describe('a hostile WWW-Authenticate (9110-11.6-a)', () => {
  it.each(['"', '\\', ',', ' ', '=', 'a=', 'a="', 'a ', '"\\', 'a="\\",', 'Bearer ', 'a="b" ', '\t=', 'a=a,'])(
    '12 KB of %p take less than 50 ms',
    (piece) => {
      const field = `Bearer ${piece.repeat(12_288 / piece.length)}`;
      // Of the processor, and the best of five: what a busy machine takes away is not the parser's.
      const times = Array.from({ length: 5 }, () => {
        const before = process.cpuUsage();
        parseChallenges(field);
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1000;
      });
      expect(Math.min(...times)).toBeLessThan(50);
    },
  );

  it('never throws, and never gives a parameter that is not in the text', () => {
    const text = fc.string({
      unit: fc.constantFrom('"', '\\', ',', ' ', '=', 'a', 'B', '-', '\t', 'é'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, (field) => {
        for (const { parameters } of parseChallenges(field)) {
          for (const [name, value] of Object.entries(parameters)) {
            expect(field.toLowerCase()).toContain(name);
            expect(field.replaceAll('\\', '')).toContain(value.replaceAll('\\', ''));
          }
        }
      }),
      randomCases(1000),
    );
  });
});
