import { claim, claimEqual, claimRejects } from '../claim.js';
import { pause, token, type Claims, type Ground } from './ground.js';

/** Locks of holders that crashed, and of those that only take long. */
export const endedHolder: Claims = {
  'keeps the lock of a holder that lives, however long its work takes': async ({ store, other, takeOverMs }) => {
    const [inside, entered] = entrance();
    const work = () => (entered(), pause(takeOverMs + 300));
    const long = store.withLock('ann', work, { waitMs: 1000 });
    await Promise.race([inside, long]);
    const tooEarly = () => other.withLock('ann', () => Promise.resolve(), { waitMs: takeOverMs });
    await Promise.all([long, claimRejects(tooEarly, 'withLock() of a key whose holder lives')]);
  },

  'gives the lock of a holder that crashed to the next one': async (ground) => {
    const { other, takeOverMs } = ground;
    await crashInside(ground);
    const had = await other.withLock('ann', () => Promise.resolve('had'), { waitMs: takeOverMs });
    claimEqual(had, 'had', 'the result of the next holder');
  },

  'holds back the late write of a holder that lost its lock': async (ground) => {
    const { store, other, takeOverMs } = ground;
    await store.set('ann', token('1'));
    await crashInside(ground);
    const renew = async () => {
      claim(await other.replace('ann', '1', token('2')), 'the next holder could not write');
    };
    await other.withLock('ann', renew, { waitMs: takeOverMs });
    // One that crashed for good may reject: what counts is what is stored.
    const late = await Promise.resolve(store.replace('ann', '1', token('late'))).catch(() => false);
    claim(!late, 'the late write was told that it had won');
    claimEqual(await other.get('ann'), token('2'), 'the token');
  },
};

/** A promise, and what resolves it. */
function entrance(): [Promise<void>, () => void] {
  let enter = () => {};
  const inside = new Promise<void>((resolve) => (enter = resolve));
  return [inside, enter];
}

/** Leaves `ann` locked by a holder that is no more. */
async function crashInside({ store, crash }: Ground): Promise<void> {
  await new Promise<void>((inside, failed) => {
    const never = () => (inside(), new Promise<void>(() => {}));
    store.withLock('ann', never, { waitMs: 1000 }).catch(failed);
  });
  await crash();
}
