import { AuthorizationResponseError } from '../errors.js';

const longestMemory = 1000;
const used = new Set<string>();

/** A server that gives the same again begins another login. */
export function forgetUse(login: string): void {
  used.delete(login);
}

/**
 * Each login ends once in this process.
 *
 * @param login - What only this login has.
 * @param parameter - Where its response says so.
 * @throws {@link AuthorizationResponseError}
 */
export function assertFirstUse(login: string, parameter: string): void {
  if (used.has(login)) throw new AuthorizationResponseError(parameter, 'this login has been used already');
  used.add(login);
  // The server's own single use of the code stands behind this one, so it may forget the oldest.
  const [oldest] = used;
  if (used.size > longestMemory && oldest !== undefined) used.delete(oldest);
}
