import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { BodyNotReplayableError } from '../errors.js';
import { platform } from '../platform.js';

interface StreamLike {
  pipe?: unknown;
  getReader?: unknown;
  [Symbol.asyncIterator]?: unknown;
}

/**
 * A stream that was sent is consumed: sent again, it would arrive as an empty body, with no error anywhere.
 *
 * @throws {@link BodyNotReplayableError}
 */
export function assertReplayable(config: InternalAxiosRequestConfig, refusal: AxiosResponse): void {
  if (isStream(config.data)) throw new BodyNotReplayableError(refusal.status);
}

/** Text, bytes, Blob, FormData and URLSearchParams are made anew from the same data; `data` as a function makes its own. */
function isStream(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const { pipe, getReader, [Symbol.asyncIterator]: iterator } = body as StreamLike;
  return [pipe, getReader, iterator].some((member) => typeof member === 'function');
}

/** Up to this size, reading a refused body to its end is cheaper than a new connection; but it must come soon. */
const drainLimitBytes = 65_536;
const drainLimitMs = 500;

interface NodeStream {
  resume(): void;
  destroy(): void;
  on(event: 'close' | 'error', listener: () => void): unknown;
}

interface WebStream {
  cancel(): Promise<void>;
}

/** An unread stream keeps its socket: with a small agent pool the replay would wait for it for ever. */
export function discardBody(response: AxiosResponse): void {
  const body = response.data as (Partial<NodeStream> & Partial<WebStream>) | null | undefined;
  if (typeof body !== 'object' || body === null) return;
  // Nobody waits for these bytes any more, nor for what goes wrong with them.
  if (isWebStream(body)) body.cancel().catch(() => undefined);
  else if (isNodeStream(body)) drain(body, Number((response.headers as Record<string, unknown>)['content-length']));
}

function drain(body: NodeStream, length: number): void {
  body.on('error', () => undefined);
  if (!(length <= drainLimitBytes)) {
    body.destroy();
    return;
  }
  const stop = platform.timer(drainLimitMs, () => {
    body.destroy();
  });
  body.on('close', stop);
  body.resume();
}

function isWebStream(body: Partial<WebStream>): body is WebStream {
  return typeof body.cancel === 'function';
}

function isNodeStream(body: Partial<NodeStream>): body is NodeStream {
  return [body.resume, body.destroy, body.on].every((member) => typeof member === 'function');
}
