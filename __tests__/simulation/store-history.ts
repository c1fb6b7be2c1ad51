import type { OAuth2Token } from '../../lib/token-store.js';
import type { Plan } from './plan.js';
import type { Family, SimulatedServer } from './server.js';
import type { Verdict } from './verdict.js';
import type { Machine, World } from './world.js';

export type Verb = 'get' | 'set' | 'delete' | 'replace';

/** What the store held, and from when: by a count of events, because many happen in the same millisecond. */
export interface Version {
  readonly record: OAuth2Token | undefined;
  readonly from: number;
  to: number;
  /** In true milliseconds. */
  toMs: number;
}

/** What one process did and was told. */
interface Knowledge {
  /** Which version it was told last in a get, and when that was read. */
  readVersion: number;
  readAt: number;
  askedAt: number;
  /** The last log-out that it made and heard of. */
  logoutVersion: number;
  /** The version that it believes to be the newest: of the read that it asked for last, or of a write of its own since. */
  toldVersion: number;
  /** The last version that it wrote and heard of. */
  ownVersion: number;
  ownToldAt: number;
  getFailedAt: number;
  saveFailedAt: number;
  loggingOut: boolean;
}

/** Who writes, and how. */
export interface Writing {
  readonly machine: Machine;
  readonly verb: Verb;
  readonly key: string;
  readonly seen: number;
  /** The last log-out that it had made itself. */
  readonly logout: number;
}

/** A read, and what was stored then. */
interface Read {
  readonly version: number;
  readonly at: number;
  /** When it was asked for. */
  readonly askedAt: number;
}

/** Remembers every version of every record and judges each write: nothing newer gives way to anything older. */
export class StoreHistory {
  /** Counts what happens. */
  clock = 0;
  /** Keys of which something was overwritten by a store that cannot compare and set. */
  readonly raced = new Set<string>();
  readonly #world: World;
  readonly #server: SimulatedServer;
  readonly #verdict: Verdict;
  readonly #plan: Plan;
  readonly #versions = new Map<string, Version[]>();
  readonly #logins = new Map<Family, number>();
  readonly #toldOfChangeAt = new Map<string, number>();
  readonly #knowledge = new Map<Machine, Map<string, Knowledge>>();

  constructor(world: World, server: SimulatedServer, verdict: Verdict, plan: Plan) {
    this.#world = world;
    this.#server = server;
    this.#verdict = verdict;
    this.#plan = plan;
  }

  versions(key: string): Version[] {
    const known = this.#versions.get(key) ?? [{ record: undefined, from: 0, to: Infinity, toMs: Infinity }];
    this.#versions.set(key, known);
    return known;
  }

  knowledge(machine: Machine, key: string): Knowledge {
    const ofMachine = this.#knowledge.get(machine) ?? new Map<string, Knowledge>();
    this.#knowledge.set(machine, ofMachine);
    const fresh = {
      readAt: 0,
      askedAt: 0,
      logoutVersion: 0,
      readVersion: 0,
      toldVersion: 0,
      ownVersion: 0,
      ownToldAt: 0,
      getFailedAt: 0,
      saveFailedAt: 0,
      loggingOut: false,
    };
    const known = ofMachine.get(key) ?? fresh;
    ofMachine.set(key, known);
    return known;
  }

  writing(machine: Machine, verb: Verb, key: string): Writing {
    const { readVersion: seen, logoutVersion: logout } = this.knowledge(machine, key);
    return { machine, verb, key, seen, logout };
  }

  /** A login is about to be stored: it wins over what was read before, and what came later wins over it. */
  storing(machine: Machine, key: string, { access_token: accessToken }: OAuth2Token): void {
    const { readVersion, toldVersion } = this.knowledge(machine, key);
    const { family, generation } = this.#server.placeOf(accessToken);
    if (generation === 0 && !this.#logins.has(family)) this.#logins.set(family, Math.max(readVersion, toldVersion));
  }

  read(key: string, askedAt: number): Read {
    return { version: this.versions(key).length - 1, at: ++this.clock, askedAt };
  }

  /** A get was answered. */
  toldRead(machine: Machine, key: string, read: Read): void {
    const known = this.knowledge(machine, key);
    known.readAt = read.at;
    known.readVersion = read.version;
    // Of reads that overlap, a process believes the one that it asked for last.
    if (read.askedAt < known.askedAt) return;
    known.askedAt = read.askedAt;
    known.toldVersion = read.version;
  }

  /** A write was answered. */
  toldWrite(machine: Machine, key: string, version: number): void {
    const known = this.knowledge(machine, key);
    known.ownVersion = version;
    if (this.versions(key)[version]?.record === undefined) known.logoutVersion = version;
    known.askedAt = known.ownToldAt = ++this.clock;
    known.toldVersion = Math.max(known.toldVersion, version);
  }

  /** Without a key: that it may have missed changes. */
  toldOfChange({ name }: Machine, key = ''): void {
    this.#toldOfChangeAt.set(name + key, ++this.clock);
  }

  /** When a process was told so last. */
  toldOfChangeAt({ name }: Machine, key: string): number {
    return Math.max(this.#toldOfChangeAt.get(name) ?? 0, this.#toldOfChangeAt.get(name + key) ?? 0);
  }

  failed(machine: Machine, verb: Verb, key: string): void {
    const known = this.knowledge(machine, key);
    known[verb === 'get' ? 'getFailedAt' : 'saveFailedAt'] = ++this.clock;
    // Without `replace`, a save begins with a get.
    if (!this.#plan.hasReplace) known.saveFailedAt = this.clock;
  }

  /** `seen`: the version that the writer had read before. */
  wrote(writing: Writing, before: OAuth2Token | undefined, after: OAuth2Token | undefined): number {
    const { machine, verb, key, seen } = writing;
    this.clock++;
    const versions = this.versions(key);
    const last = versions.at(-1) as Version;
    const raced = seen !== versions.length - 1;
    last.to = this.clock;
    last.toMs = this.#world.nowMs;
    versions.push({ record: after, from: this.clock, to: Infinity, toMs: Infinity });
    this.#world.note(
      () => `    stored of ${key} by ${machine.name} (${verb}): ${this.name(before)} → ${this.name(after)}`,
    );
    this.#judge(writing, before, after, raced);
    return versions.length - 1;
  }

  name(record: OAuth2Token | undefined): string {
    if (!record) return 'nothing';
    return `${record.access_token}${record.refusedGrant ? ' (refused)' : ''}`;
  }

  #judge(
    { machine, verb, key, logout }: Writing,
    before: OAuth2Token | undefined,
    after: OAuth2Token | undefined,
    raced: boolean,
  ): void {
    if (!after) {
      if (!this.knowledge(machine, key).loggingOut) this.#fail('nothing stored is cleared', machine, before, after);
      return;
    }
    const place = this.#server.placeOf(after.access_token);
    const login = this.#logins.get(place.family);
    const isAgain = this.versions(key)
      .slice(0, -1)
      .some(({ record }) => record?.access_token === after.access_token);
    if (isAgain && !before && this.isUnheardLogin(key, after)) this.raced.add(key);
    if (
      login !== undefined &&
      ((verb === 'set' && place.generation === 0) || this.#isWritable(key, login, logout, before))
    )
      return;
    // A store without compare-and-set cannot tell a login or a log-out that comes between its get and its set.
    if (!this.#plan.hasReplace && raced) {
      this.raced.add(key);
      return;
    }
    const rule = this.#brokenRule(before, after);
    if (rule) this.#fail(rule, machine, before, after);
  }

  /** A first login with a store that fails: whether it was stored, and what became of it then, cannot be told. */
  isUnheardLogin(key: string, { access_token: accessToken }: OAuth2Token): boolean {
    const versions = this.versions(key);
    const { family } = this.#server.placeOf(accessToken);
    const login = this.#logins.get(family);
    return this.#plan.faults.has('store') && login !== undefined && !versions[login]?.record;
  }

  /**
   * A login that the store did not take is written later, but over nothing that is newer. That somebody else logged in and out
   * since, or that it was stored after all and logged out elsewhere, cannot be told where nothing was stored before.
   */
  #isWritable(key: string, login: number, logout: number, before: OAuth2Token | undefined): boolean {
    const versions = this.versions(key);
    if (login === versions.length - 2) return true;
    const cannotTell = !before && !versions[login]?.record && logout <= login;
    if (cannotTell) this.raced.add(key);
    return cannotTell;
  }

  #brokenRule(before: OAuth2Token | undefined, after: OAuth2Token): string | undefined {
    if (!before) return 'a log-out is never undone';
    const older = this.#server.placeOf(before.access_token);
    const newer = this.#server.placeOf(after.access_token);
    if (older.family !== newer.family) return 'a new login is never lost';
    if (newer.generation < older.generation) return 'a newer record is never overwritten by an older';
    if (newer.generation === older.generation && before.refusedGrant && !after.refusedGrant) return 'a refusal stays';
    if (before.refresh_token !== undefined && after.refresh_token === undefined) return 'no refresh token is cleared';
    return undefined;
  }

  #fail(rule: string, machine: Machine, before: OAuth2Token | undefined, after: OAuth2Token | undefined): void {
    this.#verdict.fail(rule, `${machine.name} wrote ${this.name(after)} over ${this.name(before)}`);
  }
}
