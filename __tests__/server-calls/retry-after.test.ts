import { retryAfterMs } from '../../lib/server-calls/retry-after.js';

const now = Date.parse('Sat, 21 Nov 2026 12:00:00 GMT');
const hourAhead = 'Sat, 21 Nov 2026 13:00:00 GMT';

describe('Retry-After (9110-10.2.3-a)', () => {
  it.each<[string, Record<string, string>, number | undefined]>([
    ['seconds', { 'retry-after': '3' }, 3000],
    ['zero', { 'retry-after': '0' }, 0],
    [
      'a date, against the clock of the server',
      { 'retry-after': 'Sat, 21 Nov 2026 13:00:02 GMT', date: hourAhead },
      2000,
    ],
    ['a date without a Date header, against ours', { 'retry-after': 'Sat, 21 Nov 2026 12:00:05 GMT' }, 5000],
    ['a date in the past', { 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, 0],
    ['more than a day', { 'retry-after': '9999999999' }, 86_400_000],
    ['nothing', {}, undefined],
    ['an empty one', { 'retry-after': ' ' }, undefined],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['a negative number', { 'retry-after': '-5' }, undefined],
    ['a fraction', { 'retry-after': '1.5' }, undefined],
  ])('%s', (_what, headers, expected) => {
    expect(retryAfterMs(headers, now)).toBe(expected);
  });
});
