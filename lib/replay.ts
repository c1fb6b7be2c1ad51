import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { BodyNotReplayableError } from './errors.js';

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

/** Up to this size, reading a refused body to its end is cheaper than a new connection. */
const drainLimitBytes = 65_536;

interface NodeStream {
  resume(): void;
  destroy(): void;
}

/** An unread stream keeps its socket: with a small agent pool the replay would wait for it for ever. */
export async function discardBody(response: AxiosResponse): Promise<void> {
  const body = response.data as (Partial<NodeStream> & { cancel?: () => Promise<void> }) | null | undefined;
  if (typeof body !== 'object' || body === null) return;
  if (typeof body.cancel === 'function') return body.cancel();
  if (typeof body.resume !== 'function' || typeof body.destroy !== 'function') return;
  const length = Number((response.headers as Record<string, unknown>)['content-length'] ?? Infinity);
  if (length <= drainLimitBytes) body.resume();
  else body.destroy();
}
