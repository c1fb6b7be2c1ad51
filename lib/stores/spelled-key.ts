/** A key as databases take it: without NUL and lone surrogates, no two alike. Ordinary keys stay as they are. */
export function spelled(key: string): string {
  return JSON.stringify(key).slice(1, -1);
}

/** The key that was spelled so; undefined when none is. */
export function unspelled(spelling: string): string | undefined {
  try {
    return JSON.parse(`"${spelling}"`) as string;
  } catch {
    return undefined;
  }
}
