import { ConfigurationError, TokenStoreError } from '../errors.js';
import type { TokenStore } from '../token-store.js';

/**
 * The accounts whose records begin with `keyPrefix`, in no order. Others may have theirs in the same store.
 *
 * @throws `ConfigurationError` that names a store which cannot list. `TokenStoreError`.
 */
export async function* listedAccounts(store: TokenStore, keyPrefix: string): AsyncGenerator<string, void, undefined> {
  if (!store.keys) throw cannotList(store);
  try {
    for await (const key of await Promise.resolve(store.keys())) {
      const account = accountIn(key, keyPrefix);
      if (account !== undefined) yield account;
    }
  } catch (cause) {
    throw new TokenStoreError('keys', keyPrefix, { cause });
  }
}

/** Undefined for a key that this client did not make: another client's may begin with the very same letters. */
function accountIn(key: string, keyPrefix: string): string | undefined {
  const name = key.startsWith(keyPrefix) ? key.slice(keyPrefix.length) : '';
  if (!/^[^/]+$/.test(name)) return undefined;
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined; // a lone percent sign is not ours
  }
}

function cannotList(store: TokenStore): ConfigurationError {
  const name = store.constructor === Object ? 'this store' : store.constructor.name;
  return new ConfigurationError(
    'store',
    `${name} has no keys(), so accounts cannot be listed. Keep a list of your own, or take a store that has it.`,
  );
}
