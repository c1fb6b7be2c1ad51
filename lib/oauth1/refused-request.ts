import type { AxiosResponse } from 'axios';
import type { OAuthError } from '../errors.js';
import type { MaybePromise } from '../maybe-promise.js';
import { cleanCode, cleanText } from '../errors/redact.js';
import type { OutgoingRequest } from '../scheme.js';
import type { ServerClock } from '../server-calls/server-clock.js';
import { TokenRefusedError } from '../errors/token-refused-error.js';
import type { OAuth1Client } from './client.js';
import { judgeCorrection, mendsClock } from './clock-correction.js';
import type { Carried, CredentialsSource } from './credentials-source.js';
import { problemCodes, remedyFor } from './problem-remedy.js';
import { blamesToken, refusalOf } from './refusal.js';
import { secretsOf } from './secrets.js';

/** See `answerChallenge` of an `AuthScheme`. */
export function answerRefusal(
  { clock }: OAuth1Client,
  source: CredentialsSource,
  response: AxiosResponse,
  request: OutgoingRequest,
): MaybePromise<boolean> {
  const refusal = refusalOf(response);
  if (!refusal) return false;
  const carried = request.credential as Carried;
  const mended = mendsClock(clock, refusal, carried.offset);
  if (!source.insteadOf || !blamesToken(refusal)) return mended;
  return mended ? renewedToo(clock, source, request, carried) : renewed(source, request, carried);
}

/** See `replayed` of an `AuthScheme`. */
export function judgeReplay({ clock }: OAuth1Client, response: AxiosResponse, request: OutgoingRequest): void {
  const { offset } = request.credential as Carried;
  judgeCorrection(clock, refusalOf(response), offset);
}

/** See `explainRefusal` of an `AuthScheme`. */
export function reasonOfRefusal(
  client: OAuth1Client,
  response: AxiosResponse,
  request: OutgoingRequest,
): OAuthError | undefined {
  const refusal = refusalOf(response);
  if (!refusal) return undefined;
  const { credentials } = request.credential as Carried;
  const { problem, advice } = refusal.report ?? {};
  const secrets = secretsOf(client, credentials);
  return new TokenRefusedError(credentials.account ?? 'default', remedyFor(problem), {
    ...(problem && { error: cleanCode(problem, secrets, problemCodes) }),
    ...(advice && { error_description: cleanText(advice, secrets) }),
  });
}

async function renewed(source: CredentialsSource, request: OutgoingRequest, carried: Carried): Promise<boolean> {
  const others = await source.insteadOf?.(carried.credentials);
  if (!others) return false;
  request.credential = { ...carried, renewed: others } satisfies Carried;
  return true;
}

/**
 * Without a report it may be the clock, the token or both, and the request is sent but once more. A renewal that fails says so by
 * its event (`renewalFailed`): with the right time the token may be as good as before.
 */
async function renewedToo(clock: ServerClock, ...refused: Parameters<typeof renewed>): Promise<true> {
  const { offset } = clock;
  await renewed(...refused).catch(() => false);
  clock.offset = offset; // that of the token endpoint may be another
  return true;
}
