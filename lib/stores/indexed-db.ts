import { TokenRecordError } from '../errors.js';
import { wholeText } from '../options.js';
import type { Token, TokenStore } from '../token-store.js';
import { isToken } from './stored-text.js';
import { withWebLock } from './web-lock.js';

/**
 * Tokens in IndexedDB, shared by the tabs, workers and service workers of an origin. Every script of the origin can read them.
 * Compare-and-set is one transaction.
 *
 * @throws {TokenRecordError} From `get` and `replace`: the record is no token. A `set` or a `delete` keeps it aside and goes on.
 */
export class IndexedDbTokenStore implements TokenStore {
  readonly #name: string;
  #database: Promise<IDBDatabase> | undefined;
  #announcements: BroadcastChannel | undefined;

  /** @param name - Of the database and the broadcast channel. Default: `'axios-oauthlib'`. */
  constructor(name = 'axios-oauthlib') {
    this.#name = wholeText(name, 'name');
  }

  async get(key: string): Promise<Token | undefined> {
    return soundRecord(key, await this.#transaction('readonly', (tokens) => tokens.get(key) as IDBRequest<unknown>));
  }

  async set(key: string, token: Token): Promise<void> {
    await this.#transaction('readwrite', (tokens) => keepingDamagedAside(tokens, key, () => tokens.put(token, key)));
    this.#announce(key);
  }

  async delete(key: string): Promise<void> {
    await this.#transaction('readwrite', (tokens) => keepingDamagedAside(tokens, key, () => tokens.delete(key)));
    this.#announce(key);
  }

  async replace(key: string, expected: string | undefined, next: Token): Promise<boolean> {
    let isReplaced = false;
    const found = await this.#transaction('readwrite', (tokens) => {
      const reading = tokens.get(key) as IDBRequest<unknown>;
      reading.onsuccess = () => {
        const { result } = reading;
        isReplaced = result === undefined ? expected === undefined : isToken(result) && result.revision === expected;
        if (isReplaced) tokens.put(next, key);
      };
      return reading;
    });
    soundRecord(key, found);
    if (isReplaced) this.#announce(key);
    return isReplaced;
  }

  withLock<T>(key: string, work: () => Promise<T>, { waitMs }: { waitMs: number }): Promise<T> {
    return withWebLock(`${this.#name}:${key}`, work, waitMs);
  }

  subscribe(listener: (key: string) => void): () => void {
    const channel = new BroadcastChannel(this.#name);
    channel.onmessage = ({ data }: MessageEvent<string>) => {
      listener(data);
    };
    return () => {
      channel.close();
    };
  }

  async *keys(): AsyncGenerator<string> {
    yield* await this.#transaction('readonly', (tokens) => tokens.getAllKeys() as IDBRequest<string[]>);
  }

  /** Resolves when the transaction is complete, with the result of its request. */
  async #transaction<T>(mode: IDBTransactionMode, work: (tokens: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const database = await this.#open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(storeName, mode, { durability: 'strict' });
      const request = work(transaction.objectStore(storeName));
      transaction.oncomplete = () => {
        resolve(request.result);
      };
      transaction.onabort = () => {
        reject(transaction.error ?? new Error('IndexedDB broke off: try again.'));
      };
    });
  }

  async #open(): Promise<IDBDatabase> {
    const opening = (this.#database ??= opened(this.#name));
    // What fails, or is closed by the browser or for a deletion, is opened anew next time.
    const forget = () => {
      if (this.#database === opening) this.#database = undefined;
    };
    opening.catch(forget);
    const database = await opening;
    database.onclose = forget;
    database.onversionchange = () => {
      forget();
      database.close();
    };
    return database;
  }

  #announce(key: string): void {
    this.#announcements ??= new BroadcastChannel(this.#name);
    this.#announcements.postMessage(key);
  }
}

const storeName = 'tokens';

function soundRecord(key: string, found: unknown): Token | undefined {
  if (found === undefined || isToken(found)) return found;
  const problem = `it is no token. Log in again: the next login or log-out keeps it aside as "${asideOf(key)}".`;
  throw new TokenRecordError(key, problem);
}

/** Writes after what is there and no token has got another name, in the same transaction. */
function keepingDamagedAside(tokens: IDBObjectStore, key: string, write: () => void): IDBRequest<unknown> {
  const reading = tokens.get(key) as IDBRequest<unknown>;
  reading.onsuccess = () => {
    const { result } = reading;
    if (result !== undefined && !isToken(result)) tokens.put(result, asideOf(key));
    write();
  };
  return reading;
}

function asideOf(key: string): string {
  return `damaged ${key}`;
}

function opened(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName);
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('IndexedDB cannot be opened.'));
    };
  });
}
