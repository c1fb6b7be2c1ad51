import { claim, claimEqual } from '../claim.js';
import { hostileKeys, times, token, type Claims, type Ground } from './ground.js';

/** replace(key, expected, next). */
export const compareAndSet: Claims = {
  'replaces a token that still has the expected revision': async ({ store, other }) => {
    await store.set('ann', token('1'));
    claim(await other.replace('ann', '1', token('2')), 'replace() did not resolve to true');
    claimEqual(await store.get('ann'), token('2'), 'the token');
  },

  'does not replace a token that has changed': async ({ store, other }) => {
    await store.set('ann', token('1'));
    await other.set('ann', token('2'));
    claim(!(await store.replace('ann', '1', token('late'))), 'replace() did not resolve to false');
    claimEqual(await other.get('ann'), token('2'), 'the token');
  },

  'does not bring back a token that was deleted': async ({ store, other }) => {
    await store.set('ann', token('1'));
    await other.delete('ann');
    claim(!(await store.replace('ann', '1', token('late'))), 'replace() did not resolve to false');
    claim((await store.get('ann')) === undefined, 'a deleted token came back');
  },

  'writes a first token only where there is none, if that is expected': async ({ store, other }) => {
    claim(!(await store.replace('ann', '', token('0'))), 'the empty revision was taken for none');
    claim(await store.replace('ann', undefined, token('1')), 'replace() of nothing did not resolve to true');
    claim(!(await other.replace('ann', undefined, token('2'))), 'replace() did not resolve to false');
    claimEqual(await other.get('ann'), token('1'), 'the token');
  },

  'compares each key for itself, however hostile': async ({ store, other }) => {
    for (const key of hostileKeys)
      claim(await store.replace(key, undefined, token(`of ${key}`)), 'a key was taken for another');
    for (const key of hostileKeys)
      claim(await other.replace(key, `of ${key}`, token('2')), 'a token was taken for another');
  },

  'lets exactly one of many who replace the same token win': async ({ store, other }) => {
    await store.set('ann', token('0'));
    const won = await times(20, (index) =>
      (index % 2 ? store : other).replace('ann', '0', token(`new ${String(index)}`)),
    );
    const winners = won.flatMap((isWinner, index) => (isWinner ? [`new ${String(index)}`] : []));
    claim(winners.length === 1, `${String(winners.length)} of 20 were told that they had won`);
    claimEqual((await other.get('ann'))?.revision, winners[0], 'the stored revision');
  },

  'lets exactly one of many who write the first token win': async ({ store, other }) => {
    const won = await times(20, (index) => (index % 2 ? store : other).replace('ann', undefined, token(String(index))));
    claim(won.filter(Boolean).length === 1, `${String(won.filter(Boolean).length)} of 20 were told that they had won`);
    claimEqual((await store.get('ann'))?.revision, String(won.indexOf(true)), 'the stored revision');
  },

  'loses no step when many count up': async ({ store, other }) => {
    await store.set('ann', token('0'));
    await times(4, (index) => countUp(index % 2 ? store : other, 5));
    claimEqual((await store.get('ann'))?.revision, '20', 'the count of four who counted five each');
  },
};

async function countUp(store: Ground['store'], steps: number): Promise<void> {
  for (let done = 0; done < steps;) {
    const seen = (await store.get('ann'))?.revision;
    if (await store.replace('ann', seen, token(String(Number(seen) + 1)))) done++;
  }
}
