import { ConfigurationError, TokenRecordError } from '../errors.js';
import { assertKnownOptions } from '../options.js';
import type { Token, TokenStore } from '../token-store.js';
import { announcement, hear } from './announcement.js';
import { ChangeFeed, type Hearing } from './change-feed.js';
import type { Lock } from './lease.js';
import { LeasedRecords, type RecordServer } from './leased-records.js';
import { Patience } from './patience.js';
import { recordLifetimeMs } from './record-lifetime.js';
import { globEscaped, redisOf, type Redis, type RedisClient } from './redis-client.js';
import { giveBackLock, keepAside, keepLock, swap, takeLock } from './redis-scripts.js';
import { spelled, unspelled } from './spelled-key.js';
import { storedAs, type Stored } from './stored-record.js';
import { wholeMilliseconds } from './whole-milliseconds.js';

export type {
  IoredisClient,
  IoredisSubscriber,
  NodeRedisClient,
  NodeRedisSubscriber,
  RedisClient,
} from './redis-client.js';

/** How a {@link RedisTokenStore} works. */
export interface RedisTokenStoreOptions {
  /** What all its keys, and its channel, begin with. Default: `axios-oauthlib:`. */
  prefix?: string;
  /**
   * Milliseconds after which the lock of a process that was killed or stopped is free for others. A living one prolongs it.
   * Many times what a command takes. Default: 10,000.
   */
  lockLifeMs?: number;
  /** Milliseconds that Redis may be away, or take for an answer, before an operation fails. Default: 3000. */
  patienceMs?: number;
  /**
   * Milliseconds after its last write in which a record is forgotten: say how long the refresh tokens of your provider live.
   * Longer where the answer of the server says so (`refresh_token_expires_in`, `refresh_expires_in`). Default: never.
   */
  forgetAfterMs?: number;
}

/**
 * Tokens in Redis 6 or newer, for any number of processes and machines: compare-and-set, a lock that ends when its holder is
 * gone, and a change feed. One Redis, Sentinel or Cluster. Records are hashes, `<prefix>token:<key>`.
 *
 * @example
 * ```ts
 * const store = new RedisTokenStore(new Redis('redis://localhost')); // or: await createClient().connect()
 * const session = new OAuth2Session({ provider, clientId, clientSecret, store });
 * ```
 */
export class RedisTokenStore implements TokenStore {
  readonly #redis: Redis;
  readonly #patience: Patience;
  readonly #prefix: string;
  readonly #lockLifeMs: number;
  readonly #feed: ChangeFeed;
  readonly #records: LeasedRecords;
  readonly #forgetAfterMs: number | undefined;
  readonly #name = crypto.randomUUID();

  /**
   * @param client - A client of `ioredis`, or a connected one of `redis`. It stays yours: close it when nothing is attached.
   * @throws `ConfigurationError` for another object, and for an option that is unknown or of the wrong kind.
   */
  constructor(client: RedisClient, options: RedisTokenStoreOptions = {}) {
    assertKnownOptions(options, ['prefix', 'lockLifeMs', 'patienceMs', 'forgetAfterMs']);
    this.#redis = redisOf(client);
    this.#prefix = checkedPrefix(options.prefix ?? 'axios-oauthlib:');
    this.#lockLifeMs = wholeMilliseconds(options.lockLifeMs, 'lockLifeMs', 10_000);
    this.#forgetAfterMs = wholeMilliseconds(options.forgetAfterMs, 'forgetAfterMs', undefined);
    this.#records = new LeasedRecords(this.#server(), this.#lockLifeMs);
    this.#feed = new ChangeFeed((hearing) => this.#listen(hearing));
    const patienceMs = wholeMilliseconds(options.patienceMs, 'patienceMs', 3000);
    this.#patience = new Patience(patienceMs, (error) => this.#isPassing(error));
  }

  get(key: string): Promise<Token | undefined> {
    return this.#records.get(key);
  }

  /**
   * That the lock is still ours is not asked for: if nobody has written since, this is the newest token there is, and with
   * rotation the only good one. If somebody has, the revision says so.
   */
  replace(key: string, expected: string | undefined, next: Token): Promise<boolean> {
    return this.#swap(key, expected, next);
  }

  set(key: string, token: Token): Promise<void> {
    return this.#records.overwrite(key, token);
  }

  delete(key: string): Promise<void> {
    return this.#records.overwrite(key, undefined);
  }

  withLock<T>(key: string, work: () => Promise<T>, { waitMs }: { waitMs: number }): Promise<T> {
    return this.#records.withLock(key, work, waitMs);
  }

  subscribe(changed: (key: string) => void, live?: (isLive: boolean) => void): () => void {
    return this.#feed.subscribe(changed, live);
  }

  async *keys(): AsyncGenerator<string, void> {
    const prefix = this.#recordKey('');
    const seen = new Set<string>();
    for await (const names of this.#redis.scan(`${globEscaped(prefix)}*`)) {
      for (const name of names) {
        const key = seen.has(name) ? undefined : unspelled(name.slice(prefix.length));
        if (key !== undefined) yield key;
        seen.add(name);
      }
    }
  }

  get #channel(): string {
    return `${this.#prefix}changed`;
  }

  #listen(hearing: Hearing): () => void {
    return this.#redis.listen(this.#channel, {
      message: (text) => {
        hear(text, this.#name, hearing);
      },
      live: hearing.live,
    });
  }

  #server(): RecordServer {
    return {
      read: (key) => this.#read(key),
      swap: (key, expected, next) => this.#swap(key, expected, next),
      keepAside: async (key, { text }) => {
        const lifetimeMs = String(this.#forgetAfterMs ?? 0);
        await this.#ask(() => this.#redis.run(keepAside, this.#asideKey(key), text, lifetimeMs));
      },
      asideOf: (key) => this.#asideKey(key),
      lock: (key) => this.#lock(key),
    };
  }

  async #read(key: string): Promise<Stored | undefined> {
    const name = this.#recordKey(key);
    try {
      const [revision, text] = await this.#ask(() => this.#redis.fields(name, ['revision', 'record']));
      if ((revision ?? text ?? undefined) === undefined) return undefined;
      return storedAs(text ?? '', revision ?? undefined);
    } catch (error) {
      if (!String(error).includes('WRONGTYPE')) throw error;
      throw new TokenRecordError(key, `${name} is no hash, so it was not written here: move it away (RENAME).`);
    }
  }

  async #swap(key: string, expected: string | undefined, next: Token | undefined): Promise<boolean> {
    const write = crypto.randomUUID();
    const lifetimeMs = next && this.#forgetAfterMs ? recordLifetimeMs(next, this.#forgetAfterMs) : 0;
    const record = [
      marked(expected),
      marked(next?.revision),
      next ? JSON.stringify(next) : '',
      write,
      String(lifetimeMs),
    ];
    const told = [this.#channel, announcement(this.#name, key)];
    return (await this.#ask(() => this.#redis.run(swap, this.#recordKey(key), ...record, ...told))) === 1;
  }

  #lock(key: string): Lock {
    const lockKey = `${this.#prefix}lock:${spelled(key)}`;
    const owner = crypto.randomUUID();
    const ours = async (script: string, ...args: string[]) =>
      (await this.#ask(() => this.#redis.run(script, lockKey, owner, ...args))) === 1;
    const life = String(this.#lockLifeMs);
    return {
      take: () => ours(takeLock, life),
      keep: () => ours(keepLock, life),
      giveBack: async () => {
        await ours(giveBackLock);
      },
    };
  }

  #recordKey(key: string): string {
    return `${this.#prefix}token:${spelled(key)}`;
  }

  #asideKey(key: string): string {
    return `${this.#prefix}damaged:${spelled(key)}`;
  }

  #ask<T>(command: () => Promise<T>): Promise<T> {
    return this.#patience.ask(() => {
      if (this.#redis.state() === 'ready') return command();
      // Rather than queued in the client for as long as it takes.
      throw new Error(
        'Redis cannot be reached: check that the client is connected, its URL, and the health of the server.',
      );
    });
  }

  #isPassing(error: unknown): boolean {
    const state = this.#redis.state();
    return state === 'away' || (state === 'ready' && passingReplies.test(String(error)));
  }
}

/** While it starts, or another server takes over. */
const passingReplies = /\b(?:LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN) /;

function marked(revision: string | undefined): string {
  return revision === undefined ? '' : `=${revision}`;
}

function checkedPrefix(prefix: unknown): string {
  if (typeof prefix === 'string') return prefix;
  throw new ConfigurationError('prefix', 'must be a string.');
}
