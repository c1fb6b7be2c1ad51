import type { GivenToken } from '../../lib/oauth2/token.js';
import type { ServerPlan } from './plan.js';
import type { World } from './world.js';

/** One login and all that was renewed from it. Families are numbered across accounts, generations inside a family. */
export interface Family {
  readonly ordinal: number;
  readonly account: string;
  readonly generations: Generation[];
  revoked: boolean;
}

interface Generation {
  readonly given: GivenToken;
  readonly issuedMs: number;
  accessEnded: boolean;
  /** When its refresh token was exchanged. */
  usedMs?: number;
}

/** Where a token stands: compares as "older" and "newer" whatever the clocks say. */
export interface Place {
  readonly family: Family;
  readonly generation: number;
}

/** A rotating authorization server with reuse detection, and the API that believes it. */
export class SimulatedServer {
  readonly families: Family[] = [];
  /** Refresh tokens that came back after their time, by which a family was revoked. */
  readonly reused: string[] = [];
  readonly plan: ServerPlan;
  readonly #world: World;
  readonly #byRefresh = new Map<string, Place>();
  readonly #byAccess = new Map<string, Place>();

  constructor(world: World, plan: ServerPlan) {
    this.#world = world;
    this.plan = plan;
  }

  login(account: string): GivenToken {
    const family: Family = { ordinal: this.families.length + 1, account, generations: [], revoked: false };
    this.families.push(family);
    return this.#issue(family).given;
  }

  /** RFC 6749 §6 with rotation; undefined is `invalid_grant`. */
  refresh(refreshToken: string): GivenToken | undefined {
    const place = this.#byRefresh.get(refreshToken);
    if (!place || place.family.revoked) return undefined;
    const { family } = place;
    const latest = family.generations.length - 1;
    const presented = family.generations[place.generation] as Generation;
    if (!this.plan.isRotating || place.generation === latest) return this.#rotate(family, presented);
    const inGrace = place.generation === latest - 1 && this.#world.nowMs - (presented.usedMs ?? 0) <= this.plan.graceMs;
    if (inGrace) return family.generations[latest]?.given;
    this.reused.push(refreshToken);
    this.#world.note(() => `    the server detects the reuse of ${refreshToken}`);
    family.revoked = true;
    return undefined;
  }

  /** Whether the API takes this access token. */
  accepts(accessToken: string): boolean {
    const place = this.#byAccess.get(accessToken);
    if (!place || place.family.revoked) return false;
    const { accessEnded } = place.family.generations[place.generation] as Generation;
    return !accessEnded && !this.#isTooOld(place);
  }

  /** Whether nothing but its age ended this access token. */
  hasExpired(accessToken: string): boolean {
    const { family, generation } = this.placeOf(accessToken);
    const isEnded = family.revoked || family.generations[generation]?.accessEnded === true;
    return !isEnded && this.#isTooOld({ family, generation });
  }

  placeOf(accessToken: string): Place {
    const place = this.#byAccess.get(accessToken);
    if (!place) throw new Error(`The server never gave ${accessToken}.`);
    return place;
  }

  /** The newest login of an account. */
  latestFamily(account: string): Family | undefined {
    return this.families.filter((family) => family.account === account).at(-1);
  }

  /** Ends an access token, but not its grant. */
  endAccess(accessToken: string): void {
    const { family, generation } = this.placeOf(accessToken);
    const ended = family.generations[generation];
    if (ended) ended.accessEnded = true;
  }

  /** Ends the grant of an account, as its owner may at any time. */
  revoke(account: string): void {
    const family = this.latestFamily(account);
    if (family) family.revoked = true;
  }

  #isTooOld({ family, generation }: Place): boolean {
    const { issuedMs } = family.generations[generation] as Generation;
    return this.#world.nowMs >= issuedMs + this.plan.accessLifeMs;
  }

  #rotate(family: Family, presented: Generation): GivenToken {
    presented.usedMs = this.#world.nowMs;
    if (this.plan.endsOldAccess) presented.accessEnded = true;
    return this.#issue(family).given;
  }

  #issue(family: Family): Generation {
    const number = family.generations.length;
    const name = `${String(family.ordinal)}.${String(number + 1)}`;
    const first = number === 0;
    // A server that does not rotate names its refresh token only once.
    const refresh = this.plan.isRotating || first ? { refresh_token: `refresh-${name}` } : {};
    const expiry = this.plan.tellsExpiry ? { expires_in: this.plan.accessLifeMs / 1000 } : {};
    const given: GivenToken = { access_token: `access-${name}`, ...refresh, ...expiry };
    const generation: Generation = { given, issuedMs: this.#world.nowMs, accessEnded: false };
    family.generations.push(generation);
    const place = { family, generation: number };
    this.#byAccess.set(given.access_token, place);
    if (given.refresh_token !== undefined) this.#byRefresh.set(given.refresh_token, place);
    return generation;
  }
}
