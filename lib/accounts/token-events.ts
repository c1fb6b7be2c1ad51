import { InvalidGrantError, type OAuthError, type TokenStoreError } from '../errors.js';
import type { Events } from '../events.js';
import type { OAuth2Token, Token } from '../token-store.js';
import type { TokenReport } from './account-tokens.js';

/** What can be listened to. */
export interface TokenEvents<T extends Token = OAuth2Token> {
  /**
   * A login or a renewal gave a new token. It is in the store; if the store failed (`storeFailed` came before), it is in
   * memory only, and written at the next chance. Save it elsewhere if you keep tokens yourself.
   */
  tokenUpdated: { token: T; account: string };
  /** The grant is over: the person must log in again. */
  reauthorize: { error: InvalidGrantError; account: string };
  /** A renewal failed, perhaps one in the background that no request waited for. */
  renewalFailed: { error: OAuthError; account: string };
  /** The store failed. Requests go on with what is in memory as long as they can. */
  storeFailed: { error: TokenStoreError; account: string };
}

/** Every event, for checking names. */
export const tokenEventNames = [
  'tokenUpdated',
  'reauthorize',
  'renewalFailed',
  'storeFailed',
] as const satisfies readonly (keyof TokenEvents)[];

/** Says what happens to tokens as events. */
export function reportTo<T extends Token>(events: Pick<Events<TokenEvents<T>>, 'emit'>): TokenReport<T> {
  return {
    tokenUpdated: (account, token) => {
      events.emit('tokenUpdated', { token, account });
    },
    renewalFailed: (account, error) => {
      events.emit('renewalFailed', { error, account });
      if (error instanceof InvalidGrantError) events.emit('reauthorize', { error, account });
    },
    storeFailed: (account, error) => {
      events.emit('storeFailed', { error, account });
    },
  };
}
