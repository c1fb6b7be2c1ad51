import type { AxiosResponse } from 'axios';
import { unusable, type Hooks } from '../hooks.js';
import type { MaybePromise } from '../maybe-promise.js';
import type { OutgoingRequest } from '../scheme.js';
import type { OAuth2Hooks } from './hook-points.js';

/** What the hooks of a session do to each request. Where there are none, at once. */
export class RequestHooks {
  readonly #hooks: Hooks<OAuth2Hooks>;

  constructor(hooks: Hooks<OAuth2Hooks>) {
    this.#hooks = hooks;
  }

  /** `protectedRequest`: after the token was put on it. */
  change(request: OutgoingRequest): MaybePromise<void> {
    if (this.#hooks.has('protectedRequest')) return this.#changed(request);
  }

  /** `protectedResponse`: of an answer that is no refusal by itself. */
  saysExpired(response: AxiosResponse): MaybePromise<boolean> {
    return this.#hooks.has('protectedResponse') && this.#judgedExpired(response);
  }

  async #changed(request: OutgoingRequest): Promise<void> {
    const before = Object.fromEntries(Object.entries(request.headers));
    await this.#hooks.pass<OutgoingRequest>('protectedRequest', request, take);
    // What a hook adds may be a credential, but for what describes the body: no redirect takes it elsewhere.
    for (const [name, value] of Object.entries(request.headers)) {
      const added = value !== before[name] && value !== null && value !== false && !/^content-/i.test(name);
      if (added) request.setCredentialHeader(name, String(value));
    }
  }

  #judgedExpired(response: AxiosResponse): Promise<boolean> {
    return this.#hooks.says('protectedResponse', 'expired', { ...response, data: parsed(response.data) });
  }
}

/** A spread copy lacks what it does not mention: url and body are accessors. The next hook gets the request itself again. */
function take(changed: OutgoingRequest, request: OutgoingRequest): OutgoingRequest {
  if (changed === request) return request;
  if (changed.url && !(changed.url instanceof URL)) throw unusable(': its url must be a URL object');
  if (changed.url) request.url = changed.url;
  if ('body' in changed) request.body = changed.body;
  request.headers.set(changed.headers);
  return request;
}

/** At this depth the body is still as the server sent it. */
function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return data; // not JSON
  }
}
