import type { AxiosResponse } from 'axios';
import { ConfigurationError, TokenRefusedError, type OAuthError } from '../errors.js';
import type { MaybePromise } from '../maybe-promise.js';
import { assertKnownOptions } from '../options.js';
import { cleanCode, cleanText } from '../redact.js';
import type { AuthScheme, OutgoingRequest } from '../scheme.js';
import { after } from './after.js';
import { signableBody } from './body.js';
import { carry, carryOverRedirect } from './carrying.js';
import { clientOptions, OAuth1Client, type OAuth1ClientOptions, type OAuth1Credentials } from './client.js';
import { headerOf } from './header-of.js';
import { problemCodes, remedyFor } from './problem-remedy.js';
import { madeReadable } from './readable-body.js';
import { blamesToken, refusalOf } from './refusal.js';
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
  return new OAuth1Scheme(new OAuth1Client(client), { of: () => credentials });
}

/** Credentials, and whose they are. */
export interface AccountCredentials extends OAuth1Credentials {
  readonly account?: string;
}

/** Where a scheme has its credentials from. */
export interface CredentialsSource {
  /** Those of a request. No promise where they are at hand. */
  of(request: OutgoingRequest): MaybePromise<AccountCredentials>;
  /** Others in place of those that the API refused; undefined when there is no way to have them. */
  insteadOf?(refused: AccountCredentials): Promise<AccountCredentials | undefined>;
}

/** What a request was signed with. */
interface Carried {
  readonly credentials: AccountCredentials;
  /** Of the clock, in seconds. */
  readonly offset: number;
  /** For the second send. */
  readonly renewed?: AccountCredentials;
}

/**
 * Signs each send with the credentials of the request's account; corrects clock and nonce, or renews the credentials, when the
 * server asks for it.
 */
export class OAuth1Scheme implements AuthScheme {
  readonly #client: OAuth1Client;
  readonly #source: CredentialsSource;

  constructor(client: OAuth1Client, source: CredentialsSource) {
    this.#client = client;
    this.#source = source;
  }

  authorize(request: OutgoingRequest): MaybePromise<void> {
    const { renewed } = (request.credential ?? {}) as Partial<Carried>;
    return after(renewed ?? this.#source.of(request), (credentials) =>
      after(madeReadable(request, this.#client), () => this.#sign(request, credentials)),
    );
  }

  answerChallenge(response: AxiosResponse, request: OutgoingRequest): MaybePromise<boolean> {
    const refusal = refusalOf(response);
    if (!refusal) return false;
    const carried = request.credential as Carried;
    if (this.#client.clock.mends(refusal, carried.offset)) return true;
    return this.#source.insteadOf && blamesToken(refusal) ? this.#renewed(request, carried) : false;
  }

  replayed(response: AxiosResponse, request: OutgoingRequest): void {
    const { offset } = request.credential as Carried;
    this.#client.clock.judge(refusalOf(response), offset);
  }

  explainRefusal(response: AxiosResponse, request: OutgoingRequest): OAuthError | undefined {
    const refusal = refusalOf(response);
    if (!refusal) return undefined;
    const { credentials } = request.credential as Carried;
    const { problem, advice } = refusal.report ?? {};
    const secrets = this.#client.secrets(credentials);
    return new TokenRefusedError(credentials.account ?? 'default', remedyFor(problem), {
      ...(problem && { error: cleanCode(problem, secrets, problemCodes) }),
      ...(advice && { error_description: cleanText(advice, secrets) }),
    });
  }

  async #renewed(request: OutgoingRequest, carried: Carried): Promise<boolean> {
    const renewed = await this.#source.insteadOf?.(carried.credentials);
    if (!renewed) return false;
    request.credential = { ...carried, renewed } satisfies Carried;
    return true;
  }

  #sign(request: OutgoingRequest, credentials: AccountCredentials): MaybePromise<void> {
    const { clock, placement } = this.#client;
    request.credential = { credentials, offset: clock.offset } satisfies Carried;
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
