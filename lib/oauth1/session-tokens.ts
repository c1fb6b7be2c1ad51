import { AccountTokens } from '../accounts/account-tokens.js';
import type { Events } from '../events.js';
import { renewalAnswer } from '../renewal/answer.js';
import { reportTo, type TokenEvents } from '../accounts/token-events.js';
import type { OAuth1Token } from '../token-store.js';
import { renewedToken } from './authorization.js';
import type { OAuth1SessionClient } from './session-client.js';

/** The tokens of a client's accounts: where they are kept, and how they are renewed. */
export function sessionTokens(
  client: OAuth1SessionClient,
  events: Events<TokenEvents<OAuth1Token>>,
): AccountTokens<OAuth1Token> {
  const { provider, clientKey } = client;
  const keyParts = ['oauth1', provider.tokenEndpoint ?? provider.name ?? '', clientKey, ''];
  return new AccountTokens({
    store: client.store,
    keyPrefix: keyParts.map(encodeURIComponent).join('/'),
    nameOfToken: 'oauth_token',
    renewedWith: 'oauth_session_handle',
    automatic: client.automatic,
    startsFromNothing: false,
    leewayMs: client.leewayMs,
    budgetMs: client.renewalBudgetMs,
    renew: (account, current, timeLeftMs) =>
      // Never without one: there is nothing to start from.
      renewalAnswer(renewedToken(client, account, current as OAuth1Token, timeLeftMs), true),
    report: reportTo(events),
  });
}
