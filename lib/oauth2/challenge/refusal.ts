import type { AxiosResponse } from 'axios';
import {
  InsufficientScopeError,
  InsufficientUserAuthenticationError,
  TokenRefusedError,
  type OAuthError,
  type ProviderWords,
  type StepUpParameters,
} from '../../errors.js';
import { isPromise, type MaybePromise } from '../../maybe-promise.js';
import { cleaning } from '../../errors/cleaning.js';
import type { OAuth2Token } from '../../token-store.js';
import { challengeOf } from './challenge.js';

/** What another token, got in the same way, does not mend (RFC 6750 §3.1, RFC 9470 §3). */
export const notTheToken: readonly (string | undefined)[] = [
  'invalid_request',
  'insufficient_scope',
  'insufficient_user_authentication',
];

/** What an API answers (RFC 6750 §3.1, RFC 9449 §7.1, RFC 9470 §3). */
const codesOfApis: ReadonlySet<string | undefined> = new Set([
  'invalid_request',
  'insufficient_scope',
  'insufficient_user_authentication',
  'invalid_token',
  'invalid_dpop_proof',
  'use_dpop_nonce',
]);

const noCodes: ReadonlySet<string> = new Set();

type Parameters = Readonly<Record<string, string>>;

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
): MaybePromise<OAuthError | undefined> {
  const { error, scope } = challenge;
  const make = (words: Partial<ProviderWords>) => {
    if (error === 'insufficient_scope') return new InsufficientScopeError(account, listed(scope, token), words);
    if (error !== 'insufficient_user_authentication') return new TokenRefusedError(account, why, words);
    return new InsufficientUserAuthenticationError(account, stepUp(challenge, token), words);
  };
  if (response.status !== 401 && (response.status !== 403 || error !== 'insufficient_scope')) return undefined;
  const words = wordsOf(challenge, token.access_token);
  return isPromise(words) ? words.then(make) : make(words);
}

/** The first challenge of `scheme` in an answer. */
export function tokenChallenge({ headers }: AxiosResponse, scheme = 'bearer'): Parameters | undefined {
  const fields = Object.entries((headers ?? {}) as object);
  return challengeOf(scheme, fields.find(([name]) => name.toLowerCase() === 'www-authenticate')?.[1]);
}

function wordsOf(challenge: Parameters, accessToken: string): MaybePromise<Partial<ProviderWords>> {
  const words = Object.entries(challenge).filter(([name]) => /^error(_description|_uri)?$/.test(name));
  if (words.length === 0) return {};
  const known = (name: string) => (name === 'error' ? codesOfApis : noCodes);
  return cleaning().then(({ cleanCode }) =>
    Object.fromEntries(words.map(([name, text]) => [name, cleanCode(text, [accessToken], known(name))])),
  );
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
