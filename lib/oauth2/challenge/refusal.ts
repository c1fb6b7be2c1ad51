import type { AxiosResponse } from 'axios';
import {
  InsufficientScopeError,
  InsufficientUserAuthenticationError,
  TokenRefusedError,
  type OAuthError,
  type ProviderWords,
  type StepUpParameters,
} from '../../errors.js';
import { cleanCode } from '../../errors/redact.js';
import type { OAuth2Token } from '../../token-store.js';
import { challengeOf } from './challenge.js';
import { errorCodes } from '../token-endpoint/error-codes.js';

const noCodes: ReadonlySet<string> = new Set();

type Parameters = Readonly<Record<string, string>>;

/** What another token, got in the same way, does not mend (RFC 6750 §3.1, RFC 9470 §3). */
export const notTheToken: readonly (string | undefined)[] = [
  'invalid_request',
  'insufficient_scope',
  'insufficient_user_authentication',
];

/** Whether a response refuses the token: a 401, without a challenge too, unless that says that another token would not help. */
export function isRefusal(response: AxiosResponse): boolean {
  return response.status === 401 && !notTheToken.includes(tokenChallenge(response)?.['error']);
}

/** Why an answer stays a refusal. */
export function refusalOf(
  response: AxiosResponse,
  { account, token }: { account: string; token: OAuth2Token },
  challenge: Parameters = tokenChallenge(response) ?? {},
  why = 'a renewal did not help, or was not possible; on("renewalFailed") tells why',
): OAuthError | undefined {
  if (response.status !== 401 && response.status !== 403) return undefined;
  const words = wordsOf(challenge, token.access_token);
  const { error, scope } = challenge;
  if (error === 'insufficient_scope') return new InsufficientScopeError(account, listed(scope, token), words);
  if (response.status === 403) return undefined;
  if (error === 'insufficient_user_authentication') {
    return new InsufficientUserAuthenticationError(account, stepUp(challenge, token), words);
  }
  return new TokenRefusedError(account, why, words);
}

/** The first challenge of `scheme` in an answer. */
export function tokenChallenge({ headers }: AxiosResponse, scheme = 'bearer'): Parameters | undefined {
  const fields = Object.entries((headers ?? {}) as object);
  return challengeOf(scheme, fields.find(([name]) => name.toLowerCase() === 'www-authenticate')?.[1]);
}

function wordsOf(challenge: Parameters, accessToken: string): Partial<ProviderWords> {
  const words = Object.entries(challenge).filter(([name]) => /^error(_description|_uri)?$/.test(name));
  const known = (name: string) => (name === 'error' ? errorCodes : noCodes);
  return Object.fromEntries(words.map(([name, text]) => [name, cleanCode(text, [accessToken], known(name))]));
}

/** RFC 9470 §3. */
function stepUp({ acr_values: acrValues, max_age: maxAge = '' }: Parameters, token: OAuth2Token): StepUpParameters {
  const values = listed(acrValues, token).join(' ');
  return {
    ...(values === '' ? {} : { acr_values: values }),
    ...(/^\d{1,10}$/.test(maxAge) ? { max_age: maxAge } : {}),
  };
}

/** Names with spaces between them (RFC 6749 §3.3), but for what cannot be one. */
function listed(text = '', { access_token: accessToken }: OAuth2Token): readonly string[] {
  return text.split(' ').filter((name) => /^[\x21-\x7e]+$/.test(name) && !name.includes(accessToken));
}
