import type { AxiosInstance } from 'axios';
import type { JWTVerifyGetKey } from 'jose';
import type { AuthorizationServer } from '../discovery/authorization-server.js';

/** The keys of the server could not be had: that says nothing about a signature. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** Whose keys are looked up. */
export type KeyServer = Pick<AuthorizationServer, 'endpoint' | 'get' | 'discoveredFor'>;

/**
 * The keys of a server (RFC 7517), looked up once they are needed: kept for ten minutes, and fetched anew for an unknown `kid`, at
 * most twice a minute. Throws {@link KeysUnavailable}, and jose's errors about a key.
 */
export function keysOf(server: KeyServer): JWTVerifyGetKey {
  return async (header, token) => {
    const { errors } = await import('./jwt-verification.js');
    try {
      const keys = await cached(await server.endpoint('jwksUri'), server);
      return await keys(header, token);
    } catch (cause) {
      const isAboutTheKey =
        cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys;
      throw isAboutTheKey ? cause : new KeysUnavailable('The keys of the issuer could not be had.', { cause });
    }
  };
}

const mostServers = 100;
const caches = new WeakMap<AxiosInstance, Map<string, Promise<JWTVerifyGetKey>>>();

/** By URI, for all sessions that may share what was discovered: a session for each request must not ask each time. */
function cached(uri: string, server: KeyServer): Promise<JWTVerifyGetKey> {
  const cache = caches.get(server.discoveredFor) ?? new Map<string, Promise<JWTVerifyGetKey>>();
  caches.set(server.discoveredFor, cache);
  const keys = cache.get(uri) ?? keysAt(uri, server);
  cache.set(uri, keys);
  const [oldest] = cache.keys();
  if (cache.size > mostServers && oldest !== undefined) cache.delete(oldest);
  return keys;
}

async function keysAt(uri: string, server: KeyServer): Promise<JWTVerifyGetKey> {
  const { createRemoteJWKSet, customFetch } = await import('./jwt-verification.js');
  return createRemoteJWKSet(new URL(uri), {
    [customFetch]: async (url: string) => {
      const { status, body } = await server.get(url);
      return new Response(body, { status });
    },
  });
}
