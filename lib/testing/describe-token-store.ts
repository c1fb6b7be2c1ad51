import type { MaybePromise } from '../maybe-promise.js';
import type { TokenStore } from '../token-store.js';
import { changes } from './store/changes.js';
import { claim } from './claim.js';
import { compareAndSet } from './store/compare-and-set.js';
import { endedHolder } from './store/ended-holder.js';
import type { Claims, Ground } from './store/ground.js';
import { listing } from './store/listing.js';
import { lock } from './store/lock.js';
import { records } from './store/records.js';
import { globalRunner, type TestRunner } from './runner.js';

/** What a store may have beside `get`, `set` and `delete`. */
export type OptionalVerb = 'replace' | 'withLock' | 'subscribe' | 'keys';

/** What {@link describeTokenStore} needs to know of a store. */
export interface TokenStoreTests {
  /** Makes an empty store. Called for each test. */
  create(): MaybePromise<TokenStore>;
  /**
   * Opens what `store` keeps once more, as another process, machine or tab would: a second connection, a second object on the
   * same folder. Default: the same object again.
   */
  reopen?(store: TokenStore): MaybePromise<TokenStore>;
  /** The verbs that the store has and that are to be proved. One that it has and you do not name is a failing test. Default: none. */
  verbs?: readonly OptionalVerb[];
  /**
   * Ends all that `store` does as `kill -9` would: heartbeats stop, connections are cut, nothing is released. Given it, the
   * locks of holders that ended are proved, too.
   */
  crash?(store: TokenStore): MaybePromise<void>;
  /** Milliseconds after which others must have the lock of a holder that ended. Default: 2000. */
  takeOverMs?: number;
  /** Called for each store at the end of its test, the reopened one first. */
  close?(store: TokenStore): MaybePromise<void>;
  /** For runners without globals: `describe` and `it` of `vitest` or `node:test`. Default: the global ones. */
  runner?: TestRunner;
}

/**
 * Proves that a store keeps what {@link TokenStore} promises, under jest, vitest or any runner with `describe` and `it`:
 *
 * @example
 * describeTokenStore('my store', { create: () => new MyStore(), verbs: ['replace'] });
 */
export function describeTokenStore(name: string, tests: TokenStoreTests): void {
  const { describe, it } = tests.runner ?? globalRunner();
  describe(name, () => {
    it('has the verbs that are proved here, and no others', () => onGround(tests, verbsAreNamed(tests)));
    for (const [sentence, proof] of Object.entries(claimsOf(tests))) it(sentence, () => onGround(tests, proof));
  });
}

function claimsOf(tests: TokenStoreTests): Claims {
  const verbs = tests.verbs ?? [];
  return {
    ...records,
    ...(verbs.includes('replace') && compareAndSet),
    ...(verbs.includes('withLock') && lock),
    ...(verbs.includes('withLock') && tests.crash && endedHolder),
    ...(verbs.includes('subscribe') && changes),
    ...(verbs.includes('keys') && listing),
  };
}

const optionalVerbs: readonly OptionalVerb[] = ['replace', 'withLock', 'subscribe', 'keys'];

function verbsAreNamed({ verbs = [] }: TokenStoreTests) {
  return ({ store }: Ground) => {
    for (const verb of optionalVerbs) {
      const has = typeof store[verb] === 'function';
      claim(has || !verbs.includes(verb), `the store has no ${verb}(), though "verbs" names it`);
      claim(!has || verbs.includes(verb), `the store has ${verb}(): name it in "verbs", so that it is proved`);
    }
  };
}

/** Two openers of one empty store, closed at the end whatever happens. */
async function onGround(tests: TokenStoreTests, proof: (ground: Ground) => MaybePromise<void>): Promise<void> {
  const store = await tests.create();
  const other = (await tests.reopen?.(store)) ?? store;
  try {
    await proof({
      store: store as Ground['store'], // a claim about a verb is only registered where the verb is named
      other: other as Ground['other'],
      crash: () => tests.crash?.(store),
      takeOverMs: tests.takeOverMs ?? 2000,
    });
  } finally {
    if (other !== store) await tests.close?.(other);
    await tests.close?.(store);
  }
}
