import { isAxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { unlessAborted } from './abort.js';
import { sendWithout } from './authorized-send.js';
import { nextHop, tellFinalUrl } from './followed-redirects.js';
import { wireUrl } from './origin.js';
import { RequestCopy } from './outgoing-request.js';
import { assertReplayable, discardBody } from './replay.js';
import type { OutgoingRequest } from '../scheme.js';

/** What the engine looks at when the request has ended. */
export type EngineRequest = OutgoingRequest & Pick<RequestCopy, 'leftReach' | 'actedBeforeRedirect'>;

/** What a scheme says of each send that is not the caller's first. */
export interface SendingOn {
  /** Puts a new credential on the send. */
  authorize(request: OutgoingRequest): Promise<void>;
  /**
   * What the server has asked for, if it has only asked for the same request with another credential. Asked of each answer; the
   * same is given once for each hop.
   */
  wantsAnother(response: AxiosResponse, request: OutgoingRequest): string | undefined;
}

const nothing: readonly string[] = Object.freeze([]);

/** The send of a request that goes on: once more where the server asks for it, once for each hop, and along redirects. */
export function sendingOn(first: EngineRequest, scheme: SendingOn): NonNullable<OutgoingRequest['sendOn']> {
  return (send, reach, config) => async (sendable) => {
    let request: OutgoingRequest = first;
    let answer = await settled(send(sendable));
    for (let current = config, hops = 0, given = nothing; ;) {
      const { response }: Answer = answer;
      if (!response) return outcome(answer);
      const wanted: string | undefined = scheme.wantsAnother(response, request);
      const again = wanted !== undefined && !given.includes(wanted);
      const next = again ? current : nextHop(current, request, response, hops++);
      if (!next) return outcome(answer, request);
      discardBody(response);
      assertReplayable(next, response);
      given = again ? [...given, wanted] : nothing;
      current = next;
      first.leftReach = !reach.covers(next);
      // Once outside, always outside: a foreign server must not be able to send the credential back in.
      if (first.leftReach) return sendWithout(withoutCredential(next, request), send);
      const copy = new RequestCopy(next, first.credential);
      copy.redirected = hops > 0;
      first.actedBeforeRedirect ||= copy.method !== first.method;
      await unlessAborted(scheme.authorize(copy), config);
      copy.assertWithin(reach);
      request = copy;
      answer = await settled(send(copy.sendable));
    }
  };
}

/** The config has none, but the server may have copied one out of the query into its `Location`. */
function withoutCredential(
  next: InternalAxiosRequestConfig,
  { authorizeRedirect }: OutgoingRequest,
): InternalAxiosRequestConfig {
  if (!authorizeRedirect) return next;
  const url = wireUrl(next);
  const method = (next.method ?? 'get').toUpperCase();
  const nothing = { headers: {}, body: undefined, setCredentialHeader: () => undefined };
  authorizeRedirect({ ...nothing, url, method, withinReach: false });
  next.url = url.href;
  return next;
}

interface Answer {
  readonly response: AxiosResponse | undefined;
  readonly failure?: { readonly error: unknown };
}

function settled(sending: Promise<AxiosResponse>): Promise<Answer> {
  return sending.then(
    (response) => ({ response }),
    (error: unknown) => ({ response: isAxiosError(error) ? error.response : undefined, failure: { error } }),
  );
}

function outcome({ response, failure }: Answer, request?: OutgoingRequest): AxiosResponse {
  if (request) tellFinalUrl(request, response);
  if (failure || !response) throw failure?.error;
  return response;
}
