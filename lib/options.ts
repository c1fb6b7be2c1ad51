import { ConfigurationError } from './errors.js';

/**
 * A typo in an option must not be a silent default.
 *
 * @throws {@link ConfigurationError} that names the unknown option and the known ones.
 */
export function assertKnownOptions(options: object, known: readonly string[], prefix = ''): void {
  const unknown = Object.keys(options).find((option) => !known.includes(option));
  if (unknown === undefined) return;
  throw new ConfigurationError(prefix + unknown, `there is no such option; there are ${known.join(', ')}.`);
}

/** @throws {@link ConfigurationError} unless the option is a string with something in it. */
export function requiredText(value: unknown, option: string, whatFor: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ConfigurationError(option, `is required: ${whatFor}.`);
}

/** @throws {@link ConfigurationError} unless the option is absent or a number from 0 up. */
export function milliseconds(value: number | undefined, option: string, fallback: number, unitMs = 1): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !(value >= 0)) throw new ConfigurationError(option, 'must be a number, 0 or more.');
  return value * unitMs;
}
