import { claim, claimEqual } from '../claim.js';
import { hostileKeys, times, token, type Claims } from './ground.js';

/** get, set, delete. */
export const records: Claims = {
  'answers undefined for a key that has no token': async ({ store }) => {
    for (const key of ['nobody', '__proto__', 'constructor', 'toString', ''])
      claim((await store.get(key)) === undefined, `get(${JSON.stringify(key)}) of an empty store is not undefined`);
  },

  'gives back what was set, at once and to every opener': async ({ store, other }) => {
    await store.set('ann', token('1'));
    claimEqual(await store.get('ann'), token('1'), 'the token');
    claimEqual(await other.get('ann'), token('1'), 'the token, as the other opener sees it');
  },

  'overwrites the whole token, and leaves no member of the old one': async ({ store, other }) => {
    await store.set('ann', token('1', { scope: 'read' }));
    await other.set('ann', token('2'));
    claimEqual(await store.get('ann'), token('2'), 'the token');
  },

  'forgets what was deleted, and deletes what is not there without a word': async ({ store, other }) => {
    await store.set('ann', token('1'));
    await other.delete('ann');
    claim((await store.get('ann')) === undefined, 'a deleted token is still there');
    await store.delete('ann');
    await store.set('ann', token('2'));
    claimEqual(await other.get('ann'), token('2'), 'a token that was set after a deletion');
  },

  'keeps members of every JSON type, with Unicode and control characters': async ({ store, other }) => {
    const odd = token('1', {
      scope: 'Ελληνικά 日本語 🔑 e\u0301 \u0000\u001f\u007f\u2028 "quoted" \\',
      half: '\ud83d',
      nested: { list: [1, -0.5, 1e21, true, false, null, {}, []], '': 'no name', $ref: '#' },
      expiresAt: Number.MAX_SAFE_INTEGER,
    });
    await store.set('ann', odd);
    claimEqual(await other.get('ann'), odd, 'the token');
  },

  'keeps a token of a million characters': async ({ store, other }) => {
    const large = token('1', { id_token: 'x'.repeat(1_000_000) });
    await store.set('ann', large);
    claimEqual(await other.get('ann'), large, 'the token');
  },

  'tells every two keys apart, however hostile': async ({ store, other }) => {
    for (const [index, key] of hostileKeys.entries()) await store.set(key, token(String(index)));
    for (const [index, key] of hostileKeys.entries())
      claimEqual(await other.get(key), token(String(index)), `the token of ${JSON.stringify(key.slice(0, 50))}`);
    claim(!('access_token' in {}), 'Object.prototype is polluted');
    await times(hostileKeys.length, (index) => store.delete(hostileKeys[index] ?? ''));
    for (const key of hostileKeys)
      claim((await other.get(key)) === undefined, `the deleted ${JSON.stringify(key.slice(0, 50))} is still there`);
  },

  'shows a reader whole tokens only, while others write': async ({ store, other }) => {
    const versions = ['0', '1'].map((revision) => token(revision, { id_token: revision.repeat(100_000) }));
    const writing = times(20, (index) => (index % 2 ? store : other).set('ann', versions[index % 2] ?? token('none')));
    for (let read = 0; read < 20; read++) {
      const seen = await other.get('ann');
      if (seen) claimEqual(seen, versions[Number(seen.revision)], 'a token read during writes');
    }
    await writing;
    const last = await store.get('ann');
    claimEqual(last, versions[Number(last?.revision)], 'the token after concurrent writes');
  },

  'writes many keys at once': async ({ store, other }) => {
    await times(50, (index) => (index % 2 ? store : other).set(`account ${String(index)}`, token(String(index))));
    const read = await times(50, (index) => store.get(`account ${String(index)}`));
    claimEqual(read.map((found) => found?.revision), Array.from({ length: 50 }, (_, index) => String(index)), 'what was read'); // prettier-ignore
  },
};
