import { AxiosHeaders, type AxiosResponse } from 'axios';
import { TokenRefusedError, type OAuthError } from '../errors.js';
import { takeRedirects } from '../followed-redirects.js';
import type { MaybePromise } from '../maybe-promise.js';
import type { OutgoingRequest } from '../scheme.js';
import { sendingOn, type EngineRequest } from '../sending-on.js';
import type { OAuth2Token } from '../token-store.js';
import { challengeOf } from './challenge.js';
import type { Dpop } from './dpop.js';
import type { CarryingScheme } from './sender-constraint.js';
import type { Carried } from './token-scheme.js';

/** A scheme that carries a token, with a proof on each send (RFC 9449 §7): replay and redirect hop included. */
export class DpopScheme implements CarryingScheme {
  readonly #scheme: CarryingScheme;
  readonly #dpop: Dpop;
  /** The nonce of each proof: another request may have learnt a newer one since. */
  readonly #used = new WeakMap<OutgoingRequest, string | undefined>();

  constructor(scheme: CarryingScheme, dpop: Dpop) {
    this.#scheme = scheme;
    this.#dpop = dpop;
  }

  async authorize(request: OutgoingRequest): Promise<void> {
    await this.#prove(request);
    if (!boundToken(request)) return;
    request.sendOn = sendingOn(request as EngineRequest, {
      authorize: (next) => this.#prove(next),
      wantsAnother: (response, next) => this.#wantsNonce(response, next),
    });
  }

  answerChallenge(response: AxiosResponse, request: OutgoingRequest): MaybePromise<boolean> {
    return this.#scheme.answerChallenge(response, request);
  }

  explainRefusal(response: AxiosResponse, request: OutgoingRequest): OAuthError | undefined {
    const reason = this.#scheme.explainRefusal(response, request);
    if (!(reason instanceof TokenRefusedError) || reason.error !== 'invalid_dpop_proof') return reason;
    const { account, error, error_description: description } = reason;
    const why = 'the proof was not accepted. Check that the clock of this machine is right (RFC 9449 §11.1)';
    return new TokenRefusedError(account, why, {
      error,
      ...(description === undefined ? {} : { error_description: description }),
    });
  }

  async #prove(request: OutgoingRequest): Promise<void> {
    await this.#scheme.authorize(request);
    const token = boundToken(request);
    if (!token) return;
    const { method, url } = request;
    const nonce = this.#dpop.nonces.of(url.origin);
    this.#used.set(request, nonce);
    const proof = await this.#dpop.proofFor(token, { method, url, accessToken: token.access_token, nonce });
    request.setCredentialHeader('DPoP', proof);
    if (request.config) takeRedirects(request.config);
  }

  /** Learns the nonce of any answer (RFC 9449 §8.2). In a browser the challenge may be hidden, and the nonce not. */
  #wantsNonce({ status, headers }: AxiosResponse, request: OutgoingRequest): boolean {
    const fields = AxiosHeaders.from((headers ?? {}) as Record<string, string>);
    const isNew = this.#dpop.nonces.learn(request.url.origin, fields.get('dpop-nonce'), this.#used.get(request));
    if (status !== 401 || !isNew) return false;
    const challenge = fields.get('www-authenticate');
    return challenge ? challengeOf('dpop', challenge)?.['error'] === 'use_dpop_nonce' : true;
  }
}

function boundToken({ credential }: OutgoingRequest): OAuth2Token | undefined {
  const { token } = (credential ?? {}) as Partial<Carried>;
  return token?.token_type.toLowerCase() === 'dpop' ? token : undefined;
}
