import type { AccountTokens } from '../accounts/account-tokens.js';
import type { CarriedToken } from '../accounts/request-report.js';
import { accountOf } from '../accounts/named-account.js';
import type { MaybePromise } from '../maybe-promise.js';
import type { OutgoingRequest } from '../scheme.js';
import type { OAuth1Token } from '../token-store.js';
import { after } from './after.js';
import type { AccountCredentials, Carried, CredentialsSource } from './credentials-source.js';

/** Credentials out of the store, with what a renewal must know of them. */
interface StoredCredentials extends AccountCredentials {
  readonly account: string;
  readonly record: OAuth1Token;
  /** Renewals that had failed before the request was sent. */
  readonly failuresSeen: number;
}

/** What a request was signed with, if its credentials are out of a store. */
export function carriedBy(credential: unknown): CarriedToken<OAuth1Token> {
  const { account, record } = (credential as Carried).credentials as StoredCredentials;
  return { account, token: record };
}

/** The token credentials of a request's account. */
export class StoreCredentials implements CredentialsSource {
  readonly #tokens: AccountTokens<OAuth1Token>;
  readonly #account: string;
  /** The same object as long as nothing is new: the signer prepares each but once. */
  #last: StoredCredentials | undefined;

  constructor(tokens: AccountTokens<OAuth1Token>, account: string) {
    this.#tokens = tokens;
    this.#account = account;
  }

  of({ options }: OutgoingRequest): MaybePromise<AccountCredentials> {
    return this.ofAccount(accountOf(options) ?? this.#account);
  }

  ofAccount(account: string): MaybePromise<AccountCredentials> {
    const failuresSeen = this.#tokens.failures;
    return after(this.#tokens.usable(account), (record) => {
      const last = this.#last;
      if (last?.record === record && last.account === account && last.failuresSeen === failuresSeen) return last;
      return (this.#last = stored(account, record, failuresSeen));
    });
  }

  async insteadOf(refused: AccountCredentials): Promise<AccountCredentials | undefined> {
    const { account, record, failuresSeen } = refused as StoredCredentials;
    const next = await this.#tokens.insteadOf(account, record, failuresSeen);
    return next && stored(account, next, failuresSeen);
  }
}

function stored(account: string, record: OAuth1Token, failuresSeen: number): StoredCredentials {
  return { account, record, failuresSeen, token: record.oauth_token, tokenSecret: record.oauth_token_secret };
}
