import { MemoryTokenStore } from '../../lib/stores/memory.js';
import { describeTokenStore, type TokenStoreTests } from '../../lib/testing/index.js';
import type { Token, TokenStore } from '../../lib/token-store.js';

/** Runs the suite apart from Jest: which sentences did not hold? */
async function notKept(tests: TokenStoreTests, only = /./): Promise<string[]> {
  const proofs: [string, () => Promise<void>][] = [];
  const runner = {
    describe: (_name: string, suite: () => void) => suite(),
    it: (name: string, test: () => Promise<void>) => proofs.push([name, test]),
  };
  describeTokenStore('a store', { ...tests, runner });
  const failed: string[] = [];
  for (const [name, test] of proofs.filter(([name]) => only.test(name))) await test().catch(() => failed.push(name));
  return failed;
}

/** A lock as good as it can be in one process. */
class LockedStore extends MemoryTokenStore implements TokenStore {
  readonly #tails = new Map<string, Promise<unknown>>();

  async withLock<T>(key: string, work: () => Promise<T>, { waitMs }: { waitMs: number }): Promise<T> {
    let tooLate = false;
    const mine = (this.#tails.get(key) ?? Promise.resolve()).then(() => (tooLate ? undefined : work()));
    this.#tails.set(
      key,
      mine.catch(() => undefined),
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        tooLate = true;
        reject(new Error('no lock'));
      }, waitMs);
    });
    return Promise.race([mine as Promise<T>, late]).finally(() => clearTimeout(timer));
  }
}

const locked = { create: () => new LockedStore(), verbs: ['replace', 'withLock', 'keys'] } as const;

describe('describeTokenStore()', () => {
  it('passes a store that keeps its promises', async () => {
    expect(await notKept(locked)).toEqual([]);
  });

  it('finds a verb that is not named, and one that is not there', async () => {
    expect(await notKept({ create: () => new MemoryTokenStore() })).toHaveLength(1);
    expect(await notKept({ ...locked, create: () => new MemoryTokenStore() })).toContain(
      'has the verbs that are proved here, and no others',
    );
  });

  it('finds a plain object used as a map', async () => {
    const create = () => {
      const tokens: Record<string, Token> = {};
      return {
        get: (key: string) => tokens[key],
        set: (key: string, token: Token) => void (tokens[key] = token),
        delete: (key: string) => void delete tokens[key],
      };
    };
    expect(await notKept({ create })).toEqual([
      'answers undefined for a key that has no token',
      'tells every two keys apart, however hostile',
    ]);
  });

  it('finds keys that are folded', async () => {
    class Folding extends MemoryTokenStore {
      override get = (key: string) => super.get(key.toLowerCase());
      override set = (key: string, token: Token) => super.set(key.toLowerCase(), token);
    }
    expect(await notKept({ create: () => new Folding(), verbs: ['replace', 'keys'] })).toContain(
      'tells every two keys apart, however hostile',
    );
  });

  it('finds a replace() that looks first and writes later', async () => {
    class LookThenWrite extends LockedStore {
      override replace = (async (key: string, expected: string | undefined, next: Token) => {
        if (this.get(key)?.revision !== expected) return false;
        await new Promise((resolve) => setTimeout(resolve, 1));
        this.set(key, next);
        return true;
      }) as never;
    }
    expect(await notKept({ ...locked, create: () => new LookThenWrite() })).toEqual([
      'lets exactly one of many who replace the same token win',
      'lets exactly one of many who write the first token win',
      'loses no step when many count up',
    ]);
  });

  it('finds a lock that locks nothing', async () => {
    class Unlocked extends LockedStore {
      override withLock<T>(_key: string, work: () => Promise<T>): Promise<T> {
        return work();
      }
    }
    const crash = () => undefined;
    expect(await notKept({ ...locked, create: () => new Unlocked(), crash, takeOverMs: 200 })).toEqual([
      'lets one holder in at a time, and everyone in the end',
      'rejects when waitMs pass without the lock, and never runs the work later',
      'keeps the lock of a holder that lives, however long its work takes',
    ]);
  });

  it('finds a lock that a crashed holder keeps for ever', async () => {
    expect(await notKept({ ...locked, crash: () => undefined, takeOverMs: 200 })).toEqual([
      'gives the lock of a holder that crashed to the next one',
      'holds back the late write of a holder that lost its lock',
    ]);
  });

  it('finds one lock for all keys', async () => {
    class OneLock extends LockedStore {
      override withLock<T>(_key: string, work: () => Promise<T>, options: { waitMs: number }): Promise<T> {
        return super.withLock('', work, { waitMs: Math.min(options.waitMs, 1000) });
      }
    }
    expect(await notKept({ ...locked, create: () => new OneLock() })).toEqual(['never lets one key wait for another']);
  });

  it('finds a change feed that is silent, and a list that is short', async () => {
    class Silent extends MemoryTokenStore {
      subscribe = () => () => undefined;
      override keys = () => [...super.keys()].slice(1);
    }
    const silent: TokenStoreTests = { create: () => new Silent(), verbs: ['replace', 'subscribe', 'keys'] };
    expect(await notKept(silent, /log-out of another|lists/)).toEqual([
      'tells of a log-out of another',
      'lists every key that has a token, once, exactly as it was given',
    ]);
  });

  it('asks for a test runner where there is none', () => {
    const { it: own } = globalThis;
    try {
      Reflect.deleteProperty(globalThis, 'it');
      expect(() => describeTokenStore('a store', locked)).toThrow(/give those of your test runner/);
    } finally {
      Object.assign(globalThis, { it: own });
    }
  });
});
