import type { GivenToken } from '../../lib/oauth2/token.js';
import type { Faults } from './faults.js';
import type { SimulatedServer } from './server.js';
import type { Machine, World } from './world.js';

/** What comes back from the token endpoint. */
export type EndpointAnswer =
  | { readonly kind: 'given'; readonly given: GivenToken }
  | { readonly kind: 'invalid_grant' | 'reset' | 'bad gateway' | 'not connected' | 'invalid_client' }
  | { readonly kind: 'busy'; readonly retryAfterMs: number | undefined };
export type EndpointFailure = Exclude<EndpointAnswer, { kind: 'given' }>;

/** How a call is treated on its way to the server and back. */
export type Treatment =
  | {
      readonly kind:
        'serve' | 'lose request' | 'lose answer' | 'silence' | 'bad gateway' | 'not connected' | 'invalid_client';
    }
  | { readonly kind: 'busy'; readonly retryAfterMs: number | undefined };

/** The token endpoint with the network before it. */
export class TokenEndpoint {
  /** Decides in place of the dice. */
  treatment: (() => Treatment) | undefined;
  readonly #world: World;
  readonly #server: SimulatedServer;
  readonly #faults: Faults;
  #refusesClientUntilMs = 0;

  constructor(world: World, server: SimulatedServer, faults: Faults) {
    this.#world = world;
    this.#server = server;
    this.#faults = faults;
  }

  /** One call: a step at the server and a step back at the caller. `answer` is not called for an answer that never comes. */
  receive(machine: Machine, refreshToken: string, answer: (answer: EndpointAnswer) => void): void {
    const treatment = this.treatment?.() ?? this.#draw();
    const act = () => {
      // What a machine sent just before it died may arrive or not.
      if (!machine.alive && this.#world.random.chance(0.5)) return;
      const outcome = this.#outcome(refreshToken, treatment);
      this.#world.note(() => `    ${refreshToken}: ${treatment.kind}, ${outcome?.kind ?? 'no answer'}`);
      if (!outcome) return;
      machine.step(`token endpoint answered: ${outcome.kind}`, this.#faults.latencyMs(), () => answer(outcome));
    };
    const readyAtMs = this.#world.nowMs + this.#faults.latencyMs();
    this.#world.add({ owner: undefined, readyAtMs, label: `${machine.name}'s ${refreshToken} arrives`, run: act });
  }

  refuseClientFor(ms: number): void {
    this.#refusesClientUntilMs = this.#world.nowMs + ms;
  }

  #outcome(refreshToken: string, treatment: Treatment): EndpointAnswer | undefined {
    switch (treatment.kind) {
      case 'serve':
        return this.#serve(refreshToken);
      case 'lose answer':
        this.#serve(refreshToken);
        return { kind: 'reset' };
      case 'bad gateway':
        this.#serve(refreshToken);
        return { kind: 'bad gateway' };
      case 'lose request':
        return { kind: 'reset' };
      case 'silence':
        return undefined;
      case 'busy':
        return treatment;
      default:
        return { kind: treatment.kind };
    }
  }

  #serve(refreshToken: string): EndpointAnswer {
    const given = this.#server.refresh(refreshToken);
    return given ? { kind: 'given', given } : { kind: 'invalid_grant' };
  }

  #draw(): Treatment {
    const { random } = this.#world;
    if (this.#faults.active && this.#world.nowMs < this.#refusesClientUntilMs) return { kind: 'invalid_client' };
    if (this.#faults.strike('lost', 0.3)) {
      return { kind: random.pick(['lose request', 'lose answer', 'lose answer', 'silence', 'bad gateway'] as const) };
    }
    if (!this.#faults.strike('busy', 0.35)) return { kind: 'serve' };
    if (random.chance(0.3)) return { kind: 'not connected' };
    return { kind: 'busy', retryAfterMs: random.chance(0.5) ? random.between(200, 20_000) : undefined };
  }
}
