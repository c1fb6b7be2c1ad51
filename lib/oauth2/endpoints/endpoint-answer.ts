import { EndpointError } from '../../errors.js';
import { answerMembers } from '../../server-calls/answer-members.js';
import { retryAfterMs } from '../../server-calls/retry-after.js';
import type { ServerAnswer } from '../../server-calls/server-call.js';
import { providerWords } from '../token-endpoint/server-words.js';

/** Rejects with {@link EndpointError} and the words of the server, unless it answered with success. */
export async function assertAccepted(
  endpoint: EndpointError['endpoint'],
  { status, headers, body }: ServerAnswer,
  secrets: readonly string[],
): Promise<void> {
  if (status >= 200 && status < 300) return;
  const words = (await providerWords(answerMembers(body) ?? {}, secrets)) ?? { error: `http_${String(status)}` };
  throw new EndpointError(endpoint, status, words, retryAfterMs(headers, Date.now()));
}

/** A JSON object, without the names that every object inherits; undefined for anything else. */
export function jsonMembers(body: string): Readonly<Record<string, unknown>> | undefined {
  return /^\s*\{/.test(body) ? answerMembers(body) : undefined;
}
