import { LastKnown, mostKnown } from '../../lib/renewal/last-known.js';

const record = { revision: 'r1' };

describe('the last known records', () => {
  it('are a bounded number, whatever the number of accounts', () => {
    const known = new LastKnown<typeof record>();
    for (let index = 0; index < 100_000; index++) known.read(`a${String(index)}`, { revision: 'r' }, index + 1, index);
    expect(known.size).toBe(mostKnown);
    expect(known.record('a0')).toBeUndefined();
    expect(known.copy('a99999')?.record).toEqual({ revision: 'r' });
  });

  it('do not come back, once forgotten, by a read that began before', () => {
    const known = new LastKnown<typeof record>();
    known.read('ann', record, 5, 5);
    known.wrote('ann', undefined, 6);
    for (let index = 0; index < mostKnown; index++)
      known.read(`a${String(index)}`, { revision: 'r' }, index + 10, index);
    known.read('ann', record, 4, 4);
    expect([known.record('ann'), known.copy('ann')?.record]).toEqual([undefined, undefined]);
  });

  it('are no copy when they were asked for before a change, also one of a key that was not known yet', () => {
    const known = new LastKnown<typeof record>();
    known.changed('ann', 2);
    known.read('ann', record, 1, 1);
    expect(known.copy('ann')?.record).toBeUndefined();
    known.read('ann', record, 3, 3);
    expect(known.copy('ann')?.record).toBe(record);
    known.changed('ann', 5);
    known.read('ann', record, 4, 4);
    expect(known.copy('ann')?.record).toBeUndefined();
    expect(known.record('ann')).toBe(record);
  });

  it('do not come back, once seen to be gone, by a read that began before', () => {
    const known = new LastKnown<typeof record>();
    known.read('ann', undefined, 2, 2);
    known.read('ann', record, 1, 1);
    expect([known.record('ann'), known.copy('ann')?.record]).toEqual([undefined, undefined]);
    known.read('ann', record, 3, 3);
    expect(known.copy('ann')?.record).toBe(record);
  });

  it('are remembered though another account was seen to have none, or logged out, meanwhile', () => {
    const known = new LastKnown<typeof record>();
    known.read('bob', undefined, 2, 2);
    known.wrote('eve', undefined, 3);
    known.read('ann', record, 1, 1);
    expect([known.record('ann'), known.copy('ann')?.record]).toEqual([record, record]);
  });

  it('bridge all the same when a key that was not known yet changed while it was read', () => {
    const known = new LastKnown<typeof record>();
    known.changed('ann', 2);
    known.read('ann', record, 1, 1);
    expect(known.record('ann')).toBe(record);
  });

  it('are no copy after a log-out of a key that was not known yet, by a read that began before', () => {
    const known = new LastKnown<typeof record>();
    known.wrote('ann', undefined, 2);
    known.read('ann', record, 1, 1);
    expect([known.record('ann'), known.copy('ann')?.record]).toEqual([undefined, undefined]);
  });

  it('are no copy when they are written, until they are read', () => {
    const known = new LastKnown<typeof record>();
    known.wrote('ann', record, 1);
    expect([known.record('ann'), known.copy('ann')?.record]).toEqual([record, undefined]);
    known.read('ann', record, 2, 2);
    expect(known.copy('ann')?.record).toBe(record);
    expect(known.copy('ann')?.askedAtMs).toBe(2);
  });
});
