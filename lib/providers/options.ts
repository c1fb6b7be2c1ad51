import { assertKnownOptions } from '../options.js';

/**
 * What a provider function was given, none of it checked; nothing counts as no options.
 *
 * @throws `ConfigurationError` for an unknown option: a typo must not be a silent default, which is the host of somebody else.
 */
export function optionsOf<Options extends object>(
  options: Options | undefined,
  known: readonly (keyof Options & string)[],
): Partial<Options> {
  assertKnownOptions(options ?? {}, known);
  return options ?? {};
}
