import { InvalidGrantError, type OAuthError, type TokenStoreError } from '../errors.js';
import type { Events } from '../events.js';
import type { OAuth2Token, Token } from '../token-store.js';
import { TokenEvent, type ReplayEvent, type RequestEvent } from './event-details.js';

/** What can be listened to. */
export interface TokenEvents<T extends Token = OAuth2Token> {
  /**
   * A login or a renewal gave a new token. It is in the store; if the store failed (`storeFailed` came before), it is in
   * memory only, and written at the next chance. Save it elsewhere if you keep tokens yourself.
   */
  tokenUpdated: { token: T; account: string };
  /** The grant is over: the person must log in again. */
  reauthorize: { error: InvalidGrantError; account: string };
  /** A renewal began. `background`: of a token that is still good, so that no request waits. */
  renewalStarted: { account: string; background: boolean };
  /** A renewal ended well: with a new token, or with one that another process had stored meanwhile. */
  renewalFinished: TokenEvent<T>;
  /** A renewal failed, perhaps one in the background that no request waited for. */
  renewalFailed: { error: OAuthError; account: string };
  /** The store took a token: of a login, a renewal or `setToken()`. */
  tokenStored: TokenEvent<T>;
  /** The store failed. Requests go on with what is in memory as long as they can. */
  storeFailed: { error: TokenStoreError; account: string };
  /** A request is about to be sent with its token. Hops of a redirect are not told. */
  requestAuthorized: RequestEvent<T>;
  /** A request that was sent once more, after its first token was refused, has been answered. */
  requestReplayed: ReplayEvent<T>;
}

/** Every event, for checking names. */
export const tokenEventNames = [
  'tokenUpdated',
  'reauthorize',
  'renewalStarted',
  'renewalFinished',
  'renewalFailed',
  'tokenStored',
  'storeFailed',
  'requestAuthorized',
  'requestReplayed',
] as const satisfies readonly (keyof TokenEvents)[];

/** Where it is told what happens to the tokens of an account. */
export interface TokenReport<T> {
  renewalStarted(account: string, background: boolean): void;
  renewalFinished(account: string, token: T): void;
  tokenUpdated(account: string, token: T): void;
  tokenStored(account: string, token: T): void;
  renewalFailed(account: string, error: OAuthError): void;
  storeFailed(account: string, error: TokenStoreError): void;
}

/** Says what happens to tokens as events. */
export function reportTo<T extends Token>(events: Pick<Events<TokenEvents<T>>, 'emit'>): TokenReport<T> {
  return {
    renewalStarted: (account, background) => {
      events.emit('renewalStarted', { account, background });
    },
    renewalFinished: (account, token) => {
      events.emit('renewalFinished', new TokenEvent(account, token));
    },
    tokenUpdated: (account, token) => {
      events.emit('tokenUpdated', { token, account });
    },
    tokenStored: (account, token) => {
      events.emit('tokenStored', new TokenEvent(account, token));
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
