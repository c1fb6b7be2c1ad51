/** `describe` and `it` of any test runner. */
export interface TestRunner {
  /** Groups tests. */
  readonly describe: (name: string, suite: () => void) => unknown;
  /** One test. */
  readonly it: (name: string, test: () => Promise<void>) => unknown;
}

/** @throws when the runner has no global ones, as `node:test`. */
export function globalRunner(): TestRunner {
  const { describe, it } = globalThis as Partial<TestRunner>;
  if (describe && it) return { describe, it };
  throw new Error('No global describe() and it(): give those of your test runner as { runner: { describe, it } }.');
}
