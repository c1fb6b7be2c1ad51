import { claimEqual } from '../claim.js';
import { hostileKeys, token, type Claims, type Ground } from './ground.js';

/** keys(). */
export const listing: Claims = {
  'lists nothing when empty': async ({ store }) => {
    claimEqual(await listed(store), [], 'the keys');
  },

  'lists every key that has a token, once, exactly as it was given': async ({ store, other }) => {
    for (const key of hostileKeys) await store.set(key, token('1'));
    for (const key of hostileKeys) await other.set(key, token('2'));
    claimEqual(await listed(other), [...hostileKeys].sort(), 'the keys');
  },

  'does not list what was deleted': async ({ store, other }) => {
    await store.set('ann', token('1'));
    await store.set('bob', token('1'));
    await other.delete('ann');
    claimEqual(await listed(store), ['bob'], 'the keys');
  },
};

async function listed(store: Ground['store']): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.keys()) keys.push(key);
  return keys.sort();
}
