import { base64url } from '../client-authentication/base64url.js';
import type { ProofKey } from './dpop-key.js';
import { randomText } from '../login/pkce.js';

/** What a proof is for. */
export interface Proving {
  /** As it is sent, in upper case. */
  readonly method: string;
  readonly url: URL;
  /** At an API: the token that is sent along. */
  readonly accessToken?: string;
  /** The newest nonce of the server. */
  readonly nonce: string | undefined;
  /** Seconds that the server is ahead of us. */
  readonly offset: number;
}

/** Signs a proof for one send (RFC 9449 §4.2). */
export async function dpopProof(key: ProofKey, { method, url, accessToken, nonce, offset }: Proving): Promise<string> {
  const claims = {
    jti: randomText(),
    htm: method,
    htu: url.origin + url.pathname,
    iat: Math.floor(Date.now() / 1000) + offset,
    ...(accessToken === undefined ? {} : { ath: await key.hashOf(accessToken) }),
    nonce, // JSON leaves it out when there is none
  };
  const text = `${key.header}.${base64url(new TextEncoder().encode(JSON.stringify(claims)))}`;
  return `${text}.${await key.sign(text)}`;
}
