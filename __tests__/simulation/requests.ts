import { isOAuthError } from '../../lib/errors.js';
import { mustRenew } from '../../lib/server-calls/lifetime.js';
import type { OAuth2Token } from '../../lib/token-store.js';
import { keyPrefix, type Client } from './client.js';
import type { Version } from './store-history.js';
import type { Surroundings } from './surroundings.js';

/** How a request ended: with an answer, with the API's 401, or with an error. */
export interface Outcome {
  readonly account: string;
  readonly end: 'ok' | 'refused' | 'failed';
  readonly code?: string;
}

/** A request on its way, and what its process knew when it began. */
interface Sending {
  readonly client: Client;
  readonly account: string;
  readonly beganAt: number;
  readonly beganMs: number;
  readonly toldVersion: number;
  /** The access tokens that it carried: one, or two with a replay. */
  readonly carried: string[];
}

/** Sends requests as the engine does (token, call, at most one replay) and judges each token that one carries. */
export class Requests {
  /** Those that have not ended. */
  readonly open = new Set<Sending>();
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  async send(client: Client, account: string): Promise<Outcome> {
    const { history, world } = this.#around;
    const { toldVersion } = history.knowledge(client.machine, keyPrefix + account);
    const sending: Sending = {
      client,
      account,
      beganAt: ++history.clock,
      beganMs: world.nowMs,
      toldVersion,
      carried: [],
    };
    this.open.add(sending);
    const readyMs = Math.max(world.nowMs, client.machine.pausedUntilMs); // who comes after a crash may have to start yet
    const outcome = await this.#outcome(sending);
    this.open.delete(sending);
    world.note(() => `${client.machine.name}: request of ${account} ended, ${outcome.end} ${outcome.code ?? ''}`);
    this.#judgeDuration(sending, world.nowMs - readyMs);
    this.#judgeOutcome(sending, outcome);
    return outcome;
  }

  async #outcome(sending: Sending): Promise<Outcome> {
    const { account } = sending;
    try {
      return { account, end: (await this.#answered(sending)) ? 'ok' : 'refused' };
    } catch (error) {
      if (isOAuthError(error)) return { account, end: 'failed', code: error.code };
      this.#fail('every error is typed', sending, String(error));
      return { account, end: 'failed' };
    }
  }

  /** As lib/oauth2/token-scheme.ts does it. */
  async #answered(sending: Sending): Promise<boolean> {
    const { client, account } = sending;
    const failuresSeen = client.source.failures;
    const token = await this.#usable(sending);
    if (await this.#tried(sending, token)) return true;
    this.#around.calls.refused(client.machine, token.access_token);
    const next = await client.source.insteadOf(account, token, failuresSeen);
    if (!next) return false;
    if (next.access_token === token.access_token && !this.#mayComeTwice())
      this.#fail('a replay carries another token', sending, token.access_token);
    return this.#tried(sending, next);
  }

  async #usable(sending: Sending): Promise<OAuth2Token> {
    const { client, account, toldVersion } = sending;
    const { history, faults } = this.#around;
    const key = keyPrefix + account;
    const mayBeLate = (['clock', 'slow', 'pause', 'crash'] as const).some((group) => faults.has(group));
    const token = await Promise.resolve(client.source.usable(account)).catch((error: unknown) => {
      const told = history.versions(key)[toldVersion]?.record;
      const known = history.knowledge(client.machine, key);
      // A read that overlaps a write of its own says nothing to a process.
      const isUnchanged = known.toldVersion === toldVersion && [0, toldVersion].includes(known.ownVersion);
      const isFresh = isUnchanged && told && !mustRenew(told, client.machine.wallMs());
      const isBlamed = isOAuthError(error) && error.code === 'ERR_OAUTH_STORE';
      if (isFresh && isBlamed && !mayBeLate && !faults.has('logout'))
        this.#fail('a known token bridges a store that cannot be read', sending, '');
      throw error;
    });
    if (!mayBeLate && mustRenew(token, client.machine.wallMs() - 2000))
      this.#fail('no request carries an expired token', sending, token.access_token);
    return token;
  }

  /** Within its grace the server gives the same tokens again: to whom it likes, where no lock holds. */
  #mayComeTwice(): boolean {
    const { plan, lock } = this.#around;
    // And a late read tells of a record without the refusal that this process could not write down.
    if (plan.faults.has('store')) return true;
    return plan.lock === 'none' || lock.leases.some(({ lost }) => lost);
  }

  #tried(sending: Sending, token: OAuth2Token): Promise<boolean> {
    this.#judgeToken(sending, token);
    sending.carried.push(token.access_token);
    return sending.client.callApi(token.access_token);
  }

  /** A token is used if it was stored when the request began or later, or if its process could not store it or not read. */
  #judgeToken(sending: Sending, token: OAuth2Token): void {
    const { client, account, beganAt, toldVersion } = sending;
    const { history, faults, plan } = this.#around;
    const versions = history.versions(keyPrefix + account);
    const known = history.knowledge(client.machine, keyPrefix + account);
    const version = versions.findIndex(({ record }) => record?.access_token === token.access_token);
    if (version < 0) {
      // What a hanging store takes its time with is used when its renewal has run out of time.
      if (known.saveFailedAt === 0 && !faults.has('slow'))
        this.#fail('a token is saved before it is used', sending, token.access_token);
      return;
    }
    const last = versions.filter(({ record }) => record?.access_token === token.access_token).at(-1);
    if (!last || last.to > beganAt) return;
    const used = versions.indexOf(last);
    // Of a read and a write of its own that overlap, a process cannot tell which came first; nor does it keep what it reads
    // only to compare before it sets.
    const isLatestKnown =
      used >= toldVersion || used === known.ownVersion || !plan.hasReplace || known.saveFailedAt > 0;
    // Who joins a renewal that waits for the store gets its token, even if somebody has logged in since.
    if (faults.has('slow') || known.ownToldAt > beganAt || history.isUnheardLogin(keyPrefix + account, token)) return;
    if (known.getFailedAt > beganAt && isLatestKnown) return;
    if (isLatestKnown && this.#mayBeCopy(sending, last)) return;
    const why = `${token.access_token}, version ${String(used)}, told ${String(toldVersion)}, own ${String(known.ownVersion)}`;
    this.#fail('a request uses what is stored', sending, why);
  }

  /** What was stored a moment ago, or with a feed, a while ago and nobody has told of a change since. */
  #mayBeCopy({ client, account, beganMs }: Sending, version: Version): boolean {
    const { plan, history } = this.#around;
    if (plan.copyAgeMs === 0 || plan.isSync) return false;
    const ageMs = beganMs - version.toMs;
    const isUntold = plan.hasFeed && history.toldOfChangeAt(client.machine, keyPrefix + account) < version.to;
    return ageMs < plan.copyAgeMs || (isUntold && ageMs < 60_000);
  }

  #judgeDuration(sending: Sending, ms: number): void {
    const { plan, faults } = this.#around;
    if (faults.has('pause') || faults.has('slow')) return;
    if (ms > 3 * plan.budgetMs + 5000) this.#fail('a request ends in time', sending, `${String(ms)} ms`);
  }

  /** With no fault at all, nothing fails. */
  #judgeOutcome(sending: Sending, { end, code }: Outcome): void {
    const { plan, faults } = this.#around;
    const mayRace = plan.lock === 'none' && plan.processes > 1;
    if (!faults.active || plan.faults.size > 0 || mayRace || end === 'ok') return;
    if (end === 'refused' && this.#isOldTwice(sending)) return;
    this.#fail('without a fault every request succeeds', sending, `${end} ${code ?? ''}`);
  }

  /**
   * A copy was refused that had been replaced before, and what had replaced it has expired by now as well. Where the server tells
   * no expiry and copies are used for longer than a token lives, nobody knows better before the one replay there is.
   */
  #isOldTwice({ account, beganAt, carried: [copy, stored] }: Sending): boolean {
    const { plan, server, history } = this.#around;
    if (plan.server.tellsExpiry || plan.copyAgeMs <= plan.server.accessLifeMs || stored === undefined) return false;
    const versions = history.versions(keyPrefix + account);
    const read = versions.filter(({ record }) => record?.access_token === copy).at(-1);
    return read !== undefined && read.to < beganAt && server.hasExpired(stored);
  }

  #fail(rule: string, { client, account }: Sending, text: string): void {
    this.#around.verdict.fail(rule, `${client.machine.name}, request of ${account}: ${text}`);
  }
}
