import type { AxiosResponse } from 'axios';
import { ConfigurationError, TokenRefusedError, type OAuthError } from '../errors.js';
import type { MaybePromise } from '../maybe-promise.js';
import { assertKnownOptions } from '../options.js';
import { cleanText } from '../redact.js';
import type { AuthScheme, OutgoingRequest } from '../scheme.js';
import { after } from './after.js';
import { signableBody } from './body.js';
import { carry, carryOverRedirect } from './carrying.js';
import { clientOptions, OAuth1Client, type OAuth1ClientOptions, type OAuth1Credentials } from './client.js';
import { headerOf } from './header-of.js';
import { madeReadable } from './readable-body.js';
import { refusalOf, serversTime } from './refusal.js';
import { signed } from './signing.js';

/** A client, and credentials that do not change. */
export type OAuth1Options = OAuth1ClientOptions & OAuth1Credentials;

/**
 * Signs requests with known credentials, without a store or a login (RFC 5849 §3): the URL, form and bytes that axios really
 * sends, anew for each send and each redirect.
 *
 * @example
 * ```ts
 * attach(api, oauth1({ clientKey, clientSecret, token, tokenSecret }));
 * ```
 * @throws {@link ConfigurationError} that names the option that is missing, unknown or contradicts another.
 */
export function oauth1(options: OAuth1Options): AuthScheme {
  if (typeof options !== 'object' || options === null) throw new ConfigurationError('clientKey', 'is required.');
  assertKnownOptions(options, [...clientOptions, 'token', 'tokenSecret', 'callback', 'verifier']);
  const { token, tokenSecret, callback, verifier, ...client } = options;
  const credentials = { token, tokenSecret, callback, verifier };
  return new OAuth1Scheme(new OAuth1Client(client), () => credentials);
}

/** What a request was signed with. */
interface Carried {
  readonly credentials: OAuth1Credentials;
  /** Of the clock, in seconds; and what it was before a refusal changed it. */
  readonly offset: number;
  readonly offsetBefore: number;
}

/** Signs each send with the credentials of the request's account, and corrects clock and nonce when the server asks for it. */
class OAuth1Scheme implements AuthScheme {
  readonly #client: OAuth1Client;
  readonly #credentialsOf: (request: OutgoingRequest) => MaybePromise<OAuth1Credentials>;

  constructor(client: OAuth1Client, credentialsOf: (request: OutgoingRequest) => MaybePromise<OAuth1Credentials>) {
    this.#client = client;
    this.#credentialsOf = credentialsOf;
  }

  authorize(request: OutgoingRequest): MaybePromise<void> {
    return after(this.#credentialsOf(request), (credentials) =>
      after(madeReadable(request, this.#client), () => this.#sign(request, credentials)),
    );
  }

  /** A new signature helps if the timestamp was refused or the nonce used, or if our clock is far from the server's. */
  answerChallenge(response: AxiosResponse, request: OutgoingRequest): boolean {
    const refusal = refusalOf(response);
    if (!refusal) return false;
    if (refusal.report?.problem === 'nonce_used') return true;
    const { clock } = this.#client;
    const { offset, credentials } = request.credential as Carried;
    const timestampRefused = refusal.report?.problem === 'timestamp_refused';
    if (refusal.report && !timestampRefused) return false;
    const offsetBefore = clock.offset;
    if (!clock.learn(serversTime(refusal), offset, timestampRefused ? 1 : undefined)) return false;
    request.credential = { credentials, offset, offsetBefore } satisfies Carried;
    return true;
  }

  explainRefusal(response: AxiosResponse, request: OutgoingRequest): OAuthError | undefined {
    const refusal = refusalOf(response);
    if (!refusal) return undefined;
    const { credentials, offset, offsetBefore } = request.credential as Carried;
    // The server's time did not help, so its Date may be the wrong one.
    if (this.#client.clock.offset === offset) this.#client.clock.offset = offsetBefore;
    const { problem, advice } = refusal.report ?? {};
    const clean = (text: string) => cleanText(text, this.#client.secrets(credentials));
    return new TokenRefusedError(
      request.options.account ?? 'default',
      problem ? (remedies[problem] ?? generalRemedy) : generalRemedy,
      { ...(problem && { error: clean(problem) }), ...(advice && { error_description: clean(advice) }) },
    );
  }

  #sign(request: OutgoingRequest, credentials: OAuth1Credentials): MaybePromise<void> {
    const { clock, placement } = this.#client;
    const { offset } = clock;
    const { offsetBefore = offset } = (request.credential ?? {}) as Partial<Carried>;
    request.credential = { credentials, offset, offsetBefore } satisfies Carried;
    request.authorizeRedirect = (hop) => {
      carryOverRedirect(this.#client, hop, credentials);
    };
    const { method, url } = request;
    const headers: unknown = request.config?.headers ?? request.headers;
    const body = signableBody(request.body, headerOf(headers, 'content-type'));
    const host = headerOf(headers, 'host');
    return after(signed(this.#client, { method, url, host, body }, credentials, placement), (parameters) => {
      carry(this.#client, request, parameters, body.form);
    });
  }
}

const generalRemedy = 'check clientKey, the secrets or the key, signatureMethod and token';

const remedies: Readonly<Record<string, string>> = {
  timestamp_refused: 'the timestamp is refused, also with the clock of the server: see its range of acceptable ones',
  nonce_used: 'a nonce was taken for used twice: check that nothing between sends requests again',
  token_expired: 'log in again, or renew the token',
  token_revoked: 'log in again',
  token_rejected: 'log in again',
  permission_denied: 'the person has not given this permission',
};
