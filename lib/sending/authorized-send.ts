import {
  isAxiosError,
  type AxiosAdapter,
  type AxiosError,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { unlessAborted } from './abort.js';
import { copyConfig } from './config-copy.js';
import { CredentialWithheldError } from '../errors.js';
import { isPromise, type MaybePromise } from '../maybe-promise.js';
import { originOf, type CredentialReach } from './origin.js';
import { makeBody, RequestCopy } from './outgoing-request.js';
import { answeredOutside, guardRedirects } from './redirect.js';
import { assertReplayable, discardBody } from './replay.js';
import type { AuthScheme, OutgoingRequest } from '../scheme.js';

/** A scheme on an instance, and where its credential may go. */
export interface Attachment {
  readonly scheme: AuthScheme;
  readonly reach: CredentialReach;
  /** Called once it is detached. */
  readonly left?: (() => void) | undefined;
}

/** What a caller asked for, and what takes part in it. One exchange is one send, or two. */
interface Exchange extends Attachment {
  readonly config: InternalAxiosRequestConfig;
  readonly send: AxiosAdapter;
}

/** One send, and how it ended: axios resolves or rejects a refusal, as the caller's `validateStatus` says. */
interface Attempt {
  readonly request: RequestCopy;
  readonly response: AxiosResponse | undefined;
  readonly failure?: { readonly error: unknown };
}

/**
 * The whole story: send with the credential; challenged? send once more with a new one.
 * With chained functions in place of awaits, because thousands may wait for one token, and each costs what it holds.
 */
export function sendWithCredential(
  config: InternalAxiosRequestConfig,
  send: AxiosAdapter,
  { scheme, reach }: Attachment,
): Promise<AxiosResponse> {
  const exchange: Exchange = { config, send, scheme, reach };
  const request = new RequestCopy(config);
  const wait = scheme.authorize(request);
  if (!wait) return sendFirst(exchange, request);
  return unlessAborted(wait, config).then(() => sendFirst(exchange, request));
}

function sendFirst(exchange: Exchange, request: RequestCopy): Promise<AxiosResponse> {
  return sent(exchange, request, (first) => {
    const refusal = judgeable(exchange, first);
    if (!refusal) return finish(exchange, first);
    const challenged = judged(exchange, refusal, request);
    if (challenged === false) return finish(exchange, first);
    return sendAgain(exchange, first, refusal, challenged);
  });
}

async function sendAgain(
  exchange: Exchange,
  first: Attempt,
  refusal: AxiosResponse,
  challenged: true | Promise<boolean>,
): Promise<AxiosResponse> {
  const { config, scheme } = exchange;
  const again = challenged === true || (await answered(challenged, config, refusal));
  if (!again) return finish(exchange, first);
  discardBody(refusal);
  assertReplayable(config, refusal);
  const request = new RequestCopy(config, first.request.credential);
  const wait = scheme.authorize(request);
  if (wait) await unlessAborted(wait, config);
  return sent(exchange, request, (second) => {
    tellOf(exchange, second);
    return finish(exchange, second);
  });
}

/** A server that never saw the credential has no say in it. */
function tellOf({ scheme, reach }: Exchange, { request, response }: Attempt): void {
  if (!response || answeredOutside(request, reach, response.request)) return;
  scheme.replayed?.(response, request);
}

/** An origin beyond the reach of every scheme: a 401 then tells why there was no credential. */
export async function sendWithheld(config: InternalAxiosRequestConfig, send: AxiosAdapter): Promise<AxiosResponse> {
  try {
    return await sendWithout(config, send);
  } catch (error) {
    if (isAxiosError(error) && error.response?.status === 401) {
      setCause(error, new CredentialWithheldError(originOf(config) ?? 'a relative URL'));
    }
    throw error;
  }
}

/** The config keeps its function: who sends it again, as axios-retry does, needs a body again. */
export function sendWithout(config: InternalAxiosRequestConfig, send: AxiosAdapter): Promise<AxiosResponse> {
  if (typeof config.data !== 'function') return send(config);
  return send(makeBody(copyConfig(config))).then(
    (response) => withConfig(response, config),
    (error: unknown) => {
      throw isAxiosError(error) ? errorWithConfig(error, config) : error;
    },
  );
}

/** Goes on with how it ended. */
function sent(
  { send, reach, config }: Exchange,
  request: RequestCopy & OutgoingRequest,
  goOn: (attempt: Attempt) => MaybePromise<AxiosResponse>,
): Promise<AxiosResponse> {
  request.assertWithin(reach);
  guardRedirects(request, reach);
  const sendOn = request.sendOn?.(send, reach, config) ?? send;
  return sendOn(request.sendable).then(
    (response) => goOn({ request, response }),
    (error: unknown) =>
      goOn({ request, response: isAxiosError(error) ? error.response : undefined, failure: { error } }),
  );
}

/** The answer, if it can say anything of the credential, and the request may be sent again. */
function judgeable({ reach }: Exchange, { request, response }: Attempt): AxiosResponse | undefined {
  if (request.actedBeforeRedirect || answeredOutside(request, reach, response?.request)) return undefined;
  return response;
}

function judged({ scheme }: Exchange, response: AxiosResponse, request: RequestCopy): MaybePromise<boolean> {
  try {
    return scheme.answerChallenge(response, request);
  } catch (error) {
    const reason = error as Error;
    return Promise.reject(reason);
  }
}

/** A renewal that fails is what the caller must hear of; the refused response then still holds its socket. */
async function answered(
  challenge: Promise<boolean>,
  config: InternalAxiosRequestConfig,
  refusal: AxiosResponse,
): Promise<boolean> {
  try {
    return await unlessAborted(challenge, config);
  } catch (error) {
    discardBody(refusal);
    throw error;
  }
}

/** Hands back the caller's own config, which never held a secret, and says why a refusal is final. */
function finish(
  { config, scheme, reach }: Exchange,
  { request, response, failure }: Attempt,
): MaybePromise<AxiosResponse> {
  if (response && !failure) return withConfig(response, config);
  if (!isAxiosError(failure?.error)) throw failure?.error;
  const error = errorWithConfig(failure.error, config);
  const outside = answeredOutside(request, reach, response?.request);
  const reason = response && !outside ? scheme.explainRefusal?.(response, request) : undefined;
  if (!isPromise(reason)) throw explained(error, reason);
  return unlessAborted(reason, config).then((later) => {
    throw explained(error, later);
  });
}

function explained(error: AxiosError, reason: Error | undefined): AxiosError {
  if (reason) setCause(error, reason);
  return error;
}

function withConfig(response: AxiosResponse, config: InternalAxiosRequestConfig): AxiosResponse {
  response.config = config;
  return response;
}

function errorWithConfig(error: AxiosError, config: InternalAxiosRequestConfig): AxiosError {
  if (error.response) withConfig(error.response, config);
  error.config = config;
  return error;
}

/** Defined, not assigned: what axios-mock-adapter puts there, its own error once more, cannot be assigned to. */
function setCause(error: Error, cause: Error): void {
  Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
}
