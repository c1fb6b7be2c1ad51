import { ConfigurationError } from '../errors.js';

/** @throws `ConfigurationError` unless the option is absent or a whole number from 1 up: what servers take for a time to live. */
export function wholeMilliseconds<Fallback extends number | undefined>(
  value: number | undefined,
  option: string,
  fallback: Fallback,
): number | Fallback {
  if (value === undefined) return fallback;
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new ConfigurationError(option, 'must be a whole number of milliseconds, 1 or more.');
}
