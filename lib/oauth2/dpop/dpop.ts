import { ConfigurationError, TokenNotBoundError } from '../../errors.js';
import { assertKnownOptions, oneOf } from '../../options.js';
import { cleaning } from '../../errors/cleaning.js';
import type { DpopKey, OAuth2Token } from '../../token-store.js';
import { assertKeyPair, ProofKey, type SigningKeyPair } from './dpop-key.js';
import { dpopProof, type Proving } from './dpop-proof.js';
import { DpopScheme, type Proofs } from './dpop-scheme.js';
import { ProofTimes, type ProofTime, type Wanted } from './proof-times.js';
import type { CarryingScheme, Prove, SenderConstraint, AnsweredTokenCall } from './sender-constraint.js';

/** How tokens are bound. */
export interface DpopOptions {
  /**
   * A key pair of your own, one for all accounts. It is never exported, so it may be non-extractable, as a browser keeps it in
   * IndexedDB; after a restart the same one must be given again. ES256, EdDSA (Ed25519), PS256 or RS256.
   * Default: a new P-256 key for each login, kept with its token in the store.
   */
  keyPair?: SigningKeyPair;
  /** Uses tokens of type `Bearer`, too, where a server ignores DPoP (RFC 9449 §5). Default: false, they are refused. */
  acceptBearer?: boolean;
}

/**
 * Binds the tokens of a session to a key (RFC 9449), for its option `dpop`: a token that is stolen without the key is of no use.
 * A function of its own, so that only those who import it have its code in their bundle.
 *
 * @example
 * ```ts
 * const session = new OAuth2Session({ provider, clientId, redirectUri, dpop: dpop() });
 * ```
 * @throws {@link ConfigurationError} for a key pair that cannot sign, and where there is no WebCrypto (`crypto.subtle`).
 */
export function dpop(options: DpopOptions = {}): SenderConstraint {
  assertKnownOptions(options, ['keyPair', 'acceptBearer'], 'dpop.');
  oneOf([true, false], options.acceptBearer ?? false, 'dpop.acceptBearer');
  if (options.keyPair !== undefined) assertKeyPair(options.keyPair);
  if (!globalThis.crypto?.subtle) {
    throw new ConfigurationError('dpop', 'needs WebCrypto (crypto.subtle): in a browser, a page served over https.');
  }
  return new Dpop(options);
}

const mostKeys = 1000;

/** The keys that are in use. */
class Dpop implements SenderConstraint, Proofs {
  readonly times = new ProofTimes();
  readonly assertType: SenderConstraint['assertType'];
  readonly #keyPair: SigningKeyPair | undefined;
  #given: Promise<ProofKey> | undefined;
  readonly #kept = new Map<string, Promise<ProofKey>>();

  constructor({ keyPair, acceptBearer = false }: DpopOptions) {
    this.#keyPair = keyPair;
    const accepted = acceptBearer ? ['dpop', 'bearer'] : ['dpop'];
    this.assertType = async (tokenType, secrets) => {
      if (accepted.includes(tokenType.toLowerCase())) return;
      const { cleanText } = await cleaning();
      throw new TokenNotBoundError(cleanText(tokenType, secrets()));
    };
  }

  keyFor(kept: DpopKey | undefined): Promise<ProofKey> {
    return this.#known(kept) ?? ProofKey.generated();
  }

  async call(
    once: (prove: Prove) => Promise<AnsweredTokenCall>,
    kept: DpopKey | undefined,
  ): Promise<AnsweredTokenCall> {
    const key = await this.keyFor(kept);
    let called = await this.#called(once, key);
    const given: Wanted[] = [];
    // No word on the grant: code and refresh token are as good as before (RFC 9449 §8).
    while (called.wants && !given.includes(called.wants)) {
      given.push(called.wants);
      called = await this.#called(once, key);
    }
    return { ...called, record: key.record };
  }

  bind(scheme: CarryingScheme): CarryingScheme {
    return new DpopScheme(scheme, this);
  }

  /** @throws {@link ConfigurationError} when the key of the token is not there. */
  async proofFor(token: OAuth2Token, proving: Proving): Promise<string> {
    const key = this.#known(token.dpopKey);
    if (key) return dpopProof(await key, proving);
    throw new ConfigurationError(
      'dpopKey',
      'the key of this token was not stored with it: give both, or log in again.',
    );
  }

  async #called(
    once: (prove: Prove) => Promise<AnsweredTokenCall>,
    key: ProofKey,
  ): Promise<AnsweredTokenCall & { wants: Wanted | undefined }> {
    let used: ProofTime | undefined;
    const called = await once(async (request, method) => {
      const url = new URL(request.url);
      used = this.times.of(url.origin);
      const dpop = await dpopProof(key, { method, url, ...used });
      return { ...request, headers: { ...request.headers, dpop } };
    });
    return { ...called, wants: used && this.#wanted(called, used) };
  }

  #wanted({ request, answer: { status, headers, body } }: AnsweredTokenCall, used: ProofTime): Wanted | undefined {
    const { origin } = new URL(request.url);
    const isNew = this.times.learnNonce(origin, headers['dpop-nonce'], used);
    if (isNew && status >= 400 && body.includes('"use_dpop_nonce"')) return 'nonce';
    const isRefused = status >= 400 && body.includes('"invalid_dpop_proof"');
    return this.times.wantsTime(origin, { isRefused, serversDate: headers['date'], used }) ? 'time' : undefined;
  }

  #known(kept: DpopKey | undefined): Promise<ProofKey> | undefined {
    if (kept) return this.#imported(kept);
    if (this.#keyPair) return (this.#given ??= ProofKey.given(this.#keyPair));
    return undefined;
  }

  #imported(kept: DpopKey): Promise<ProofKey> {
    const known = this.#kept.get(kept.d);
    if (known) return known;
    const key = ProofKey.kept(kept);
    this.#kept.set(kept.d, key);
    key.catch(() => this.#kept.delete(kept.d));
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKeys && oldest !== undefined) this.#kept.delete(oldest);
    return key;
  }
}
