import { ConfigurationError } from '../errors.js';

/** The key that Apple gave to a team. */
export interface AppleKey {
  /** Ten characters, as the key's name in the developer account. */
  readonly keyId: string;
  /** Ten characters. */
  readonly teamId: string;
  /** What is in the `.p8` file: PKCS#8, as PEM. */
  readonly privateKey: string;
}

/** Far below the half year that Apple allows: it is made anew for each request. */
const lifetimeSeconds = 300;
const es256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/**
 * A client secret as Apple wants it: a JWT signed with ES256.
 *
 * @throws {@link ConfigurationError} for a key that cannot be read.
 */
export async function appleClientSecret({ keyId, teamId, privateKey }: AppleKey, clientId: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: teamId, iat: now, exp: now + lifetimeSeconds, aud: 'https://appleid.apple.com', sub: clientId };
  const signed = [{ alg: 'ES256', kid: keyId }, claims].map((part) => base64Url(utf8(JSON.stringify(part)))).join('.');
  const signature = await crypto.subtle.sign(es256, await importedKey(privateKey), utf8(signed));
  return `${signed}.${base64Url(new Uint8Array(signature))}`;
}

async function importedKey(pem: string): Promise<CryptoKey> {
  try {
    const der = Uint8Array.from(atob(pem.replace(/-----[^-]+-----|\s/g, '')), (character) => character.charCodeAt(0));
    return await crypto.subtle.importKey('pkcs8', der, es256, false, ['sign']);
  } catch {
    // Without the cause, which may quote the key.
    throw new ConfigurationError('privateKey', 'is no PKCS#8 key of the curve P-256: give the text of the .p8 file.');
  }
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
