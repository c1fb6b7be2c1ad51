/** Header names in lower case, values as text; axios-mock-adapter may give none. */
export function plainHeaders(headers: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
