import { correctClock, judgeClock } from '../../server-calls/corrected-clock.js';
import { dateIn, farSeconds, ServerClocks } from '../../server-calls/server-clocks.js';
import { Nonces } from './dpop-nonces.js';
import type { Proving } from './dpop-proof.js';

/** What a server may want in another proof: a nonce of its own, or a time by its own clock. Never twice in a row. */
export type Wanted = 'nonce' | 'time';

/** What a proof was made with: another one may have learnt something newer since. */
export type ProofTime = Pick<Proving, 'nonce' | 'offset'>;

/** The nonces of the servers, and their clocks where ours is wrong. */
export class ProofTimes {
  readonly #nonces = new Nonces();
  readonly #clocks = new ServerClocks();

  /** What the next proof for a server is made with. */
  of(origin: string): ProofTime {
    return { nonce: this.#nonces.of(origin), offset: this.#clocks.offsetOf(origin) };
  }

  /** `true`: the answer to a proof has a nonce, and it is another than that of the proof. */
  learnNonce(origin: string, nonce: unknown, used: ProofTime): boolean {
    return this.#nonces.learn(origin, nonce, used.nonce);
  }

  /** Hears how each proof was answered, and whether one with the server's own time may be accepted (RFC 9449 §11.1). */
  wantsTime(
    origin: string,
    { isRefused, serversDate, used }: { isRefused: boolean; serversDate: unknown; used: ProofTime },
  ): boolean {
    const known = this.#clocks.known(origin);
    if (known) judgeClock(known, !isRefused, used.offset);
    return isRefused && correctClock(this.#clocks.of(origin), dateIn(serversDate), used.offset, farSeconds);
  }
}
