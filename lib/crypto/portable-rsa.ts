import type { DigestName } from './digest-name.js';
import { privateKeyInfo } from './private-key-info.js';
import { notRsa, type UnusableKey } from './unusable-key.js';

/** RSASSA-PKCS1-v1_5 by WebCrypto. Rejects with what `unusable` makes for what is no RSA key. */
export async function rsaSigner(
  digest: DigestName,
  pem: string,
  unusable: UnusableKey,
): Promise<(text: string) => Promise<string>> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: digest };
  const key = await usable(unusable, () =>
    crypto.subtle.importKey('pkcs8', privateKeyInfo(pem), algorithm, false, ['sign']),
  );
  return async (text) => {
    const signature = await usable(unusable, () =>
      crypto.subtle.sign(algorithm.name, key, new TextEncoder().encode(text)),
    );
    return btoa(String.fromCharCode(...new Uint8Array(signature)));
  };
}

async function usable<T>(unusable: UnusableKey, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch {
    // Without the cause: what a parser says of a key may quote it.
    throw unusable(notRsa);
  }
}
