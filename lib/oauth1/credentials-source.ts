import type { MaybePromise } from '../maybe-promise.js';
import type { OutgoingRequest } from '../scheme.js';
import type { OAuth1Credentials } from './credentials.js';

/** Credentials, and whose they are. */
export interface AccountCredentials extends OAuth1Credentials {
  readonly account?: string;
}

/** Where a scheme has its credentials from. */
export interface CredentialsSource {
  /** Those of a request. No promise where they are at hand. */
  of(request: OutgoingRequest): MaybePromise<AccountCredentials>;
  /** Others in place of those that the API refused; undefined when there is no way to have them. */
  insteadOf?(refused: AccountCredentials): Promise<AccountCredentials | undefined>;
}

/** What a request was signed with. */
export interface Carried {
  readonly credentials: AccountCredentials;
  /** Of the clock, in seconds. */
  readonly offset: number;
  /** For the second send. */
  readonly renewed?: AccountCredentials;
}
