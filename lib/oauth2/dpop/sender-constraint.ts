import type { AxiosResponse } from 'axios';
import type { OAuthError } from '../../errors.js';
import type { MaybePromise } from '../../maybe-promise.js';
import type { AuthScheme, OutgoingRequest } from '../../scheme.js';
import type { DpopKey } from '../../token-store.js';
import type { TokenEndpointRequest, TokenEndpointResponse } from '../hook-points.js';

/** A key that tokens are bound to. */
export interface BindingKey {
  /** What is kept with the token, and with a login under way: nothing for a key that cannot leave its place. */
  readonly record: { readonly dpopKey?: DpopKey };
  /** What binds the code of an authorization request to the key (RFC 9449 §10). */
  readonly authorization: { readonly dpop_jkt: string };
}

/** Puts the proof of a key on a token request, which is sent with this method. */
export type Prove = (request: TokenEndpointRequest, method: 'POST' | 'GET') => Promise<TokenEndpointRequest>;

/** One call of the token endpoint, and what is to be kept with its token. */
export interface AnsweredTokenCall {
  readonly request: TokenEndpointRequest;
  /** Milliseconds since the epoch. */
  readonly askedAtMs: number;
  readonly answer: TokenEndpointResponse;
  readonly record?: BindingKey['record'];
}

/** Carries the token of an account. */
export interface CarryingScheme extends Pick<AuthScheme, 'authorize' | 'answerChallenge'> {
  explainRefusal(response: AxiosResponse, request: OutgoingRequest): MaybePromise<OAuthError | undefined>;
}

/**
 * Binds tokens to a key that only this client has, so that a stolen token is of no use (RFC 9700 §2.2.1). `dpop()` gives one.
 * A TLS client certificate needs none: it is shown below HTTP, by the `httpsAgent` of the instances.
 */
export interface SenderConstraint {
  /** The key of a login or a renewal: the one that is kept, otherwise a new one. */
  keyFor(kept: DpopKey | undefined): Promise<BindingKey>;
  /** Calls the token endpoint with a proof; once more when the server only asks for another proof. */
  call(once: (prove: Prove) => Promise<AnsweredTokenCall>, kept: DpopKey | undefined): Promise<AnsweredTokenCall>;
  /** Rejects for a token that is not bound. */
  readonly assertType: (tokenType: string, secrets: () => readonly string[]) => Promise<void>;
  /** The scheme, with a proof on each request. */
  bind(scheme: CarryingScheme): CarryingScheme;
}
