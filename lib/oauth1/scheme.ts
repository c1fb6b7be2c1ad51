import type { AxiosResponse } from 'axios';
import { noOptions } from '../axios-config.js';
import type { MaybePromise } from '../maybe-promise.js';
import { assertKnownOptions } from '../options.js';
import type { AuthScheme, OutgoingRequest } from '../scheme.js';
import type { EngineRequest } from '../sending/sending-on.js';
import { after } from './after.js';
import { authorizationHeader } from './authorization-header.js';
import { isText, signableText, type SignableBody } from './body.js';
import {
  clientOptions,
  OAuth1Client,
  settingsAt,
  type OAuth1Settings,
  type OAuth1SigningAtProvider,
} from './client.js';
import { checkedCredentials, type OAuth1Credentials } from './credentials.js';
import type { AccountCredentials, Carried, CredentialsSource } from './credentials-source.js';
import { headerOf } from './header-of.js';
import type * as OnDemand from './on-demand.js';
import type { Placement } from './placement.js';
import type { OAuth1Provider } from './provider.js';
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
  assertKnownOptions(options, [...clientOptions, 'provider', 'token', 'tokenSecret', 'callback', 'verifier']);
  const credentials = checkedCredentials(options);
  return new OAuth1Scheme(new OAuth1Client(settingsAt(options.provider, options)), {
    of: ({ options: ofRequest }) =>
      ofRequest === noOptions
        ? credentials
        : withOnDemand(({ assertNoAccount }) => (assertNoAccount(ofRequest), credentials)),
  });
}

/** There once something has needed it: what most pages never use, none has to load first. */
let onDemand: typeof OnDemand | undefined;

async function load(): Promise<typeof OnDemand> {
  return (onDemand ??= await import('./on-demand.js'));
}

/** Goes on with the code that is loaded on demand: at once where it is there. */
function withOnDemand<T>(goOn: (there: typeof OnDemand) => MaybePromise<T>): MaybePromise<T> {
  return after(onDemand ?? load(), goOn);
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
      request.sendOn = signedHops(request as EngineRequest, (journey, answer) =>
        load().then(({ signAlong }) =>
          signAlong(journey, placement, (hop, at) => this.#sign(hop, credentials, at), answer),
        ),
      );
      return this.#sign(request, credentials, placement);
    });
  }

  answerChallenge(response: AxiosResponse, request: OutgoingRequest): MaybePromise<boolean> {
    if (!mayRefuse(response)) return false;
    // The caller must get the server's answer, also where nothing can be loaded; explainRefusal says the rest.
    return load().then(
      ({ answerRefusal }) => answerRefusal(this.#client, this.#source, response, request),
      () => false,
    );
  }

  replayed(response: AxiosResponse, request: OutgoingRequest): void {
    onDemand?.judgeReplay(this.#client, response, request);
  }

  explainRefusal(response: AxiosResponse, request: OutgoingRequest): MaybePromise<Error | undefined> {
    if (!mayRefuse(response)) return undefined;
    // What hindered the loading explains why nothing was done about the refusal.
    return load().then(
      ({ reasonOfRefusal }) => reasonOfRefusal(this.#client, response, request),
      (error: unknown) => error as Error,
    );
  }

  #sign(request: OutgoingRequest, credentials: AccountCredentials, placement: Placement): MaybePromise<void> {
    const { body } = request;
    if (isText(body)) {
      const type = body || this.#client.bodyHash ? headerOf(headersOf(request), 'content-type') : undefined;
      return this.#signWith(signableText(body, type), request, credentials, placement);
    }
    return withOnDemand(({ readBody }) =>
      after(readBody(request, this.#client), (read) => this.#signWith(read, request, credentials, placement)),
    );
  }

  #signWith(
    body: SignableBody,
    request: OutgoingRequest,
    credentials: AccountCredentials,
    placement: Placement,
  ): MaybePromise<void> {
    const client = this.#client;
    const hash = client.bodyHash && withOnDemand(({ hashedBody }) => hashedBody(client, body, placement));
    const signing = after(hash, (bodyHash) => {
      const host = headerOf(headersOf(request), 'host');
      return signed(client, request, { host, body }, credentials, bodyHash);
    });
    return after(signing, (parameters) => {
      if (placement !== 'header')
        return withOnDemand((there) => {
          there.carryElsewhere(request, parameters, placement, body);
        });
      request.setCredentialHeader('Authorization', authorizationHeader(parameters, client.realm));
    });
  }
}

/** Those of the config, where there is one: to ask the request for them makes a copy. */
function headersOf(request: OutgoingRequest): unknown {
  return request.config?.headers ?? request.headers;
}
