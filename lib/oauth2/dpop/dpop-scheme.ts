import { AxiosHeaders, type AxiosResponse } from 'axios';
import type { OAuthError } from '../../errors.js';
import { pageUrl } from '../../sending/origin.js';
import type { MaybePromise } from '../../maybe-promise.js';
import type { OutgoingRequest } from '../../scheme.js';
import { sendingOn, type EngineRequest } from '../../sending/sending-on.js';
import { takeRedirects } from '../../sending/unfollowed.js';
import type { OAuth2Token } from '../../token-store.js';
import { challengeOf } from '../challenge/challenge.js';
import type { Proving } from './dpop-proof.js';
import type { ProofTime, ProofTimes, Wanted } from './proof-times.js';
import type { CarryingScheme } from './sender-constraint.js';
import { notTheToken, refusalOf, tokenChallenge } from '../challenge/refusal.js';
import type { Carried } from '../token-scheme.js';

/** What is wrong with the proof, and not with the token (RFC 9449 §7.1). */
const ofTheProof: readonly unknown[] = ['invalid_dpop_proof', 'use_dpop_nonce'];

/** Makes the proofs of a scheme. */
export interface Proofs {
  readonly times: ProofTimes;
  /** @throws `ConfigurationError` when the key of the token is not there. */
  proofFor(token: OAuth2Token, proving: Proving): Promise<string>;
}

/** A scheme that carries a token, with a proof on each send (RFC 9449 §7): replay and redirect hop included. */
export class DpopScheme implements CarryingScheme {
  readonly #scheme: CarryingScheme;
  readonly #proofs: Proofs;
  readonly #used = new WeakMap<OutgoingRequest, ProofTime>();

  constructor(scheme: CarryingScheme, proofs: Proofs) {
    this.#scheme = scheme;
    this.#proofs = proofs;
  }

  async authorize(request: OutgoingRequest): Promise<void> {
    await this.#prove(request);
    if (!boundToken(request)) return;
    request.sendOn = sendingOn(request as EngineRequest, {
      authorize: (next) => this.#proveOn(next),
      wantsAnother: (response, next) => this.#wanted(response, next),
    });
  }

  answerChallenge(response: AxiosResponse, request: OutgoingRequest): MaybePromise<boolean> {
    const error = response.status === 401 ? tokenChallenge(response, 'dpop')?.['error'] : undefined;
    const isFinal = error !== undefined && [...ofTheProof, ...notTheToken].includes(error);
    return isFinal ? false : this.#scheme.answerChallenge(response, request);
  }

  explainRefusal(response: AxiosResponse, request: OutgoingRequest): MaybePromise<OAuthError | undefined> {
    const challenge = tokenChallenge(response, 'dpop');
    if (!challenge) return this.#scheme.explainRefusal(response, request);
    const why = ofTheProof.includes(challenge['error'])
      ? 'its proof was not accepted, so no renewal was tried: check the clock of this machine'
      : undefined;
    return refusalOf(response, request.credential as Carried, challenge, why);
  }

  /** A hop that goes without its token is followed here all the same. */
  async #proveOn(request: OutgoingRequest): Promise<void> {
    await this.#prove(request);
    if (request.config) takeRedirects(request.config);
  }

  async #prove(request: OutgoingRequest): Promise<void> {
    await this.#scheme.authorize(request);
    const token = boundToken(request);
    if (!token) return;
    const { method, url } = request;
    const used = this.#proofs.times.of(url.origin);
    this.#used.set(request, used);
    const proof = await this.#proofs.proofFor(token, { method, url, accessToken: token.access_token, ...used });
    request.setCredentialHeader('DPoP', proof);
    // In a page they cannot be read: there the browser follows.
    if (request.config && pageUrl() === undefined) takeRedirects(request.config);
  }

  /** Learns the nonce of any answer (RFC 9449 §8.2). In a browser the challenge may be hidden, and the nonce not. */
  #wanted({ status, headers }: AxiosResponse, request: OutgoingRequest): Wanted | undefined {
    const used = this.#used.get(request);
    if (!used) return undefined;
    const { origin } = request.url;
    const fields = AxiosHeaders.from((headers ?? {}) as Record<string, string>);
    const isNew = this.#proofs.times.learnNonce(origin, fields.get('dpop-nonce'), used);
    const challenge = status === 401 ? fields.get('www-authenticate') : undefined;
    const error = challenge ? challengeOf('dpop', challenge)?.['error'] : undefined;
    if (status === 401 && isNew && (!challenge || error === 'use_dpop_nonce')) return 'nonce';
    const isRefused = error === 'invalid_dpop_proof';
    return this.#proofs.times.wantsTime(origin, { isRefused, serversDate: fields.get('date'), used })
      ? 'time'
      : undefined;
  }
}

function boundToken({ credential }: OutgoingRequest): OAuth2Token | undefined {
  const { token } = (credential ?? {}) as Partial<Carried>;
  return token?.token_type.toLowerCase() === 'dpop' ? token : undefined;
}
