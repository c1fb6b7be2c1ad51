import { ConfigurationError } from './errors/configuration-error.js';

/**
 * A typo in an option must not be a silent default.
 *
 * @throws {@link ConfigurationError} that names the unknown option and the known ones.
 */
export function assertKnownOptions(options: unknown, known: readonly string[], prefix = ''): void {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigurationError(prefix.slice(0, -1) || 'options', `give an object with ${known.join(', ')}.`);
  }
  for (const option of Object.keys(options)) assertKnown('option', option, known, prefix);
}

/** @throws {@link ConfigurationError} that names the unknown option, hook or event, and the known ones. */
export function assertKnown(
  kind: 'option' | 'hook' | 'event',
  name: string,
  known: readonly string[],
  prefix: string,
): void {
  if (known.includes(name)) return;
  throw new ConfigurationError(prefix + name, `there is no such ${kind}; there are ${known.join(', ')}.`);
}

/** Of anything else, as URLSearchParams or Headers, nothing would be read. @throws {@link ConfigurationError} unless it is one. */
export function assertPlainObject(value: unknown, option: string): void {
  if (Object.prototype.toString.call(value) === '[object Object]') return;
  throw new ConfigurationError(option, 'must be a plain object.');
}

/** @throws {@link ConfigurationError} for none of `allowed`. */
export function oneOf<T>(allowed: readonly T[], value: T, option: string): T {
  if (!allowed.includes(value)) throw new ConfigurationError(option, `must be one of ${allowed.join(', ')}.`);
  return value;
}

/** @throws {@link ConfigurationError} unless it is one. */
export function assertFunction(value: unknown, option: string): void {
  if (typeof value !== 'function') throw new ConfigurationError(option, 'must be a function.');
}

/** Half a character (a lone surrogate) would become another on its way. @throws {@link ConfigurationError} for it, and for what is no text. */
export function wholeText(value: unknown, option: string): string {
  if (typeof value === 'string' && !/[\uD800-\uDFFF]/u.test(value)) return value; // with the u flag a whole pair does not match
  throw new ConfigurationError(option, 'must be text of whole characters.');
}

/** @throws {@link ConfigurationError} unless the option is a string with something in it. */
export function requiredText(value: unknown, option: string, whatFor: string): string {
  if (value) return wholeText(value, option);
  throw new ConfigurationError(option, `is required: ${whatFor}.`);
}

/** @throws {@link ConfigurationError} unless the option is absent or a number from 0 up. */
export function milliseconds(value: number | undefined, option: string, fallback: number, unitMs = 1): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !(value >= 0)) throw new ConfigurationError(option, 'must be a number, 0 or more.');
  return value * unitMs;
}

/** To axios 0 is "no limit", to others "at once": neither is meant. @throws {@link ConfigurationError} for 0 and less. */
export function timeLimit(valueMs: number | undefined, option: string, fallbackMs: number): number {
  if (valueMs === 0) throw new ConfigurationError(option, 'must be more than 0; Infinity is no limit.');
  return milliseconds(valueMs, option, fallbackMs);
}
