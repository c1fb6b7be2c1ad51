import axios, { type AxiosInstance } from 'axios';
import { platform } from './platform.js';
import { plainHeaders } from './plain-headers.js';
import { unreachable } from './unreachable.js';

/** A call of an authorization server, complete: its bytes are sent as they are. */
export interface ServerCall {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
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
 * @throws `AuthorizationServerUnreachableError` when no whole answer came.
 */
export async function callServer(
  instance: AxiosInstance,
  { method, url, headers, body }: ServerCall,
  timeoutMs: number,
): Promise<ServerAnswer> {
  const limit = new AbortController();
  const cancel = platform.timer(timeoutMs, () => {
    limit.abort();
  });
  try {
    const response = await instance.request<string>({
      method,
      url,
      headers: { ...headers },
      data: body,
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
    });
    return { status: response.status, headers: plainHeaders(response.headers), body: bodyText(response.data) };
  } catch (error) {
    throw unreachable(error);
  } finally {
    cancel();
  }
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

/** axios-mock-adapter answers with objects, and perhaps without headers. */
function bodyText(data: unknown): string {
  return typeof data === 'string' ? data : (JSON.stringify(data) ?? '');
}
