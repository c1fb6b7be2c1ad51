import { ConfigurationError } from '../errors.js';
import { assertKnownOptions, requiredText } from '../options.js';
import { inAuthorizationHeader, type PlaceToken } from './challenge/authorization-header.js';
import type * as Elsewhere from './other-placements.js';

/**
 * Where a service wants the token; exactly one place (RFC 6750 §2). `{ header: 'X-Token' }` sends it bare, a `scheme` goes before
 * it. In the query, it may end up in logs and histories: only where a service takes it nowhere else (§2.3).
 */
export type TokenPlacement =
  | 'header'
  | 'body'
  | 'query'
  | {
      /** The name of a header. Default: `'Authorization'`. */
      readonly header?: string;
      /** The word before the token. Default: none in a header of another name. */
      readonly scheme?: string;
      readonly query?: never;
    }
  | {
      /** The name of a parameter of the URL. */
      readonly query: string;
      readonly header?: never;
      readonly scheme?: never;
    };

/**
 * @param option - What it was given as.
 * @throws {@link ConfigurationError} for what is no placement.
 */
export function placementOf(placement: TokenPlacement = 'header', option = 'provider.placement'): PlaceToken {
  if (placement === 'header') return inAuthorizationHeader;
  if (placement === 'body') return elsewhere((there) => there.inFormBody((why) => new ConfigurationError(option, why)));
  if (placement === 'query') return inQuery('access_token');
  if (typeof placement !== 'object' || placement === null) {
    throw new ConfigurationError(option, "is 'header', 'body', 'query', { header, scheme } or { query }.");
  }
  assertKnownOptions(placement, placement.query === undefined ? ['header', 'scheme'] : ['query'], `${option}.`);
  if (placement.query !== undefined) return inQuery(requiredText(placement.query, `${option}.query`, 'its name'));
  return inHeader(placement.header ?? 'Authorization', placement.scheme, option);
}

function inHeader(name: string, ownScheme: string | undefined, option: string): PlaceToken {
  for (const text of [name, ownScheme ?? 'Bearer']) {
    if (typeof text !== 'string' || !/^[!#$%&'*+\-.^_`|~\w]+$/.test(text)) {
      throw new ConfigurationError(option, 'has a header or scheme that HTTP does not allow.');
    }
  }
  return elsewhere((there) => there.inHeader(name, ownScheme));
}

function inQuery(name: string): PlaceToken {
  return elsewhere((there) => there.inQuery(name));
}

/**
 * Places of which few bundles need the code. It is loaded when the placement is named, not by the first request: that may be long
 * after a deploy took the file away. A load that failed is tried again, and told to the request.
 */
function elsewhere(make: (there: typeof Elsewhere) => PlaceToken): PlaceToken {
  let place: PlaceToken | undefined;
  const load = async () => (place ??= make(await import('./other-placements.js')));
  load().catch(() => undefined);
  return (request, accessToken, scheme) =>
    place ? place(request, accessToken, scheme) : load().then((loaded) => loaded(request, accessToken, scheme));
}
