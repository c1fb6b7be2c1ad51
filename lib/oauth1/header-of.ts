/** The value of a header, however its name is spelt: mocks and axios-floor give plain objects. */
export function headerOf(headers: unknown, lowerName: string): string | undefined {
  for (const name of Object.keys(headers ?? {})) {
    if (name.length !== lowerName.length || name.toLowerCase() !== lowerName) continue;
    const value = (headers as Record<string, unknown>)[name];
    if (Array.isArray(value)) return value.join(', ');
    return typeof value === 'string' ? value : undefined;
  }
  return undefined;
}
