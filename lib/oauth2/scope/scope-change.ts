import type { Events } from '../../events.js';
import type { OAuth2Events } from '../oauth2-events.js';
import type { GivenToken } from '../token.js';

/** What one token request asked for, as it was written. */
export interface AskedScope {
  readonly account: string;
  readonly scope: string | undefined;
  readonly separator: string;
}

/** The token with its scope: none in the answer means as asked (RFC 6749 §3.3). Another one is told. */
export function withScope(events: Events<OAuth2Events>, asked: AskedScope, given: GivenToken): GivenToken {
  const { account, scope, separator } = asked;
  if (!scope) return given;
  const { scope: granted = scope } = given;
  if (listed(granted, separator) !== listed(scope, separator)) {
    events.emit('scopeChanged', { asked: scope, granted, account });
  }
  return { ...given, scope: granted };
}

/** In an order of its own; services that separate with something else may still answer with spaces. */
function listed(scope: string, separator: string): string {
  const names = scope.split(separator).flatMap((names) => names.split(' '));
  return [...new Set(names.filter((name) => name !== ''))].sort().join(' ');
}
