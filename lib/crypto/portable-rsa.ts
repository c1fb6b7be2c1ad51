import type { DigestName } from './digest-name.js';
import { privateKeyInfo } from './private-key-info.js';

/** RSASSA-PKCS1-v1_5 by WebCrypto. Rejects for what is no RSA key. */
export async function rsaSigner(digest: DigestName, pem: string): Promise<(text: string) => Promise<string>> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: digest };
  const key = await crypto.subtle.importKey('pkcs8', privateKeyInfo(pem), algorithm, false, ['sign']);
  return async (text) => {
    const signature = await crypto.subtle.sign(algorithm.name, key, new TextEncoder().encode(text));
    return btoa(String.fromCharCode(...new Uint8Array(signature)));
  };
}
