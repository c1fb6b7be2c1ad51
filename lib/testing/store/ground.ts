import type { MaybePromise } from '../../maybe-promise.js';
import type { OAuth2Token, TokenStore } from '../../token-store.js';

/** What a proof stands on: one store, opened twice. */
export interface Ground {
  readonly store: Required<TokenStore>;
  readonly other: Required<TokenStore>;
  /** Ends `store` as a crash would. */
  readonly crash: () => MaybePromise<void>;
  readonly takeOverMs: number;
}

/** Sentences, and their proofs. */
export type Claims = Readonly<Record<string, (ground: Ground) => MaybePromise<void>>>;

/** A token whose revision says which it is. */
export function token(revision: string, members: object = {}): OAuth2Token {
  return {
    token_type: 'Bearer',
    access_token: `at-${revision}`,
    refresh_token: `rt-${revision}`,
    revision,
    ...members,
  };
}

/** `count` promises of what `work` makes of 0, 1, 2, … */
export function times<T>(count: number, work: (index: number) => MaybePromise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, async (_, index) => work(index)));
}

/** Milliseconds, really waited: a store's own clock cannot be moved. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** For locks that are to be had. */
export const patient = { waitMs: 4000 };

/** Runs `work` while the lock is held by another. */
export async function whileHeld(store: Ground['store'], key: string, work: () => Promise<void>): Promise<void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await new Promise<void>((inside, failed) => {
    const holding = store.withLock(key, () => (inside(), released), patient);
    holding.catch(failed);
  });
  await work().finally(release);
}

/** Names that break careless stores: paths, prototypes, control characters, separators, Windows' devices, sheer length. */
export const hostileKeys: readonly string[] = [
  '',
  ' ',
  '.',
  '../../etc/passwd',
  'C:\\Windows\\win.ini',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'a',
  'A',
  'a.',
  'a ',
  'a/b',
  'a:b',
  'a%2Fb',
  'a\0b',
  'a\r\nb',
  'CON',
  'nul.json',
  'com1.txt',
  '*?"<>|',
  "'; DROP TABLE tokens; --",
  '{a}b',
  'ключ 🔑',
  'é', // the same letter twice, composed and decomposed
  'e\u0301',
  'k'.repeat(10_000),
  `${'k'.repeat(9_999)}l`,
];
