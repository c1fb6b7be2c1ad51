/** Fails the test with what was found instead. */
export function claim(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(`Not kept: ${otherwise}.`);
}

/** Compares plain data, as JSON knows it; the order of members does not count. */
export function claimEqual(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [canonical(actual), canonical(expected)];
  claim(found === wanted, `${what} is ${cut(found)}, not ${cut(wanted)}`);
}

/** Fails unless `work` rejects or throws; gives back with what. */
export async function claimRejects(work: () => unknown, what: string): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error(`Not kept: ${what} should reject, but resolved.`);
}

function canonical(value: unknown): string {
  const sorted = (_key: string, member: unknown) =>
    isPlain(member) ? Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)) : member;
  return value === undefined ? 'undefined' : JSON.stringify(value, sorted);
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}… (${String(text.length)} characters)` : text;
}
