import { ConfigurationError, TokenRecordError } from '../errors.js';
import type { Revisioned, Token } from '../token-store.js';
import { fromBase64, toBase64 } from './base64.js';

/** What a `CryptoKey` of WebCrypto looks like: accepts one from any runtime without asking for DOM types. */
interface SecretCryptoKey {
  readonly type: string;
  readonly algorithm: { readonly name: string };
  readonly extractable: boolean;
  readonly usages: readonly string[];
}

/** A key to encrypt with. */
export interface EncryptionKey {
  /** Stored beside each record. */
  readonly id: string;
  /** 32 random bytes, or a CryptoKey for AES-GCM. */
  readonly key: Uint8Array | SecretCryptoKey; // `Uint8Array<ArrayBuffer>` is a type since TypeScript 5.7 only
}

/** A sealed token. The revision is in clear, for the compare-and-set of the store that keeps it. */
export interface SealedToken extends Revisioned {
  readonly sealed: { readonly keyId: string; readonly nonce: string; readonly data: string };
}

/** Seals tokens with AES-256-GCM (NIST SP 800-38D), bound to the key of their record and their revision. */
export class TokenSeal {
  readonly #keys = new Map<string, EncryptionKey['key']>();
  readonly #currentId: string;
  readonly #imported = new Map<string, Promise<CryptoKey>>();

  constructor(keys: readonly EncryptionKey[]) {
    const [current] = Array.isArray(keys) ? (keys as readonly EncryptionKey[]) : [];
    if (!current) throw new ConfigurationError('keys', 'give at least one { id, key }.');
    for (const { id, key } of keys) this.#add(id, key);
    this.#currentId = current.id;
  }

  async seal(key: string, token: Token): Promise<SealedToken> {
    const { revision } = token;
    const keyId = this.#currentId;
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(token));
    const data = await crypto.subtle.encrypt(parameters(nonce, [key, revision, keyId]), await this.#key(keyId), text);
    return { revision, sealed: { keyId, nonce: toBase64(nonce), data: toBase64(new Uint8Array(data)) } };
  }

  async unseal(key: string, record: Partial<SealedToken>): Promise<Token> {
    const { keyId = '', nonce = '', data = '' } = record.sealed ?? {};
    if (!record.sealed) throw new TokenRecordError(key, 'it is not encrypted. Log in again, which replaces it.');
    if (!this.#keys.has(keyId)) {
      throw new TokenRecordError(
        key,
        `it is encrypted with key "${keyId}", which is not among the keys. Add that key.`,
      );
    }
    const opener = await this.#key(keyId);
    try {
      const bound = parameters(fromBase64(nonce), [key, record.revision, keyId]);
      return JSON.parse(
        new TextDecoder().decode(await crypto.subtle.decrypt(bound, opener, fromBase64(data))),
      ) as Token;
    } catch (cause) {
      const problem = `key "${keyId}" does not open it. That key is another one, or the record was changed: give the right key, or log in again.`;
      throw new TokenRecordError(key, problem, { cause });
    }
  }

  #add(id: string, key: EncryptionKey['key']): void {
    if (typeof id !== 'string' || this.#keys.has(id))
      throw new ConfigurationError('keys', 'give each key an id of its own.');
    if (ArrayBuffer.isView(key) ? key.byteLength !== 32 : !isCryptoKey(key)) {
      throw new ConfigurationError('keys', 'a key is 32 random bytes, or a CryptoKey for AES-GCM.');
    }
    this.#keys.set(id, key);
  }

  /** @param id - Of a key that is there. */
  #key(id: string): Promise<CryptoKey> {
    const known = this.#imported.get(id) ?? imported(this.#keys.get(id));
    this.#imported.set(id, known);
    return known;
  }
}

function isCryptoKey(key: unknown): boolean {
  return typeof key === 'object' && key !== null && 'algorithm' in key;
}

async function imported(key: EncryptionKey['key'] | undefined): Promise<CryptoKey> {
  if (!ArrayBuffer.isView(key)) return key as CryptoKey;
  const bytes = new Uint8Array(key.buffer, key.byteOffset, key.byteLength).slice(); // Web Crypto takes no view of shared memory
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

function parameters(iv: Uint8Array<ArrayBuffer>, bound: readonly unknown[]): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(JSON.stringify(bound)) };
}
