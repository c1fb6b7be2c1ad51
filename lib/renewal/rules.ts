import type { FailureKind } from './backoff.js';
import type { OAuthError, TokenStoreError } from '../errors.js';
import type { Revisioned } from '../token-store.js';

/** How one try ended: with a record that is not stored yet, or with a failure. */
export type RenewalAnswer<T> =
  | { readonly record: T; readonly failure?: never }
  | { readonly failure: FailureKind; readonly error: OAuthError; readonly retryAfterMs?: number | undefined };

/** What a protocol says of its records, and how it renews them. */
export interface RenewalRules<T extends Revisioned> {
  /** Milliseconds for one renewal with all its tries and waits. */
  readonly budgetMs: number;
  /** One try, ended within `timeLeftMs` milliseconds. */
  renew(key: string, current: T | undefined, timeLeftMs: number): Promise<RenewalAnswer<T>>;
  /** Too old to be used, by the clock. */
  mustRenew(record: T): boolean;
  /** Why a renewal is not possible from here. */
  obstacle(key: string, current: T | undefined): OAuthError | undefined;
  /** The same record, with the server's final word written down. */
  refused(current: T, error: OAuthError): T;
  /** The revision that the server refused for good, if this record says so. */
  refusedRevision(record: T): string | undefined;
  /** What happened, for events. */
  readonly report: RenewalReport<T>;
}

/** Where a renewal tells what happened. */
export interface RenewalReport<T> {
  /** `background`: nobody waits for it. */
  started(key: string, background: boolean): void;
  /** Ended with a record, renewed here or elsewhere. */
  finished(key: string, record: T): void;
  /** Renewed here. */
  renewed(key: string, record: T): void;
  failed(key: string, error: OAuthError): void;
  /** The store took a record. */
  stored(key: string, record: T): void;
  storeFailed(key: string, error: TokenStoreError): void;
}
