import { isAxiosError, type AxiosAdapter, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { unlessAborted } from './abort.js';
import { nextHop } from './followed-redirects.js';
import type { MaybePromise } from '../maybe-promise.js';
import { platform } from '../platform.js';
import { wireUrl, type CredentialReach } from './origin.js';
import { RequestCopy } from './outgoing-request.js';
import { assertReplayable, discardBody } from './replay.js';
import type { OutgoingRequest } from '../scheme.js';
import { takeRedirects, tellFinalUrl } from './unfollowed.js';

/** What the engine looks at when the request has ended. */
export type EngineRequest = OutgoingRequest & Pick<RequestCopy, 'leftReach' | 'actedBeforeRedirect'>;

/** What a scheme says of each send that is not the caller's first. */
export interface SendingOn {
  /** Puts a new credential on the send. */
  authorize(request: OutgoingRequest): MaybePromise<void>;
  /**
   * What the server has asked for, if it has only asked for the same request with another credential. Asked of each answer; the
   * same is given once for each hop.
   */
  wantsAnother?(response: AxiosResponse, request: OutgoingRequest): string | undefined;
}

/** A send that goes on, and what it goes on with. */
export interface Journey {
  /** Of the caller's first send. */
  readonly first: EngineRequest;
  readonly send: AxiosAdapter;
  readonly reach: CredentialReach;
  /** The caller's own, which has no credential. */
  readonly config: InternalAxiosRequestConfig;
  /** When the first send began, in monotonic milliseconds. */
  readonly sinceMs: number;
}

/** How a send ended: axios resolves or rejects a redirect, as the caller's `validateStatus` says. */
export interface Answer {
  readonly response: AxiosResponse | undefined;
  readonly failure?: { readonly error: unknown };
}

const nothing: readonly string[] = Object.freeze([]);

/** The send of a request that goes on: once more where the server asks for it, once for each hop, and along redirects. */
export function sendingOn(first: EngineRequest, scheme: SendingOn): NonNullable<OutgoingRequest['sendOn']> {
  return (send, reach, config) => async (sendable) => {
    const sinceMs = platform.monotonicMs();
    return goOn({ first, send, reach, config, sinceMs }, scheme, await settled(send(sendable)));
  };
}

/** From the answer to the first send to the one that the caller gets. */
export async function goOn(journey: Journey, scheme: SendingOn, firstAnswer: Answer): Promise<AxiosResponse> {
  const { first, send, config } = journey;
  let request: OutgoingRequest = first;
  let answer = firstAnswer;
  for (let current = config, hops = 0, given = nothing; ;) {
    const { response }: Answer = answer;
    if (!response) return outcome(answer);
    const wanted: string | undefined = first.leftReach ? undefined : scheme.wantsAnother?.(response, request);
    const again = wanted !== undefined && !given.includes(wanted);
    const next = again ? current : nextHop(current, request, response, hops++);
    if (!next) return outcome(answer, request);
    discardBody(response);
    assertReplayable(next, response);
    given = again ? [...given, wanted] : nothing;
    current = next;
    const copy: RequestCopy = await nextSend(journey, scheme, next, { request, redirected: hops > 0 });
    request = copy;
    answer = await settled(send(copy.sendable));
  }
}

/** With a new credential; beyond the reach with none. */
async function nextSend(
  { first, reach, config, sinceMs }: Journey,
  scheme: SendingOn,
  next: InternalAxiosRequestConfig,
  { request, redirected }: { request: OutgoingRequest; redirected: boolean },
): Promise<RequestCopy> {
  // Once outside, always outside: a foreign server must not be able to send the credential back in.
  first.leftReach ||= !reach.covers(next);
  const copy = new RequestCopy(first.leftReach ? withoutCredential(next, request) : next, first.credential);
  copy.redirected = redirected;
  first.actedBeforeRedirect ||= copy.method !== first.method;
  if (first.leftReach) takeRedirects(copy.config);
  else {
    const wait = scheme.authorize(copy);
    if (wait) await unlessAborted(wait, config);
    copy.assertWithin(reach);
  }
  limitTime(copy.config, config, sinceMs);
  return copy;
}

/** The caller's limit is for all sends together, as it is where the adapter follows redirects. */
function limitTime(
  copy: InternalAxiosRequestConfig,
  { timeout, timeoutErrorMessage }: InternalAxiosRequestConfig,
  sinceMs: number,
): void {
  if (!timeout) return;
  copy.timeout = Math.max(1, Math.floor(timeout - (platform.monotonicMs() - sinceMs)));
  copy.timeoutErrorMessage = timeoutErrorMessage ?? `timeout of ${String(timeout)}ms exceeded`;
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
