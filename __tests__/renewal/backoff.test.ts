import { backoffMs, pauseBeforeNextTry, type FailureKind } from '../../lib/renewal/backoff.js';

const always = { tries: 1, lostBefore: 0, awaited: true, timeLeftMs: 10_000 };
const half = () => 0.5;

describe('the pause before the next try', () => {
  it.each<[string, FailureKind, number | undefined, Partial<typeof always>, number | undefined]>([
    ['is none after a lost answer', 'lost', undefined, {}, 0],
    ['never comes after a second lost answer', 'lost', undefined, { lostBefore: 1 }, undefined],
    ['never comes after a final refusal', 'final', undefined, {}, undefined],
    ['never comes after another refusal', 'refused', undefined, {}, undefined],
    ['grows with the tries', 'busy', undefined, { tries: 3 }, 1000],
    ['is never shorter than Retry-After', 'busy', 2000, {}, 2250],
    ['never comes when it would exceed the budget', 'busy', 10_000, {}, undefined],
    ['never comes when nobody waits', 'busy', undefined, { awaited: false }, undefined],
  ])('%s', (_what, kind, retryAfterMs, soFar, expected) => {
    expect(pauseBeforeNextTry(kind, retryAfterMs, { ...always, ...soFar }, half)).toBe(expected);
  });

  it('is never longer than ten seconds', () => {
    expect(backoffMs(40, () => 1)).toBe(10_000);
  });
});
