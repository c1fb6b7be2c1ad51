/** One challenge of a WWW-Authenticate field (RFC 9110 §11.6.1). */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  /** Names in lower case. Empty when the challenge was malformed, as with a parameter given twice. */
  readonly parameters: Readonly<Record<string, string>>;
}

const token = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const token68 = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
const quoted = /"((?:[^"\\]|\\.)*)"/y;
const equals = /[ \t]*=[ \t]*/y;
const spaces = /[ \t]+/y;
const separators = /[ \t,]*/y;
const toNextComma = /[^,]*/y;

/**
 * Reads a WWW-Authenticate field: several challenges, quoted strings with commas and escapes, token68, empty list members.
 * Never throws; each character is looked at a bounded number of times.
 */
export function parseChallenges(field: string): Challenge[] {
  const scan = new Scan(field);
  const challenges: Challenge[] = [];
  while (scan.take(separators) !== undefined && !scan.atEnd) {
    const scheme = scan.take(token);
    if (scheme === undefined) {
      scan.take(toNextComma);
      if (!scan.atEnd) scan.skip(1);
      continue;
    }
    challenges.push({ scheme: scheme.toLowerCase(), parameters: readParameters(scan) });
  }
  return challenges;
}

/** The parameters of the first challenge of `scheme`; undefined when the server did not challenge so. */
export function challengeOf(scheme: string, fields: unknown): Readonly<Record<string, string>> | undefined {
  const text = Array.isArray(fields) ? fields.join(', ') : fields;
  if (typeof text !== 'string') return undefined;
  return parseChallenges(text).find((challenge) => challenge.scheme === scheme)?.parameters;
}

function readParameters(scan: Scan): Record<string, string> {
  const parameters = new Map<string, string>();
  if (scan.take(spaces) === undefined) return {};
  if (scan.take(token68) !== undefined) return {};
  let repeated = false;
  for (;;) {
    const start = scan.position;
    const name = scan.take(token)?.toLowerCase();
    const value = name !== undefined && scan.take(equals) !== undefined ? readValue(scan) : undefined;
    if (name === undefined || value === undefined) {
      scan.position = start; // the next challenge begins here
      break;
    }
    repeated ||= parameters.has(name);
    parameters.set(name, value);
    scan.take(separators);
  }
  return repeated ? {} : Object.fromEntries(parameters);
}

function readValue(scan: Scan): string | undefined {
  const text = scan.take(quoted);
  return text === undefined ? scan.take(token) : text.slice(1, -1).replace(/\\(.)/g, '$1');
}

/** A place in a text that only moves when something is found. */
class Scan {
  position = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.position >= this.#text.length;
  }

  skip(characters: number): void {
    this.position += characters;
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.#text)?.[0];
    this.position += found?.length ?? 0;
    return found;
  }
}
