import {
  AuthorizationServerUnreachableError,
  InvalidGrantError,
  TokenEndpointBusyError,
  TokenEndpointError,
  type OAuthError,
} from '../../lib/errors.js';
import { renewalAnswer } from '../../lib/renewal/answer.js';
import { TokenSource } from '../../lib/oauth2/token-source.js';
import { tokenRecord, type GivenToken } from '../../lib/oauth2/token.js';
import type { RenewalAnswer } from '../../lib/renewal/rules.js';
import type { OAuth2Token, TokenStore } from '../../lib/token-store.js';
import type { Call, CallEnd } from './calls.js';
import type { EndpointFailure } from './endpoint.js';
import type { Surroundings } from './surroundings.js';
import type { Machine } from './world.js';

export const keyPrefix = 'sim/';

/** One process with the real {@link TokenSource} in it: it sends requests, logs in and logs out. */
export class Client {
  readonly source: TokenSource;
  readonly store: TokenStore;
  readonly machine: Machine;
  readonly #around: Surroundings;
  readonly #busy = new Set<string>();

  constructor(machine: Machine, around: Surroundings) {
    this.machine = machine;
    this.#around = around;
    this.store = around.store.front(machine, around.lock);
    const { plan } = around;
    this.source = new TokenSource({
      store: this.store,
      keyPrefix,
      automatic: true,
      startsFromNothing: false,
      needsRefreshToken: true,
      leewayMs: plan.leewayMs,
      budgetMs: plan.budgetMs,
      renew: (account, current, timeLeftMs) => this.#renew(account, current, timeLeftMs),
      report: this.#report(),
      platform: machine,
    });
    this.source.use();
  }

  /** The app of one process stores one login at a time, and logs nobody out meanwhile. */
  async login(account: string): Promise<void> {
    await this.#oneAtATime(account, () => this.#login(account));
  }

  async logout(account: string): Promise<void> {
    this.#around.history.knowledge(this.machine, keyPrefix + account).loggingOut = true;
    await this.#oneAtATime(account, () => this.source.delete(account));
  }

  async #oneAtATime(account: string, work: () => Promise<void>): Promise<void> {
    if (this.#busy.has(account)) return;
    this.#busy.add(account);
    await work().finally(() => this.#busy.delete(account));
  }

  async #login(account: string): Promise<void> {
    const askedAtMs = this.machine.wallMs();
    const given = await this.#exchange('login', () => this.#around.server.login(account));
    await this.source.set(account, tokenRecord(given, askedAtMs));
  }

  /** Whether the API took the token, after two steps. */
  callApi(accessToken: string): Promise<boolean> {
    return this.#exchange(`call with ${accessToken}`, () => this.#around.server.accepts(accessToken));
  }

  /** There, an effect, and back. */
  #exchange<R>(label: string, effect: () => R): Promise<R> {
    const { world, faults } = this.#around;
    return new Promise((resolve) => {
      const act = () => {
        const result = effect();
        this.machine.step(`${label} answered`, faults.latencyMs(), () => resolve(result));
      };
      world.add({
        owner: undefined,
        readyAtMs: world.nowMs + faults.latencyMs(),
        label: `${label} of ${this.machine.name}`,
        run: act,
      });
    });
  }

  #renew(account: string, current: OAuth2Token | undefined, timeLeftMs: number): Promise<RenewalAnswer<OAuth2Token>> {
    if (!current) throw new Error('A renewal without a token, though it cannot start from nothing.');
    const { calls, plan } = this.#around;
    const limitMs = Math.min(timeLeftMs, plan.callLimitMs);
    const call = calls.sent(this.machine, keyPrefix + account, current, limitMs);
    const askedAtMs = this.machine.wallMs();
    const given = this.#callTokenEndpoint(account, call, limitMs);
    return renewalAnswer(
      given.then((answer) => tokenRecord(answer, askedAtMs, current)),
      true,
    );
  }

  #callTokenEndpoint(account: string, call: Call, limitMs: number): Promise<GivenToken> {
    const { calls, endpoint, world } = this.#around;
    const shown = call.record.refresh_token ?? '';
    world.note(() => `${this.machine.name} shows ${shown}`);
    return new Promise((resolve, reject) => {
      const fail = (end: CallEnd, error: OAuthError, retryAfterMs?: number) => {
        if (call.end !== 'open') return;
        calls.ended(call, end, retryAfterMs);
        reject(error);
      };
      const stopWaiting = this.machine.timer(limitMs, () =>
        fail('lost', new AuthorizationServerUnreachableError(true)),
      );
      endpoint.receive(this.machine, shown, (answer) => {
        stopWaiting();
        if (call.end !== 'open') return;
        if (answer.kind === 'given') {
          calls.ended(call, 'renewed');
          call.got = answer.given.access_token;
          resolve(answer.given);
        } else fail(...failureOf(answer, account));
      });
    });
  }

  #report() {
    const { faults, verdict, world } = this.#around;
    return {
      renewalStarted: () => undefined,
      renewalFinished: () => undefined,
      tokenUpdated: () => undefined,
      tokenStored: () => undefined,
      renewalFailed: (_account: string, error: OAuthError) => {
        world.note(() => `    ${this.machine.name}: renewal failed, ${error.code}`);
        if (faults.over && error.code === 'ERR_OAUTH_STORE')
          verdict.fail('a store that works is not blamed', error.message);
      },
      storeFailed: () => undefined,
    };
  }
}

function failureOf(answer: EndpointFailure, account: string): [CallEnd, OAuthError, (number | undefined)?] {
  switch (answer.kind) {
    case 'invalid_grant':
      return ['final', new InvalidGrantError(account)];
    case 'reset':
      return ['lost', new AuthorizationServerUnreachableError(true)];
    case 'bad gateway':
      return ['lost', new TokenEndpointError(502, { error: 'http_502' })];
    case 'not connected':
      return ['nothing', new AuthorizationServerUnreachableError(false)];
    case 'invalid_client':
      return ['nothing', new TokenEndpointError(401, { error: 'invalid_client' })];
    case 'busy':
      return ['nothing', new TokenEndpointBusyError(503, answer.retryAfterMs), answer.retryAfterMs];
  }
}
