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

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
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
