import { mustRenew, shouldRenew } from '../../lib/server-calls/lifetime.js';
import type { OAuth2Token } from '../../lib/token-store.js';
import type { Lease, SimulatedLock } from './lock.js';
import type { Plan } from './plan.js';
import type { StoreHistory } from './store-history.js';
import type { Verdict } from './verdict.js';
import type { Machine, World } from './world.js';

/** How a call of the token endpoint ended for its caller; `nothing`: the server said that it did nothing. */
export type CallEnd = 'open' | 'renewed' | 'final' | 'lost' | 'nothing';

/** One showing of a refresh token. */
export interface Call {
  readonly machine: Machine;
  readonly key: string;
  readonly record: OAuth2Token;
  readonly sentAt: number;
  readonly sentMs: number;
  readonly limitMs: number;
  readonly lease: Lease | undefined;
  end: CallEnd;
  /** The access token that it was answered with. */
  got?: string;
}

/** Judges each call of the token endpoint when it is sent: who knew what. */
export class Calls {
  readonly all: Call[] = [];
  readonly #plan: Plan;
  readonly #world: World;
  readonly #lock: SimulatedLock;
  readonly #history: StoreHistory;
  readonly #verdict: Verdict;
  readonly #refused = new Set<string>();
  readonly #patience = new Map<string, { untilMs: number; version: number }>();

  constructor(plan: Plan, world: World, lock: SimulatedLock, history: StoreHistory, verdict: Verdict) {
    this.#plan = plan;
    this.#world = world;
    this.#lock = lock;
    this.#history = history;
    this.#verdict = verdict;
  }

  sent(machine: Machine, key: string, record: OAuth2Token, limitMs: number): Call {
    const lease = this.#lock.leaseOf(machine, key);
    const { nowMs } = this.#world;
    const call: Call = {
      machine,
      key,
      record,
      sentAt: ++this.#history.clock,
      sentMs: nowMs,
      limitMs,
      lease,
      end: 'open',
    };
    if (this.#plan.lock !== 'none' && !lease) this.#fail('a refresh token is shown inside the lock only', call);
    // Given up half-way, it may cost the grant.
    if (limitMs < 1000) this.#fail('a call is given the time to end', call);
    this.#judgePatience(call);
    this.#judgeNeed(call);
    for (const earlier of this.all) if (earlier.key === key) this.#judgePair(earlier, call);
    this.all.push(call);
    return call;
  }

  /** A process was told that the API refuses an access token. */
  refused(machine: Machine, accessToken: string): void {
    this.#refused.add(machine.name + accessToken);
  }

  ended(call: Call, end: CallEnd, retryAfterMs?: number): void {
    call.end = end;
    if (retryAfterMs === undefined) return;
    const version = this.#history.versions(call.key).length;
    this.#patience.set(call.machine.name + call.key, { untilMs: this.#world.nowMs + retryAfterMs, version });
  }

  /** The server asked for patience, and nothing was stored since. */
  #judgePatience(call: Call): void {
    const patience = this.#patience.get(call.machine.name + call.key);
    const changed = patience && patience.version !== this.#history.versions(call.key).length;
    if (!patience || changed || this.#world.nowMs >= patience.untilMs) return;
    this.#fail('Retry-After is kept', call);
  }

  /** A token that is good, and that nobody refused, is not renewed. */
  #judgeNeed(call: Call): void {
    const { machine, record } = call;
    const now = machine.wallMs();
    const isOld = mustRenew(record, now) || shouldRenew(record, now, this.#plan.leewayMs);
    if (isOld || this.#plan.faults.has('clock') || this.#refused.has(machine.name + record.access_token)) return;
    this.#fail('no needless renewal', call);
  }

  #judgePair(earlier: Call, call: Call): void {
    if (this.#isUnderWay(earlier)) {
      if (!this.#lockIsExcused(earlier, call)) this.#fail('one refresh in flight for a grant', call, earlier);
      return;
    }
    const isRepeat = this.#isUsedUp(earlier) && earlier.record.refresh_token === call.record.refresh_token;
    if (isRepeat && !this.#repeatIsExcused(earlier, call)) {
      const rule = earlier.end === 'final' ? 'after invalid_grant no further call' : 'no refresh token is shown twice';
      this.#fail(rule, call, earlier);
    }
  }

  #isUnderWay({ end, machine, sentMs, limitMs }: Call): boolean {
    return end === 'open' && machine.alive && this.#world.nowMs < sentMs + limitMs;
  }

  /** It had an answer by which its caller knew that this refresh token is void. A server that does not rotate voids none. */
  #isUsedUp({ end }: Call): boolean {
    return end === 'final' || (end === 'renewed' && this.#plan.server.isRotating);
  }

  /** In one process the promise is shared, lock or no lock. Between processes only a lock that was kept can promise anything. */
  #lockIsExcused(earlier: Call, call: Call): boolean {
    if (earlier.machine === call.machine) return false;
    return this.#plan.lock === 'none' || earlier.lease?.lost === true || call.lease?.lost === true;
  }

  /** Nobody can know what a process took with it, or could not write down; everybody knows what was stored when they read. */
  #repeatIsExcused(earlier: Call, call: Call): boolean {
    // A store without lock and without compare-and-set gives nothing to hold on to when it fails or hangs as well.
    const isBare = this.#plan.lock === 'none' && !this.#plan.hasReplace;
    if (isBare && (this.#plan.faults.has('slow') || this.#plan.faults.has('store'))) return true;
    if (this.#history.raced.has(call.key) || this.#history.isUnheardLogin(call.key, call.record)) return true;
    if (earlier.machine === call.machine) return this.#cameBack(earlier, call);
    const known = this.#history.knowledge(earlier.machine, earlier.key);
    // Without rotation, a holder of a lost lock may write its token over a refusal that it does not know to be final.
    if (!this.#plan.server.isRotating && this.#lock.leases.some(({ lost }) => lost)) return true;
    // Who cannot read the store goes on with what the store would not take, or took without saying so.
    const reader = this.#history.knowledge(call.machine, call.key);
    if (reader.saveFailedAt > 0 && reader.getFailedAt > reader.readAt) return true;
    const couldNotTell =
      this.#lockIsExcused(earlier, call) || !earlier.machine.alive || known.saveFailedAt > earlier.sentAt;
    const written = this.#writtenAt(earlier);
    return couldNotTell && (written === undefined || reader.readAt < written);
  }

  /** Without a lock that holds, another process may have stored the same refresh token anew, in a record of its own. */
  #cameBack(earlier: Call, call: Call): boolean {
    const lockFailed = this.#plan.lock === 'none' || earlier.lease?.lost === true || call.lease?.lost === true;
    return lockFailed && earlier.record.revision !== call.record.revision;
  }

  /** When the store stopped to offer the refresh token of this call. */
  #writtenAt({ key, sentAt, record }: Call): number | undefined {
    const offers = (stored: OAuth2Token | undefined) =>
      stored !== undefined && stored.refresh_token === record.refresh_token && !stored.refusedGrant;
    return this.#history.versions(key).find((version) => version.from > sentAt && !offers(version.record))?.from;
  }

  #fail(rule: string, call: Call, earlier?: Call): void {
    const sofar = earlier ? `, after ${earlier.machine.name} at ${String(earlier.sentMs)} ms (${earlier.end})` : '';
    this.#verdict.fail(rule, `${call.machine.name} shows ${String(call.record.refresh_token)}${sofar}`);
  }
}
