// Breaks of the rules of design §3, as patches of the sources. Each `from` must be there exactly once.
const renewal = 'renewal/renewal.ts';
const records = 'renewal/shared-records.ts';
const guarded = 'renewal/guarded-store.ts';
const waiting = 'renewal/waiting-record.ts';
const known = 'renewal/last-known.ts';
const backoff = 'renewal/backoff.ts';
const source = 'accounts/account-tokens.ts';
const token = 'oauth2/token.ts';

const startOfTries = '() => this.#renewInLock(task))';
const triesOf = 'async #renewInLock(task: Task<T>): Promise<T> {';
const readInLock = 'const current = await this.records.latest(task.key);';
const saveNewToken = 'if (await this.#saved(task.key, current, answer.record)) return answer.record;';
const replaceByStore = 'if (this.#store.replace) {';

/** `rule` is the number in design §3; `schedules` how many may be needed (3000 where it is not said). */
export const mutations = [
  one(
    1,
    'a joined renewal may give the refused record',
    renewal,
    '(this.#isRefused(record, ask) ? this.renewed(key, ask) : record)',
    'record',
    60_000,
  ),
  {
    rule: 1,
    name: 'a refusal does not look for a newer token',
    patches: [
      { file: source, from: 'if (newer) return stored;', to: '' },
      { file: renewal, from: 'if (record && !this.#isStale(record, ask)) return record;', to: '' },
    ],
  },
  {
    rule: 1,
    name: 'a marked record counts as newer',
    patches: [
      { file: source, from: '!stored.refusedGrant &&', to: '' },
      {
        file: renewal,
        from: '(record.revision === newerThan || this.#rules.refusedRevision(record) !== undefined)',
        to: 'record.revision === newerThan',
      },
    ],
  },
  {
    rule: 2,
    name: 'no shared promise',
    patches: [
      {
        file: renewal,
        from: 'const next = flight ? join(flight) : this.#storedOrRenewed(key, ask);',
        to: 'void flight; const next = this.#storedOrRenewed(key, ask);',
      },
      { file: renewal, from: 'if (state?.flight) return join(state.flight);', to: '' },
    ],
  },
  one(
    2,
    'a renewal that is overdue clears the flight of the next',
    renewal,
    'state.flight = flight;',
    'state.flight = flight; work.finally(() => { delete state.flight; }).catch(() => undefined);',
    60_000,
  ),
  {
    rule: 3,
    name: 'no second look inside the lock',
    patches: [
      { file: renewal, from: startOfTries, to: '() => this.#renewInLock(task, before))' },
      {
        file: renewal,
        from: 'const work = this.records.locked(',
        to: 'const before = this.records.latest(key); before.catch(() => undefined); const work = this.records.locked(',
      },
      {
        file: renewal,
        from: triesOf,
        to: 'async #renewInLock(task: Task<T>, before: Promise<T | undefined>): Promise<T> {',
      },
      {
        file: renewal,
        from: readInLock,
        to: 'const current = await (tries === 1 ? before : this.records.latest(task.key));',
      },
    ],
  },
  one(
    3,
    'another look, but the call is made all the same',
    renewal,
    'if (current && !this.#isStale(current, task.ask)) return current;',
    '',
  ),
  one(3, 'no lock', guarded, 'if (!this.#store.withLock) return work();', 'return work();'),
  one(
    3,
    'the lock is left when the time is up',
    renewal,
    startOfTries,
    '() => this.#withinBudget(this.#renewInLock(task)))',
    30_000,
  ),
  one(
    3,
    'a call is begun though hardly any time is left',
    renewal,
    'return Math.min(2000, this.#rules.budgetMs / 4);',
    'return 0;',
    60_000,
  ),
  one(
    4,
    'a token is saved without compare-and-set',
    guarded,
    replaceByStore,
    'if (this.#store.replace) { await this.#store.set(key, record); return true; } if (this.#store.replace) {',
  ),
  one(
    4,
    'invalid_grant is written down whatever is stored',
    renewal,
    'return (await this.records.save(key, current.revision, this.#rules.refused(current, error))) ===',
    'await this.records.set(key, this.#rules.refused(current, error)); return (await Promise.resolve<string>("stored")) ===',
  ),
  one(4, 'an overtaken token is used', renewal, "if (outcome === 'overtaken') return false;", ''),
  one(
    5,
    'a token is used before it is saved',
    renewal,
    saveNewToken,
    'void this.#saved(task.key, current, answer.record); return answer.record;',
  ),
  one(
    5,
    'a token that the store does not take is dropped',
    records,
    'this.#waiting.keep(key, mayReplace, record);',
    '',
  ),
  one(
    5,
    'a kept token is not written at the next chance',
    waiting,
    'void this.#write(key, state, stored?.revision);',
    '',
  ),
  one(
    5,
    'a kept token is written over a log-out or a login',
    waiting,
    'if (mayReplace.includes(stored?.revision)) {',
    'if (true) {',
  ),
  one(5, 'a kept token is written though it was given up meanwhile', waiting, 'if (!waits()) return;', '', 30_000),
  one(
    5,
    'the token kept is forgotten when it was renewed',
    records,
    'const mayReplace = [...(waiting?.mayReplace ?? []), expected];',
    'const mayReplace = [expected];',
    60_000,
  ),
  one(
    5,
    'a save that hangs is forgotten',
    records,
    'return saving?.mayReplace.includes(record?.revision) ? saving.record : record;',
    'return record;',
    60_000,
  ),
  one(5, 'an old read takes back a kept token', waiting, 'if (asOf < state.unsaved.asOf) return record;', ''),
  one(
    5,
    'a log-out that is answered late calls off the save of what came after it',
    records,
    'if (this.share.states.get(key)?.saving) return false;',
    'return false;',
    30_000,
  ),
  one(6, 'an answer without refresh token clears the old one', token, '...kept,', ''),
  one(
    6,
    'the token is cleared before its successor is there',
    renewal,
    'const answer = await this.#rules.renew(',
    'if (current) await this.records.delete(task.key); const answer = await this.#rules.renew(',
  ),
  one(
    7,
    'invalid_grant is not written down',
    renewal,
    "if (answer.failure === 'final' && current &&",
    "if (answer.failure === 'final' && !current &&",
  ),
  {
    rule: 7,
    name: 'invalid_grant is retried',
    patches: [
      {
        file: renewal,
        from: "if (answer.failure === 'final' && current &&",
        to: "if (answer.failure === 'final' && !current &&",
      },
      { file: backoff, from: "if (kind === 'lost') return", to: "if (kind === 'lost' || kind === 'final') return" },
    ],
  },
  one(
    7,
    'invalid_client is retried',
    backoff,
    "if (kind !== 'busy' ||",
    "if ((kind !== 'busy' && kind !== 'refused') ||",
  ),
  one(
    7,
    'each waiter learns of a failure by a call of its own',
    renewal,
    'if (askedBefore && failure.revision === record?.revision) return failure.error;',
    '',
  ),
  one(8, 'a lost answer is retried without limit', backoff, 'return soFar.lostBefore === 0 &&', 'return'),
  one(
    8,
    'a lost answer is not retried',
    backoff,
    "if (kind === 'lost') return soFar.lostBefore === 0 && soFar.timeLeftMs > 0 ? 0 : undefined;",
    '',
  ),
  one(
    8,
    'Retry-After is not kept within a renewal',
    backoff,
    'const pauseMs = (retryAfterMs ?? 0) +',
    'const pauseMs =',
  ),
  one(
    8,
    'Retry-After is forgotten after a renewal',
    renewal,
    'return notBefore && notBefore.ms > this.#now() ? notBefore.error : undefined;',
    'return undefined;',
  ),
  one(
    8,
    'a busy server is not asked again',
    backoff,
    'return pauseMs < soFar.timeLeftMs ? pauseMs : undefined;',
    'return undefined;',
  ),
  one(8, 'a renewal has no limit in time', renewal, 'reject(this.#timeout());', ''),
  one(
    9,
    'no quiet time after a failure',
    renewal,
    'return Math.max(quiet?.untilMs ?? 0, notBefore?.ms ?? 0) > this.#now();',
    'return false;',
  ),
  one(
    9,
    'a failed renewal in the background is caught by nobody',
    renewal,
    '.record.catch(() => {',
    '.record.finally(() => {',
  ),
  one(9, 'no renewal in the background', source, 'this.#renewal.renewInBackground(', 'void ('),
  one(9, 'an expired token is used', source, 'if (mustRenew(token, now)) return', 'if (false) return'),
  one(
    10,
    'waits are measured with the wall clock',
    renewal,
    'return this.#platform.monotonicMs();',
    'return this.#platform.wallMs();',
  ),
  one(12, 'no copy of the last token in memory', records, 'if (!known) throw failure;', 'throw failure;'),
  one(
    12,
    'the copy is older than what was seen',
    known,
    'if (asOf < (known?.asOf ?? this.#forgottenAt)) return known ? known.record : record;',
    'if (known) return record;',
  ),
  one(12, 'a copy is used whatever was told', known, 'known.asOf >= known.changedAt', 'true', 30_000),
  one(12, 'a copy is used however old it is', records, 'if (oldMs >= longestMs) return undefined;', ''),
  one(
    12,
    'what was read before the feed was live is trusted',
    records,
    'copy.askedAtMs > liveSinceMs ?',
    'liveSinceMs < Infinity ?',
    60_000,
  ),
];

function one(rule, name, file, from, to, schedules) {
  return { rule, name, schedules, patches: [{ file, from, to }] };
}
