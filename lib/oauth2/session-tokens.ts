import { reportTo } from '../accounts/token-events.js';
import type { Events } from '../events.js';
import { renewalAnswer } from '../renewal/answer.js';
import type { OAuth2Token } from '../token-store.js';
import type { OAuth2Client } from './client.js';
import { refreshGrant } from './grants/grants.js';
import type { OAuth2Events } from './oauth2-events.js';
import { searchParameters, targetOf } from './request-parameters.js';
import { scopeAfterRefresh, type RefreshOptions } from './scope/refresh-scope.js';
import { withScope } from './scope/scope-change.js';
import { scopeNames, type Scope } from './scope/scope.js';
import { fetchToken } from './token-endpoint/token-endpoint.js';
import { TokenSource } from './token-source.js';
import { tokenRecord } from './token.js';

/** The tokens of a client's accounts: where they are kept, and how they are renewed, with further `options` of a call. */
export function sessionTokens(
  client: OAuth2Client,
  events: Events<OAuth2Events>,
  options: () => RefreshOptions = () => ({}),
): TokenSource {
  const needsRefreshToken = client.grant === undefined;
  return new TokenSource({
    store: client.store,
    keyPrefix: keyPrefixOf(client),
    automatic: client.automatic,
    startsFromNothing: !needsRefreshToken,
    needsRefreshToken,
    leewayMs: client.leewayMs,
    budgetMs: client.renewalBudgetMs,
    renew: (account, current, timeLeftMs) =>
      renewalAnswer(renewed(client, events, { account, current, timeLeftMs }, options()), needsRefreshToken),
    report: reportTo(events),
  });
}

/** A renewal of the account's own, with `options`: one that is under way without them is waited for, and not taken for it. */
export async function renewedWith(
  options: RefreshOptions,
  client: OAuth2Client,
  events: Events<OAuth2Events>,
  account: string,
): Promise<OAuth2Token> {
  let isOurs = false;
  const own = sessionTokens(client, events, () => {
    isOurs = true;
    return options;
  });
  for (;;) {
    const token = await own.renew(account);
    if (isOurs) return token;
  }
}

/**
 * Provider, client and, for a grant of the client's own, what it asks for: a machine must not be given a person's token, nor one
 * resource server the token of another.
 */
function keyPrefixOf({ provider, clientId, grant, tokenRequest, resource }: OAuth2Client): string {
  const own = grant && [grant.grantType, ...[...scopeNames(grant.scope)].sort()].join(' ');
  const targets = searchParameters({ resource, ...grant?.target, ...targetOf(tokenRequest.parameters) });
  const target = [...targets].map((pair) => pair.join('=')).sort();
  return [
    'oauth2',
    provider.issuer ?? provider.tokenEndpoint ?? '',
    clientId,
    ...searchParameters({ scope: own }).values(),
    ...target,
    '',
  ]
    .map(encodeURIComponent)
    .join('/');
}

interface Renewing {
  readonly account: string;
  readonly current: OAuth2Token | undefined;
  readonly timeLeftMs: number;
}

/** A grant that needs no person is run again; otherwise the refresh token is traded. */
async function renewed(
  client: OAuth2Client,
  events: Events<OAuth2Events>,
  { account, current, timeLeftMs }: Renewing,
  { scope, ...options }: RefreshOptions,
): Promise<OAuth2Token> {
  const timeoutMs = Math.min(options.timeoutMs ?? client.tokenTimeoutMs, timeLeftMs);
  const resource = current?.resources ?? client.resource;
  const grant = client.grant ?? refreshGrant(current?.refresh_token ?? '', { scope, resource });
  const call = { ...options, grant, account, timeoutMs, dpopKey: current?.dpopKey };
  const { given, askedAtMs } = await fetchToken(client, call);
  await client.openIdConnect?.check(client, given, { previous: client.grant ? undefined : current?.id_token });
  const had = client.grant ? undefined : (current?.grantedScope ?? current?.scope);
  const asked = { account, scope: scopeText(client, grant.scope ?? scope) || had, separator: client.scopeSeparator };
  const told = withScope(events, asked, given);
  if (client.grant) return tokenRecord(told, askedAtMs);
  // One refresh by hand may ask for fewer resources; those of the login stay, so that the next one gets all again (RFC 8707 §2.2).
  const { resources: _asked, ...members } = told;
  const own = { ...members, ...scopeAfterRefresh(client, given, current, scope) };
  return tokenRecord(own, askedAtMs, current);
}

/** The scope as it is asked for, in one text. */
export function scopeText({ scopeSeparator }: OAuth2Client, scope: Scope | undefined): string {
  return scopeNames(scope).join(scopeSeparator);
}
