import { answerMembers, type Members } from '../../server-calls/answer-members.js';
import {
  InvalidGrantError,
  TokenEndpointBusyError,
  TokenEndpointError,
  TokenResponseError,
  TokenTypeError,
} from '../../errors.js';
import { cleaning } from '../../errors/cleaning.js';
import { remedyFor } from '../../errors/remedy.js';
import { retryAfterMs } from '../../server-calls/retry-after.js';
import type { SenderConstraint } from '../dpop/sender-constraint.js';
import type { TokenEndpointResponse } from '../hook-points.js';
import { isText, providerWords } from './server-words.js';
import { isSendable, notForRequests, type GivenToken } from '../token.js';

/** What is known of the call that an answer belongs to. */
export interface AnsweredCall {
  readonly account: string;
  /** What was sent and must not come back in an error message. */
  readonly secrets: readonly string[];
  /** Rejects for a token type that cannot be used. Default: all but Bearer. */
  readonly assertType?: SenderConstraint['assertType'] | undefined;
  /** Whether it was a token exchange: its answer says what was issued, and that may be no access token (RFC 8693 §2.2.1). */
  readonly exchanged?: boolean;
}

/**
 * Judges an answer of the token endpoint, as leniently as real services need it: JSON or form whatever the content type says,
 * an error also with status 200, a missing token type, a lifetime as text.
 *
 * @throws {@link InvalidGrantError}, {@link TokenEndpointError}, {@link TokenEndpointBusyError}, {@link TokenResponseError}
 * or {@link TokenTypeError}; RFC 6749 §5.2.
 */
export async function readTokenResponse(response: TokenEndpointResponse, call: AnsweredCall): Promise<GivenToken> {
  const { status, headers, body } = response;
  if (status === 408 || status === 429 || status === 503) {
    throw new TokenEndpointBusyError(status, retryAfterMs(headers, Date.now()));
  }
  const members = answerMembers(body);
  const words = await providerWords(members ?? {}, secretsIn(members, call.secrets));
  if (words?.error === 'invalid_grant') throw new InvalidGrantError(call.account, words);
  if (words) throw new TokenEndpointError(status, words, remedyFor(words.error));
  if (status >= 400) throw new TokenEndpointError(status, { error: `http_${String(status)}` });
  // In a page, fetch says 0 of a redirect that it does not follow.
  if (status >= 300 || status === 0)
    throw new TokenResponseError(status || undefined, 'a redirect of the token endpoint is not followed');
  if (!members) throw new TokenResponseError(status, 'its body is neither a JSON object nor a form');
  if (call.exchanged && !isText(members['issued_token_type'])) {
    throw new TokenResponseError(status, 'there is no issued_token_type in it (RFC 8693 §2.2.1)');
  }
  return givenToken(members, status, call);
}

async function givenToken(members: Members, status: number, call: AnsweredCall): Promise<GivenToken> {
  const { access_token: accessToken, token_type: type = 'Bearer', expires_in: lifetime, ...others } = members;
  if (!isText(accessToken)) throw new TokenResponseError(status, 'there is no access_token in it');
  if (!isSendable(accessToken))
    throw new TokenResponseError(status, 'its access_token has characters that no header can carry');
  const tokenType = isText(type) ? type : 'Bearer';
  const isNone = call.exchanged === true && tokenType === notForRequests;
  if (!isNone) await (call.assertType ?? assertBearer)(tokenType, () => secretsIn(members, call.secrets));
  const { refresh_token: refreshToken, scope, id_token: idToken, ...extra } = others;
  return {
    ...withoutOurs(extra),
    access_token: accessToken,
    token_type: tokenType,
    ...(isText(refreshToken) ? { refresh_token: refreshToken } : {}),
    ...(isText(idToken) ? { id_token: idToken } : {}),
    ...scopeOf(scope),
    ...lifetimeOf(lifetime),
  };
}

async function assertBearer(tokenType: string, secrets: () => readonly string[]): Promise<void> {
  if (tokenType.toLowerCase() === 'bearer') return;
  const { cleanText } = await cleaning();
  throw new TokenTypeError(cleanText(tokenType, secrets()));
}

/** Some services list scopes as an array. An empty text is what was granted, too. */
function scopeOf(scope: unknown): { scope?: string } {
  if (Array.isArray(scope)) return { scope: scope.filter(isText).join(' ') };
  return typeof scope === 'string' ? { scope } : {};
}

/** Text is read as a number; whatever is none says nothing. */
function lifetimeOf(lifetime: unknown): { expires_in?: number } {
  const seconds = isText(lifetime) ? Number(lifetime) : lifetime;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? { expires_in: seconds } : {};
}

/** A server must not set the members that are ours. */
function withoutOurs({
  revision: _r,
  expiresAt: _e,
  issuedAt: _i,
  refusedGrant: _g,
  dpopKey: _k,
  grantedScope: _s,
  resources: _a,
  ...theirs
}: Members): Members {
  return theirs;
}

function secretsIn(members: Members | undefined, sent: readonly string[]): readonly string[] {
  const given = ['access_token', 'refresh_token', 'id_token'].map((name) => members?.[name]);
  return [...sent, ...given.filter(isText)];
}
