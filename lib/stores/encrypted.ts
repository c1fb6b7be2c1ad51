import { ConfigurationError } from '../errors.js';
import type { Token, TokenStore } from '../token-store.js';
import { TokenSeal, type EncryptionKey } from './token-seal.js';

export type { EncryptionKey };

/**
 * Encrypts what `store` keeps: AES-256-GCM by Web Crypto, a new nonce for each write, bound to the record's key and revision,
 * so that no record can take the place of another. Names and sizes are not hidden. What `store` can beside `get`, `set` and
 * `delete`, the result can, too. Make it once and share it: renewals are shared by the store object.
 *
 * @param keys - The first encrypts, all decrypt. To rotate, put a new one in front; drop an old one when all is rewritten.
 * @throws {ConfigurationError} The keys cannot be used.
 * @throws {TokenRecordError} From `get`: the record is not encrypted, was changed, or its key is not among `keys`. A `set` or a
 * `delete` keeps it aside as `damaged <key>`, as it was, and goes on.
 */
export function encrypted(store: TokenStore, keys: readonly EncryptionKey[]): TokenStore {
  if (typeof store?.get !== 'function') throw new ConfigurationError('store', 'give the store to encrypt.');
  const seal = new TokenSeal(keys);
  // A store looks at nothing but the revision.
  const sealed = (key: string, token: Token) => seal.seal(key, token) as Promise<unknown> as Promise<Token>;
  return {
    get: async (key) => {
      const record = await store.get(key);
      return record ? seal.unseal(key, record) : undefined;
    },
    set: async (key, token) => {
      await keepUnopenedAside(store, seal, key);
      await store.set(key, await sealed(key, token));
    },
    delete: async (key) => {
      await keepUnopenedAside(store, seal, key);
      await store.delete(key);
    },
    ...compareAndSet(store, sealed),
    ...(store.withLock && { withLock: store.withLock.bind(store) }),
    ...(store.subscribe && { subscribe: store.subscribe.bind(store) }),
    ...(store.copyAgeMs !== undefined && { copyAgeMs: store.copyAgeMs }),
    ...(store.keys && { keys: store.keys.bind(store) }),
  };
}

/** With the right key it can be read again. */
async function keepUnopenedAside(store: TokenStore, seal: TokenSeal, key: string): Promise<void> {
  const record = await storedIn(store, key);
  const isOpened = !record || (await seal.unseal(key, record).then(Boolean, () => false));
  if (!isOpened) await store.set(`damaged ${key}`, record);
}

/** Nothing when it cannot be read: what is damaged in itself, `store` keeps aside; and one that is down says so at the write. */
async function storedIn(store: TokenStore, key: string): Promise<Token | undefined> {
  try {
    return (await store.get(key)) ?? undefined;
  } catch {
    return undefined;
  }
}

function compareAndSet(
  store: TokenStore,
  sealed: (key: string, token: Token) => Promise<Token>,
): Pick<TokenStore, 'replace'> {
  const replace = store.replace?.bind(store);
  return replace ? { replace: async (key, expected, next) => replace(key, expected, await sealed(key, next)) } : {};
}
