import axios, { CanceledError, isAxiosError, type AxiosAdapter, type AxiosInstance, type AxiosResponse } from 'axios';
import { ConfigurationError, isOAuthError, TokenResponseError } from '../errors.js';
import { platform } from '../platform.js';
import { plainHeaders } from './plain-headers.js';
import { unreachable } from './unreachable.js';

/** A call of an authorization server, complete: its bytes are sent as they are. */
export interface ServerCall {
  readonly method: string;
  readonly url: string;
  /** `false`: not sent, where axios would add one. */
  readonly headers: Readonly<Record<string, string | false>>;
  readonly body?: string | undefined;
  /** With the URL in the signature: nothing may be added to it. */
  readonly isSigned?: boolean;
  /** Sends it, in place of the instance's own. */
  readonly adapter?: AxiosAdapter;
}

/** Its answer, not judged yet. Header names are in lower case. */
export interface ServerAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Counts decompressed bytes. Real token answers have a few kilobytes. */
const longestAnswerBytes = 1_048_576;

/**
 * One clean request: nothing of the API call that waits for it goes along. Redirects are not followed, and the time limit
 * is for the whole answer, not for idle time only.
 *
 * @param signal - Gives it up, with axios' `CanceledError`.
 * @throws {@link AuthorizationServerUnreachableError} when no whole answer came, {@link TokenResponseError} for one without end,
 * {@link ConfigurationError} for an instance that hands on something else than the answer.
 */
export async function callServer(
  instance: AxiosInstance,
  { method, url, headers, body, isSigned, adapter }: ServerCall,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<ServerAnswer> {
  if (signal && !signal.addEventListener) throw new ConfigurationError('signal', 'must be an AbortSignal.');
  if (signal?.aborted) throw new CanceledError();
  const limit = new AbortController();
  const abort = () => {
    limit.abort();
  };
  const cancel = platform.timer(timeoutMs, abort);
  signal?.addEventListener('abort', abort);
  try {
    return answerOf(
      await instance.request<string>({
        ...(adapter ? { adapter } : {}),
        method,
        url,
        headers: { ...headers },
        ...(saysWho(headers) && { auth: null as never }), // undefined would be the instance's own
        data: body,
        ...(isSigned && { paramsSerializer: { serialize: () => '' } }),
        responseType: 'text',
        transformRequest: [(data: unknown) => data],
        transformResponse: [(data: unknown) => data],
        validateStatus: () => true,
        allowAbsoluteUrls: true,
        maxRedirects: 0,
        fetchOptions: { redirect: 'manual' }, // the fetch adapter of axios before 1.20 ignores maxRedirects
        maxContentLength: longestAnswerBytes,
        signal: limit.signal,
        oauth: false,
      }),
    );
  } catch (error) {
    if (isOAuthError(error)) throw error;
    if (signal?.aborted) throw new CanceledError();
    throw isTooLong(error) ? tooLong() : unreachable(error);
  } finally {
    cancel();
    signal?.removeEventListener('abort', abort);
  }
}

/** The `auth` of an instance would take the place of the header that says who the client is. */
function saysWho(headers: ServerCall['headers']): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
}

/** What an app sets on the global axios for its API must not go to the authorization server; its adapter and agents may. */
export function cleanInstance(): AxiosInstance {
  const instance = axios.create();
  const { defaults } = instance;
  for (const name of Object.keys(defaults.headers)) Reflect.deleteProperty(defaults.headers, name);
  delete defaults.auth;
  delete defaults.params;
  return instance;
}

function answerOf(response: AxiosResponse): ServerAnswer {
  if (typeof response?.status !== 'number') {
    throw new ConfigurationError(
      'axios',
      'an interceptor of this instance gives something else than the response: give an instance without it.',
    );
  }
  return { status: response.status, headers: plainHeaders(response.headers), body: bodyText(response.data) };
}

function tooLong(): TokenResponseError {
  return new TokenResponseError(
    undefined,
    'with more than 1 MB',
    'check the URL of the endpoint',
    'authorization server',
  );
}

/** axios has no code of its own for it. Under Jest, the message of what was aborted over fetch is no text. */
function isTooLong(error: unknown): boolean {
  return isAxiosError(error) && /^maxContentLength /.test(error.message);
}

/** axios-mock-adapter answers with objects, and perhaps without headers. */
function bodyText(data: unknown): string {
  return typeof data === 'string' ? data : (JSON.stringify(data) ?? '');
}
