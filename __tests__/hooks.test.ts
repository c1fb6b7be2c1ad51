import { TokenMissingError } from '../lib/errors.js';
import { Hooks } from '../lib/hooks.js';

interface Points {
  change?(value: { n: number }): { n: number } | Promise<{ n: number }>;
  judge?(value: unknown): string | undefined;
}
const names = ['change', 'judge'] as const;
const add = (n: number) => (value: { n: number }) => ({ n: value.n * 10 + n });

describe('hooks', () => {
  it('are called in order of registration, provider before session', async () => {
    const hooks = new Hooks<Points>(names, { change: add(1) }, { change: add(2) });
    hooks.register('change', (value) => Promise.resolve(add(3)(value)));
    await expect(hooks.pass('change', { n: 0 })).resolves.toEqual({ n: 123 });
  });

  it('are undone by what register() gave, one by one', async () => {
    const hooks = new Hooks<Points>(names);
    const nine = add(9);
    const undo = hooks.register('change', nine);
    hooks.register('change', nine);
    undo();
    undo();
    await expect(hooks.pass('change', { n: 0 })).resolves.toEqual({ n: 9 });
  });

  it('know no other name than theirs', () => {
    expect(() => new Hooks<Points>(names, { chang: add(1) } as Points)).toThrow(/"hooks\.chang".*change, judge/);
  });

  it('must be functions', () => {
    expect(() => new Hooks<Points>(names, { change: 'x' } as unknown as Points)).toThrow(/hooks\.change.*function/);
  });

  it('are named in the error when they throw, with their own error as cause', async () => {
    const own = new Error('mine');
    const hooks = new Hooks<Points>(names, {
      change: () => {
        throw own;
      },
    });
    await expect(hooks.pass('change', { n: 0 })).rejects.toMatchObject({
      code: 'ERR_OAUTH_HOOK',
      hook: 'change',
      cause: own,
    });
  });

  it('hand on an error of this package as it is, for its code says what to do', async () => {
    const own = new TokenMissingError('ann');
    const hooks = new Hooks<Points>(names, {
      change: () => Promise.reject(own),
      judge: () => Promise.reject(own) as never,
    });
    await expect(hooks.pass('change', { n: 0 })).rejects.toBe(own);
    await expect(hooks.says('judge', 'expired', {})).rejects.toBe(own);
  });

  it('must give back an object', async () => {
    const hooks = new Hooks<Points>(names, { change: () => undefined as unknown as { n: number } });
    await expect(hooks.pass('change', { n: 0 })).rejects.toMatchObject({ code: 'ERR_OAUTH_HOOK', hook: 'change' });
  });

  it('that judge are asked until one has an answer', async () => {
    const later = jest.fn(() => 'later');
    const hooks = new Hooks<Points>(names, { judge: () => undefined }, { judge: () => 'expired' });
    hooks.register('judge', later);
    await expect(hooks.says('judge', 'expired', {})).resolves.toBe(true);
    expect(later).not.toHaveBeenCalled();
  });
});
