import { ConfigurationError, TokenRecordError } from '../errors.js';
import { assertKnownOptions, wholeText } from '../options.js';
import type { Token, TokenStore } from '../token-store.js';
import { tokenIn } from './stored-text.js';
import { withWebLock } from './web-lock.js';

/** Options of {@link WebStorageTokenStore}. */
export interface WebStorageTokenStoreOptions {
  /** What the names of the items begin with. Default: `'axios-oauthlib:'`. */
  prefix?: string;
}

/**
 * Tokens in `localStorage`, shared by the tabs of an origin, or in `sessionStorage`, for one tab. Every script of the origin
 * can read them. Workers have neither: `IndexedDbTokenStore` is for them.
 *
 * Browsers keep a copy of localStorage for each tab: `replace` compares with a copy that may be some milliseconds old, and
 * only under `withLock`, as renewals are, nothing is between. In IndexedDB it is one transaction.
 *
 * @throws {ConfigurationError} There is no such storage here.
 * @throws {TokenRecordError} From `get` and `replace`: the item is no token. A `set` or a `delete` keeps it aside and goes on.
 */
export class WebStorageTokenStore implements TokenStore {
  readonly #storage: Storage;
  readonly #prefix: string;
  /** Keys that were asked for, the last {@link mostAsked}: `clear()` does not say what it removed. */
  readonly #asked = new Set<string>();

  /** @param storage - Default: `localStorage`. */
  constructor(storage: Storage | undefined = globalThis.localStorage, options: WebStorageTokenStoreOptions = {}) {
    assertKnownOptions(options, ['prefix']);
    if (!storage?.getItem)
      throw new ConfigurationError('storage', 'there is none here. A worker needs IndexedDbTokenStore.');
    this.#storage = storage;
    this.#prefix = wholeText(options.prefix ?? 'axios-oauthlib:', 'prefix');
  }

  get(key: string): Token | undefined {
    this.#remember(key);
    const text = this.#storage.getItem(this.#prefix + key);
    if (text === null) return undefined;
    const token = tokenIn(text);
    if (token) return token;
    const problem = `it is no token. Log in again: the next login or log-out keeps it aside as "${this.#asideOf(key)}".`;
    throw new TokenRecordError(key, problem);
  }

  set(key: string, token: Token): void {
    this.#keepDamagedAside(key);
    this.#storage.setItem(this.#prefix + key, JSON.stringify(token));
  }

  delete(key: string): void {
    this.#keepDamagedAside(key);
    this.#storage.removeItem(this.#prefix + key);
  }

  replace(key: string, expected: string | undefined, next: Token): boolean {
    if (this.get(key)?.revision !== expected) return false;
    this.set(key, next);
    return true;
  }

  withLock<T>(key: string, work: () => Promise<T>, { waitMs }: { waitMs: number }): Promise<T> {
    return withWebLock(this.#prefix + key, work, waitMs, settleMs);
  }

  subscribe(listener: (key: string) => void): () => void {
    const changed = ({ storageArea, key }: StorageEvent) => {
      if (storageArea !== this.#storage) return;
      if (key === null)
        this.#asked.forEach((asked) => { listener(asked); }); // prettier-ignore
      else if (key.startsWith(this.#prefix)) listener(key.slice(this.#prefix.length));
    };
    addEventListener('storage', changed);
    return () => {
      removeEventListener('storage', changed);
    };
  }

  *keys(): Generator<string> {
    const names = Array.from({ length: this.#storage.length }, (_, index) => this.#storage.key(index) ?? '');
    for (const name of names) if (name.startsWith(this.#prefix)) yield name.slice(this.#prefix.length);
  }

  #remember(key: string): void {
    this.#asked.delete(key);
    this.#asked.add(key);
    if (this.#asked.size <= mostAsked) return;
    for (const oldest of this.#asked) {
      this.#asked.delete(oldest);
      return;
    }
  }

  #keepDamagedAside(key: string): void {
    const text = this.#storage.getItem(this.#prefix + key);
    if (text !== null && !tokenIn(text)) this.#storage.setItem(this.#asideOf(key), text);
  }

  #asideOf(key: string): string {
    return `damaged ${this.#prefix}${key}`;
  }
}

const mostAsked = 1000;

/**
 * Browsers hand a lock to the next tab by another way than what was written: Chromium lost 49 of 300 steps that three tabs
 * counted under one lock, none when it was kept for 5 ms more, and on a machine with much other work 2 of 90 with 50 ms.
 */
const settleMs = 250;
