import { claim } from '../claim.js';
import { pause, token, type Claims, type Ground } from './ground.js';

/** subscribe(listener). */
export const changes: Claims = {
  'tells of a token that another has set': async ({ store, other }) => {
    await heard(store, 'ann', (step) => other.set('ann', token(step)));
  },

  'tells of a token that another has replaced': async ({ store, other }) => {
    await store.set('ann', token('0'));
    await heard(store, 'ann', async (step) => {
      await other.replace('ann', (await other.get('ann'))?.revision, token(step));
    });
  },

  'tells of a log-out of another': async ({ store, other }) => {
    await heard(store, 'ann', async (step) => {
      await other.set('ann', token(step));
      await pause(20);
      await other.delete('ann');
    });
  },

  'names the key exactly, however hostile': async ({ store, other }) => {
    for (const key of ['../a b', '__proto__', 'ключ 🔑', "a'b:{c}"])
      await heard(store, key, (step) => other.set(key, token(step)));
  },

  'tells several listeners, and none after its undo': async ({ store, other }) => {
    const heardByFirst: string[] = [];
    const undo = store.subscribe((key) => heardByFirst.push(key));
    await heard(store, 'ann', (step) => other.set('ann', token(step)));
    claim(heardByFirst.includes('ann'), 'the first of two listeners heard nothing');
    undo();
    heardByFirst.length = 0;
    await heard(store, 'bob', (step) => other.set('bob', token(step)));
    claim(heardByFirst.length === 0, 'a listener was called after its undo');
  },
};

/** Changes `key` until it is heard of: a feed may begin some moments after subscribe(). */
async function heard(store: Ground['store'], key: string, change: (step: string) => unknown): Promise<void> {
  const keys: string[] = [];
  const undo = store.subscribe((changed) => keys.push(changed));
  try {
    for (let step = 1; step <= 30 && !keys.includes(key); step++) {
      await change(`${key} ${String(step)}`);
      await pause(50);
    }
  } finally {
    undo();
  }
  claim(keys.includes(key), `nothing was heard of ${JSON.stringify(key)}, only of ${JSON.stringify(keys)}`);
}
