/** What an answer says, by name. */
export type Members = Readonly<Record<string, unknown>>;

/** The members of a JSON object or a form, without those that every object inherits (`__proto__`, `constructor`, `toString`). */
export function answerMembers(body: string): Members | undefined {
  const entries = jsonEntries(body) ?? formEntries(body);
  if (!entries) return undefined;
  return Object.fromEntries(entries.filter(([name]) => !(name in Object.prototype)));
}

function jsonEntries(body: string): [string, unknown][] | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;
  } catch {
    return undefined; // not JSON: perhaps a form
  }
}

function formEntries(body: string): [string, unknown][] | undefined {
  return /^[\w.~%+-]+=[^<>\s]*$/.test(body.trim()) ? [...new URLSearchParams(body.trim())] : undefined;
}
