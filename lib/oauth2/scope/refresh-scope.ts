import { ConfigurationError } from '../../errors.js';
import type { OAuth2Token } from '../../token-store.js';
import type { OAuth2Client } from '../client.js';
import { scopeNames, type Scope } from './scope.js';
import type { TokenCallOptions } from '../token-endpoint/token-request.js';
import type { GivenToken } from '../token.js';

/** What one refresh by hand sends beyond the refresh token. */
export interface RefreshOptions extends TokenCallOptions {
  /** Less than was granted. The next refresh without it gets all again. */
  readonly scope?: Scope;
}

/**
 * A refresh may ask for less than was granted, never for more (RFC 6749 §6).
 *
 * @throws {@link ConfigurationError} before anything is sent.
 */
export function assertGranted(client: OAuth2Client, current: OAuth2Token | undefined, scope: Scope): void {
  if (client.grant) throw new ConfigurationError('scope', "is the grant's own affair in this session.");
  const granted = grantedScope(client, current);
  if (granted === undefined || scopeNames(scope).every((one) => granted.includes(one))) return;
  throw new ConfigurationError('scope', 'asks for more than was granted: log in again for it (RFC 6749 §6).');
}

/**
 * What the token of a refresh covers, and what its grant does. A refresh that asks for no scope gets all that was granted, also
 * after one that asked for less.
 */
export function scopeAfterRefresh(
  client: OAuth2Client,
  given: GivenToken,
  current: OAuth2Token | undefined,
  asked: Scope | undefined,
): Pick<OAuth2Token, 'scope' | 'grantedScope'> {
  const granted = current?.grantedScope ?? current?.scope;
  const asAsked = asked === undefined ? undefined : scopeNames(asked).join(client.scopeSeparator);
  const scope = given.scope ?? asAsked ?? granted;
  return {
    ...(scope === undefined ? {} : { scope }),
    ...(asked === undefined || granted === undefined ? {} : { grantedScope: granted }),
  };
}

/** Undefined when nobody ever said: then the server decides. */
function grantedScope(client: OAuth2Client, current: OAuth2Token | undefined): readonly string[] | undefined {
  const said = current?.grantedScope ?? current?.scope;
  // RFC 6749 §5.1: an answer without a scope granted what was asked for.
  if (said === undefined) return client.scope.length > 0 ? client.scope : undefined;
  // Some services answer with another separator than they ask for.
  return [...said.split(client.scopeSeparator), ...said.split(/[ ,]+/)];
}
