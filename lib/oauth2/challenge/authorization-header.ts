import type { MaybePromise } from '../../maybe-promise.js';
import type { OutgoingRequest } from '../../scheme.js';

/** Puts a token on a request. `scheme` goes before it in the Authorization header, unless the service has its own. */
export type PlaceToken = (request: OutgoingRequest, accessToken: string, scheme: string) => MaybePromise<void>;

/** RFC 6750 §2.1. */
export const inAuthorizationHeader: PlaceToken = (request, accessToken, scheme) => {
  request.setCredentialHeader('Authorization', `${scheme} ${accessToken}`);
};
