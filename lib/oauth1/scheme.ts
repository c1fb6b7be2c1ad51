import type { AxiosResponse } from 'axios';
import { ConfigurationError } from '../errors/configuration-error.js';
import type { MaybePromise } from '../maybe-promise.js';
import { assertKnownOptions } from '../options.js';
import type { AuthScheme, OutgoingRequest } from '../scheme.js';
import type { EngineRequest } from '../sending/sending-on.js';
import { after } from './after.js';
import { signableBody } from './body.js';
import { carry } from './carrying.js';
import {
  clientOptions,
  OAuth1Client,
  settingsAt,
  type OAuth1Credentials,
  type OAuth1Settings,
  type OAuth1SigningAtProvider,
} from './client.js';
import type { AccountCredentials, Carried, CredentialsSource } from './credentials-source.js';
import { headerOf } from './header-of.js';
import type { Placement } from './placement.js';
import type { OAuth1Provider } from './provider.js';
import { madeReadable } from './readable-body.js';
import type * as Refused from './refused-request.js';
import { signedHops } from './signed-hops.js';
import { signed } from './signing.js';

/** A client, and credentials that do not change. */
export type OAuth1Options = OAuth1Settings &
  OAuth1SigningAtProvider &
  OAuth1Credentials & {
    /** How the service wants to be signed to; the other options win over it. */
    readonly provider?: OAuth1Provider;
  };

/**
 * Signs requests with known credentials, without a store or a login (RFC 5849 §3): the URL, form and bytes that axios really
 * sends, anew for each send and each redirect.
 *
 * @example
 * ```ts
 * attach(api, oauth1({ clientKey, clientSecret, token, tokenSecret }));
 * ```
 * @throws `ConfigurationError` that names the option that is missing, unknown or contradicts another.
 */
export function oauth1(options: OAuth1Options): AuthScheme {
  if (typeof options !== 'object' || options === null) throw new ConfigurationError('clientKey', 'is required.');
  assertKnownOptions(options, [...clientOptions, 'provider', 'token', 'tokenSecret', 'callback', 'verifier']);
  const { provider, token, tokenSecret, callback, verifier } = options;
  const credentials = { token, tokenSecret, callback, verifier };
  return new OAuth1Scheme(new OAuth1Client(settingsAt(provider, options)), { of: () => credentials });
}

/** There once a server has refused a request: what most pages never use, none has to load first. */
let refused: typeof Refused | undefined;

async function load(): Promise<void> {
  refused = await import('./refused-request.js');
}

/** Services use 400 for problem reports too. */
function mayRefuse({ status }: AxiosResponse): boolean {
  return status === 401 || status === 400;
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
    return after(renewed ?? this.#source.of(request), (credentials) => {
      const { clock, placement } = this.#client;
      request.credential = { credentials, offset: clock.offset } satisfies Carried;
      request.sendOn = signedHops(request as EngineRequest, placement, (hop, at) => this.#sign(hop, credentials, at));
      return this.#sign(request, credentials, placement);
    });
  }

  answerChallenge(response: AxiosResponse, request: OutgoingRequest): MaybePromise<boolean> {
    if (!mayRefuse(response)) return false;
    if (!refused) return this.#answerFirstRefusal(response, request);
    return refused.answerRefusal(this.#client, this.#source, response, request);
  }

  replayed(response: AxiosResponse, request: OutgoingRequest): void {
    refused?.judgeReplay(this.#client, response, request);
  }

  explainRefusal(response: AxiosResponse, request: OutgoingRequest): MaybePromise<Error | undefined> {
    if (!mayRefuse(response)) return undefined;
    if (refused) return refused.reasonOfRefusal(this.#client, response, request);
    // What hindered the loading explains why nothing was done about the refusal.
    return load().then(
      () => this.explainRefusal(response, request),
      (error: unknown) => error as Error,
    );
  }

  async #answerFirstRefusal(response: AxiosResponse, request: OutgoingRequest): Promise<boolean> {
    try {
      await load();
    } catch {
      return false; // the caller must get the server's answer; explainRefusal says the rest
    }
    return this.answerChallenge(response, request);
  }

  #sign(request: OutgoingRequest, credentials: AccountCredentials, placement: Placement): MaybePromise<void> {
    return after(madeReadable(request, this.#client), () => this.#signReadable(request, credentials, placement));
  }

  #signReadable(request: OutgoingRequest, credentials: AccountCredentials, placement: Placement): MaybePromise<void> {
    const { realm } = this.#client;
    const { method, url } = request;
    const headers: unknown = request.config?.headers ?? request.headers;
    const body = signableBody(request.body, headerOf(headers, 'content-type'));
    const host = headerOf(headers, 'host');
    return after(signed(this.#client, { method, url, host, body }, credentials, placement), (parameters) => {
      carry(request, parameters, { placement, realm, form: body.form });
    });
  }
}
