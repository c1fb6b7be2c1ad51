import { claim, claimEqual, claimRejects } from '../claim.js';
import { pause, times, token, type Claims, type Ground } from './ground.js';

const patient = { waitMs: 4000 };

/** withLock(key, work, { waitMs }). */
export const lock: Claims = {
  'gives back what the locked work came to': async ({ store }) => {
    claimEqual(await store.withLock('ann', async () => pause(1).then(() => 42), patient), 42, 'the result');
  },

  'rejects with the error of the locked work, and is free again': async ({ store, other }) => {
    const error = new Error('of the work');
    const rejection = await claimRejects(
      () => store.withLock('ann', () => Promise.reject(error), patient),
      'withLock()',
    );
    claim(rejection === error, 'the error is another one');
    claimEqual(await other.withLock('ann', () => Promise.resolve('had'), patient), 'had', 'the next holder');
  },

  'lets one holder in at a time, and everyone in the end': async ({ store, other }) => {
    let [inside, most, done] = [0, 0, 0];
    const work = async () => {
      most = Math.max(most, ++inside);
      await pause(5);
      inside--;
      done++;
    };
    await times(12, (index) => (index % 2 ? store : other).withLock('ann', work, patient));
    claimEqual({ most, done }, { most: 1, done: 12 }, 'how many were inside');
  },

  'never lets one key wait for another': async ({ store, other }) => {
    await whileHeld(store, 'ann', async () => {
      const keys = ['bob', 'ANN', 'ann ', 'ann.lock', '__proto__'];
      const had = await times(keys.length, (index) =>
        (index % 2 ? store : other).withLock(keys[index] ?? '', () => Promise.resolve(keys[index]), patient),
      );
      claimEqual(had, keys, 'the keys whose lock was had');
    });
  },

  'rejects when waitMs pass without the lock, and never runs the work later': async ({ store, other }) => {
    let ran = false;
    const late = () => {
      ran = true;
      return Promise.resolve();
    };
    await whileHeld(store, 'ann', async () => {
      await claimRejects(() => other.withLock('ann', late, { waitMs: 100 }), 'withLock() of a key that is held');
    });
    await other.withLock('ann', () => pause(50), patient);
    claim(!ran, 'the work ran without a lock');
  },

  'can be read and written by its holder': async ({ store }) => {
    await store.set('ann', token('1'));
    await store.withLock(
      'ann',
      async () => {
        claimEqual(await store.get('ann'), token('1'), 'the token');
        claim(await store.replace('ann', '1', token('2')), 'replace() inside the lock did not resolve to true');
        await store.set('ann', token('3'));
        await store.delete('ann');
      },
      patient,
    );
    claim((await store.get('ann')) === undefined, 'the token was not deleted');
  },

  'lets a log-out and a login through at once, and holds back the late write of the holder': async ({
    store,
    other,
  }) => {
    await store.set('ann', token('1'));
    await whileHeld(store, 'ann', async () => {
      await other.delete('ann');
      claim(!(await store.replace('ann', '1', token('late'))), 'a log-out during the lock was undone');
      await other.set('ann', token('new login'));
      claim(!(await store.replace('ann', '1', token('late'))), 'a login during the lock was overwritten');
    });
    claimEqual(await store.get('ann'), token('new login'), 'the token');
  },
};

/** Runs `work` while the lock is held by another. */
async function whileHeld(store: Ground['store'], key: string, work: () => Promise<void>): Promise<void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await new Promise<void>((inside, failed) => {
    const holding = store.withLock(key, () => (inside(), released), patient);
    holding.catch(failed);
  });
  await work().finally(release);
}
