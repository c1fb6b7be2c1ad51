import { ConfigurationError } from '../../errors.js';

/** Scope names as a list, or as one text with spaces between them (RFC 6749 §3.3). */
export type Scope = string | readonly string[];

/** @throws {@link ConfigurationError} for what is no scope. */
export function scopeNames(scope: Scope | undefined): readonly string[] {
  if (scope === undefined) return [];
  if (typeof scope === 'string') return scope.split(' ').filter((name) => name !== '');
  const names: unknown = scope;
  if (Array.isArray(names) && names.every((name) => typeof name === 'string' && name !== '')) return scope;
  throw new ConfigurationError('scope', 'is a list of names, or one text with spaces between them.');
}
