import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import type { AuthorizationServer } from './authorization-server.js';

/** The keys of the server could not be had: that says nothing about a signature. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** The keys at each JWKS URI (RFC 7517): kept for ten minutes, and fetched anew for an unknown `kid`, at most twice a minute. */
export class JsonWebKeySets {
  readonly #known = new Map<string, JWTVerifyGetKey>();

  /** Looks up the keys of a server once they are needed. Throws {@link KeysUnavailable}, and jose's errors about a key. */
  of(server: AuthorizationServer): JWTVerifyGetKey {
    return async (header, token) => {
      try {
        return await this.#at(await server.endpoint('jwksUri'), server)(header, token);
      } catch (cause) {
        const isAboutTheKey =
          cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys;
        throw isAboutTheKey ? cause : new KeysUnavailable('The keys of the issuer could not be had.', { cause });
      }
    };
  }

  #at(uri: string, server: AuthorizationServer): JWTVerifyGetKey {
    const keys = this.#known.get(uri) ?? keysAt(uri, server);
    this.#known.set(uri, keys);
    return keys;
  }
}

function keysAt(uri: string, server: AuthorizationServer): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(uri), {
    [customFetch]: async (url) => {
      const { status, body } = await server.get(url);
      return new Response(body, { status });
    },
  });
}
