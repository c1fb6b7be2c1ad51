import { isAxiosError, type AxiosAdapter, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { unlessAborted } from './abort.js';
import { copyConfig } from './config-copy.js';
import { CredentialWithheldError, type OAuthError } from './errors.js';
import { originOf, type CredentialReach } from './origin.js';
import { ownBody, RequestCopy } from './outgoing-request.js';
import { answeredOutside, guardRedirects } from './redirect.js';
import { assertReplayable, discardBody } from './replay.js';
import type { AuthScheme } from './scheme.js';

/** A scheme on an instance, and where its credential may go. */
export interface Attachment {
  readonly scheme: AuthScheme;
  readonly reach: CredentialReach;
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
  attachment: Attachment,
): Promise<AxiosResponse> {
  const request = new RequestCopy(config);
  const wait = attachment.scheme.authorize(request);
  if (!wait) return sendFirst(request, config, send, attachment);
  return unlessAborted(wait, config).then(() => sendFirst(request, config, send, attachment));
}

function sendFirst(
  request: RequestCopy,
  config: InternalAxiosRequestConfig,
  send: AxiosAdapter,
  attachment: Attachment,
): Promise<AxiosResponse> {
  return sent(request, send, attachment).then((first) => {
    const { response } = first;
    const { scheme, reach } = attachment;
    const conclusive = request.actedBeforeRedirect || answeredOutside(request, reach, response?.request);
    if (!response || conclusive) return finish(first, config, attachment);
    const challenge = scheme.answerChallenge(response, request);
    if (challenge === false) return finish(first, config, attachment);
    return sendAgain(challenge, first, response, config, send, attachment);
  });
}

async function sendAgain(
  challenge: true | Promise<boolean>,
  first: Attempt,
  refusal: AxiosResponse,
  config: InternalAxiosRequestConfig,
  send: AxiosAdapter,
  attachment: Attachment,
): Promise<AxiosResponse> {
  const again = challenge === true || (await answered(challenge, config, refusal));
  if (!again) return finish(first, config, attachment);
  await discardBody(refusal);
  assertReplayable(config, refusal);
  const request = new RequestCopy(config, first.request.credential);
  const wait = attachment.scheme.authorize(request);
  if (wait) await unlessAborted(wait, config);
  return finish(await sent(request, send, attachment), config, attachment);
}

/** For origins beyond the reach of every scheme: a 401 then tells why there was no credential. */
export async function sendWithout(config: InternalAxiosRequestConfig, send: AxiosAdapter): Promise<AxiosResponse> {
  try {
    return await send(typeof config.data === 'function' ? ownBody(copyConfig(config)) : config);
  } catch (error) {
    if (isAxiosError(error) && error.response?.status === 401) {
      setCause(error, new CredentialWithheldError(originOf(config) ?? 'a relative URL'));
    }
    throw error;
  }
}

function sent(request: RequestCopy, send: AxiosAdapter, { reach }: Attachment): Promise<Attempt> {
  request.assertWithin(reach);
  guardRedirects(request, reach);
  return send(request.sendable).then(
    (response) => ({ request, response }),
    (error: unknown) => ({ request, response: isAxiosError(error) ? error.response : undefined, failure: { error } }),
  );
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
    await discardBody(refusal);
    throw error;
  }
}

/** Hands back the caller's own config, which never held a secret, and says why a refusal is final. */
function finish(
  { request, response, failure }: Attempt,
  config: InternalAxiosRequestConfig,
  { scheme, reach }: Attachment,
): AxiosResponse {
  if (response) response.config = config;
  if (response && !failure) return response;
  if (!isAxiosError(failure?.error)) throw failure?.error;
  failure.error.config = config;
  const outside = answeredOutside(request, reach, response?.request);
  const reason = response && !outside && scheme.explainRefusal?.(response, request);
  if (reason) setCause(failure.error, reason);
  throw failure.error;
}

/** Defined, not assigned: what axios-mock-adapter puts there, its own error once more, cannot be assigned to. */
function setCause(error: Error, cause: OAuthError): void {
  Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
}
