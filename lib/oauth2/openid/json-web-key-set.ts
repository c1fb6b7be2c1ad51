import type { JWTVerifyGetKey } from 'jose';
import type { AuthorizationServer } from '../discovery/authorization-server.js';

/** The keys of the server could not be had: that says nothing about a signature. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** Whose keys are looked up. */
export type KeyServer = Pick<AuthorizationServer, 'endpoint' | 'get'>;

/** The keys at each JWKS URI (RFC 7517): kept for ten minutes, and fetched anew for an unknown `kid`, at most twice a minute. */
export class JsonWebKeySets {
  readonly #known = new Map<string, Promise<JWTVerifyGetKey>>();

  /** Looks up the keys of a server once they are needed. Throws {@link KeysUnavailable}, and jose's errors about a key. */
  of(server: KeyServer): JWTVerifyGetKey {
    return async (header, token) => {
      const { errors } = await import('jose');
      try {
        const keys = await this.#at(await server.endpoint('jwksUri'), server);
        return await keys(header, token);
      } catch (cause) {
        const isAboutTheKey =
          cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys;
        throw isAboutTheKey ? cause : new KeysUnavailable('The keys of the issuer could not be had.', { cause });
      }
    };
  }

  #at(uri: string, server: KeyServer): Promise<JWTVerifyGetKey> {
    const keys = this.#known.get(uri) ?? keysAt(uri, server);
    this.#known.set(uri, keys);
    return keys;
  }
}

async function keysAt(uri: string, server: KeyServer): Promise<JWTVerifyGetKey> {
  const { createRemoteJWKSet, customFetch } = await import('jose');
  return createRemoteJWKSet(new URL(uri), {
    [customFetch]: async (url: string) => {
      const { status, body } = await server.get(url);
      return new Response(body, { status });
    },
  });
}
