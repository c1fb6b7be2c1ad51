import type { AxiosResponse } from 'axios';
import { ConfigurationError } from '../errors/configuration-error.js';
import type { MaybePromise } from '../maybe-promise.js';
import type { OutgoingRequest } from '../scheme.js';
import { mayFollow } from '../sending/followed-redirects.js';
import { goOn, type Answer, type Journey } from '../sending/sending-on.js';
import { takeRedirects } from '../sending/unfollowed.js';
import type { Placement } from './placement.js';
import { formNames, isProtocolParameter } from './protocol-parameters.js';

/** Signs a request in this placement. */
export type SignHop = (hop: OutgoingRequest, placement: Placement) => MaybePromise<void>;

/**
 * Follows a redirect, each hop signed anew: a signature is good for one URL, and its nonce for one request (RFC 5849 §3.3, §3.4.1).
 *
 * @throws {@link ConfigurationError} where a page hides from us where the redirect leads.
 */
export function signAlong(
  journey: Journey,
  placement: Placement,
  sign: SignHop,
  answer: Answer,
): Promise<AxiosResponse> {
  if (answer.response?.status === 0 && mayFollow(journey.config)) {
    throw new ConfigurationError('url', 'it redirects, and a page cannot sign what comes then: request the final URL.');
  }
  journey.first.authorizeRedirect = takeBack;
  return goOn(journey, { authorize: (hop) => signHop(hop, placement, sign) }, answer);
}

function signHop(hop: OutgoingRequest, placement: Placement, sign: SignHop): MaybePromise<void> {
  if (hop.config) takeRedirects(hop.config);
  hop.authorizeRedirect = takeBack;
  const url = new URL(hop.url);
  takeBack({ url });
  hop.url = url;
  // Where a redirect has dropped the form, there is nothing for the body placement to be in.
  return sign(hop, placement === 'body' && hop.method === 'GET' ? 'header' : placement);
}

/** Many servers redirect with the query that they got, and the signature in it. */
function takeBack({ url }: { url: URL }): void {
  const isOurs = (piece: string) => formNames(piece).some(isProtocolParameter);
  const pieces = url.search.slice(1).split('&');
  const others = pieces.filter((piece) => !isOurs(piece)).join('&');
  url.search = others === '' ? '' : `?${others}`;
}
