import { isAxiosError, type AxiosAdapter, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { unlessAborted } from './abort.js';
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

/** The whole story: send with the credential; challenged? send once more with a new one. */
export async function sendWithCredential(
  config: InternalAxiosRequestConfig,
  send: AxiosAdapter,
  { scheme, reach }: Attachment,
): Promise<AxiosResponse> {
  const first = await attempt(config, send, { scheme, reach });
  const { request, response } = first;
  if (!response || request.actedBeforeRedirect || answeredOutside(request, reach, response.request)) {
    return finish(first, config);
  }
  const challenge = scheme.answerChallenge(response, request);
  const again = typeof challenge === 'boolean' ? challenge : await answered(challenge, config, response);
  if (!again) return finish(first, config, scheme);

  await discardBody(response);
  assertReplayable(config, response);
  return finish(await attempt(config, send, { scheme, reach }, request.credential), config, scheme);
}

/** For origins beyond the reach of every scheme: a 401 then tells why there was no credential. */
export async function sendWithout(config: InternalAxiosRequestConfig, send: AxiosAdapter): Promise<AxiosResponse> {
  try {
    return await send(ownBody(config));
  } catch (error) {
    if (isAxiosError(error) && error.response?.status === 401) {
      setCause(error, new CredentialWithheldError(originOf(config) ?? 'a relative URL'));
    }
    throw error;
  }
}

async function attempt(
  config: InternalAxiosRequestConfig,
  send: AxiosAdapter,
  { scheme, reach }: Attachment,
  credential?: unknown,
): Promise<Attempt> {
  const request = new RequestCopy(config, credential);
  const wait = scheme.authorize(request);
  if (wait) await unlessAborted(wait, config);
  request.assertWithin(reach);
  guardRedirects(request, reach);
  try {
    return { request, response: await send(request.sendable) };
  } catch (error) {
    return { request, response: isAxiosError(error) ? error.response : undefined, failure: { error } };
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
    await discardBody(refusal);
    throw error;
  }
}

/** Hands back the caller's own config, which never held a secret, and says why a refusal is final. */
function finish(
  { request, response, failure }: Attempt,
  config: InternalAxiosRequestConfig,
  scheme?: AuthScheme,
): AxiosResponse {
  if (response) response.config = config;
  if (response && !failure) return response;
  if (!isAxiosError(failure?.error)) throw failure?.error;
  failure.error.config = config;
  const reason = response && scheme?.explainRefusal?.(response, request);
  if (reason) setCause(failure.error, reason);
  throw failure.error;
}

/** Defined, not assigned: what axios-mock-adapter puts there, its own error once more, cannot be assigned to. */
function setCause(error: Error, cause: OAuthError): void {
  Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
}
