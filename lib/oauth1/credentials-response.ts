import { answerMembers, type Members } from '../server-calls/answer-members.js';
import { TokenEndpointBusyError, TokenEndpointError, TokenResponseError, type ProviderWords } from '../errors.js';
import { cleanCode, cleanText } from '../errors/redact.js';
import { retryAfterMs } from '../server-calls/retry-after.js';
import type { ServerAnswer } from '../server-calls/server-call.js';
import { problemInForm, problemInHeader } from './problem-report.js';
import { problemCodes, remedyFor } from './problem-remedy.js';
import type { GivenOAuth1Token } from './token.js';

/**
 * Judges an answer that brings credentials (RFC 5849 §2.1, §2.3), whatever its content type says.
 *
 * @param endpoint - The option that names where it comes from.
 * @param secrets - What was sent and must not come back in an error message.
 * @throws `TokenEndpointError` for a problem report and every other refusal, `TokenEndpointBusyError`, `TokenResponseError`.
 */
export function readCredentials(answer: ServerAnswer, endpoint: string, secrets: readonly string[]): GivenOAuth1Token {
  const { status, headers, body } = answer;
  const where = endpoint.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const useless = (problem: string) => new TokenResponseError(status, problem, `check provider.${endpoint}`, where);
  if (status === 408 || status === 429 || status === 503) {
    throw new TokenEndpointBusyError(status, retryAfterMs(headers, Date.now()), where);
  }
  const members = membersOf(body);
  const words = problemWords(answer, secrets) ?? wordsOfRefusal(status, body, members, secrets);
  if (words) {
    const remedy = words.error === 'http_404' ? `check provider.${endpoint}` : remedyFor(words.error);
    throw new TokenEndpointError(status, words, `What to do: ${remedy}.`, where);
  }
  if (status >= 300) throw useless('a redirect is not followed');
  if (!members) throw useless('its body is neither a form nor a JSON object');
  const { oauth_token: token, oauth_token_secret: secret, ...others } = members;
  if (typeof token !== 'string' || token === '') throw useless('there is no oauth_token in it');
  if (typeof secret !== 'string') throw useless('there is no oauth_token_secret in it');
  const twice = repeatedName(body);
  if (twice !== undefined) throw useless(`${twice} is in it twice`);
  return { ...withoutOurs(others), oauth_token: token, oauth_token_secret: secret };
}

/** Not every service encodes what it sends beside the credentials, as the name of a person. */
const looseForm = /^[?&]?\w+=.*$/;

function membersOf(body: string): Members | undefined {
  const text = body.trim();
  const isLoose = looseForm.test(text) && text.includes('oauth_token=');
  return answerMembers(body) ?? (isLoose ? answerMembers(new URLSearchParams(text).toString()) : undefined);
}

/** OAuth Problem Reporting extension: in the header, or in the body. */
function problemWords({ headers, body }: ServerAnswer, secrets: readonly string[]): ProviderWords | undefined {
  const report = problemInHeader(headers['www-authenticate']) ?? problemInForm(body);
  if (!report) return undefined;
  const advice = [report.advice, report.parameters].filter((part) => part !== undefined).join(': ');
  return {
    error: cleanCode(report.problem, secrets, problemCodes),
    ...(advice && { error_description: cleanText(advice, secrets) }),
  };
}

/** Without a report: what services built on oauthlib say, or a line of text, as most do; MediaWiki refuses so with status 200. */
function wordsOfRefusal(
  status: number,
  body: string,
  members: Members | undefined,
  secrets: readonly string[],
): ProviderWords | undefined {
  if (status >= 300 && status < 400) return undefined;
  const { error: theirs, error_description: advice, oauth_token: token } = members ?? {};
  if (typeof theirs === 'string' && theirs !== '' && token === undefined) {
    const description = typeof advice === 'string' && advice !== '' && cleanText(advice, secrets);
    return { error: cleanCode(theirs, secrets, problemCodes), ...(description && { error_description: description }) };
  }
  const line = lineIn(body);
  const description = line === undefined ? {} : { error_description: cleanText(line, secrets) };
  if (status >= 400) return { error: `http_${String(status)}`, ...description };
  return members || line === undefined ? undefined : { error: 'unknown_error', ...description };
}

const longestLine = 8192;

/** Something in words: text, or XML that is no page. Not where new credentials may be in it, however damaged. */
function lineIn(body: string): string | undefined {
  const start = body.trim().slice(0, longestLine);
  if (/oauth_?token_?secret|\0|<html/i.test(start)) return undefined;
  const text = start.startsWith('<?xml') ? start.replace(/<[^<>]*>/g, ' ').trim() : start;
  return text === '' || text.startsWith('<') ? undefined : text;
}

/** Two values of one protocol parameter: nobody can say which of them counts. */
function repeatedName(body: string): string | undefined {
  const names = [...new URLSearchParams(body.trim()).keys()].filter((name) => /^oauth_[a-z_]+$/.test(name));
  return names.find((name, at) => names.indexOf(name) !== at);
}

/** A server must not set the members that are ours. */
function withoutOurs({
  revision: _revision,
  issuedAt: _issuedAt,
  expiresAt: _expiresAt,
  authorizationExpiresAt: _authorizationExpiresAt,
  refusedGrant: _refusedGrant,
  ...theirs
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return theirs;
}
