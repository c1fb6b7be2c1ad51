import { ConfigurationError } from '../errors.js';
import { watchListening } from './listening-check.js';

/** A client of `ioredis`: `Redis` (also by Sentinel) or `Cluster`. As far as it is used here. */
export interface IoredisClient {
  readonly status: string;
  hmget(key: string, ...fields: string[]): Promise<(string | null)[]>;
  eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>;
  scan(cursor: string, match: 'MATCH', pattern: string, count: 'COUNT', most: number): Promise<[string, string[]]>;
  /** Of a cluster. */
  nodes?(role: 'master'): Pick<IoredisClient, 'scan'>[];
  readonly options?: { readonly keyPrefix?: string | undefined };
  duplicate(): IoredisSubscriber;
  on(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

/** A connection of `ioredis` that only listens. */
export interface IoredisSubscriber {
  readonly status: string;
  connect(): Promise<unknown>;
  subscribe(channel: string): Promise<unknown>;
  ping(): Promise<unknown>;
  disconnect(): void;
  on(event: string, listener: (channel: string, message: string) => void): unknown;
}

/** A connected client of `redis` (node-redis): of one server, a cluster, or sentinels. As far as it is used here. */
export interface NodeRedisClient {
  readonly isOpen: boolean;
  readonly isReady?: boolean;
  hmGet(key: string, fields: string[]): Promise<(string | null)[]>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  scan?(cursor: never, options: { MATCH: string; COUNT: number }): Promise<{ cursor: unknown; keys: unknown[] }>;
  /** Of a cluster. */
  readonly masters?: readonly unknown[];
  nodeClient?(master: never): unknown;
  duplicate(): NodeRedisSubscriber;
  on(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

/** A connection of node-redis that only listens. */
export interface NodeRedisSubscriber {
  connect(): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  /** Clusters of version 4 have none. */
  ping?(): Promise<unknown>;
  destroy?(): unknown;
  disconnect?(): unknown;
  on(event: string, listener: () => void): unknown;
}

/** The user's own client. It is neither connected nor closed here. */
export type RedisClient = IoredisClient | NodeRedisClient;

/** What a connection that listens tells. */
export interface Listener {
  readonly message: (text: string) => void;
  /** Whether nothing is missed from now on. */
  readonly live: (isLive: boolean) => void;
}

/** One way to speak to either client. */
export interface Redis {
  /** Whether a command would be sent now; would wait in the client until the connection is back; or never. */
  state(): 'ready' | 'away' | 'closed';
  fields(key: string, names: readonly string[]): Promise<(string | null)[]>;
  run(script: string, key: string, ...args: string[]): Promise<unknown>;
  /** Names of keys that match a pattern, in pages; one may come twice. */
  scan(pattern: string): AsyncIterable<readonly string[]>;
  /** Listens on a connection of its own, until that is undone or the user's client is closed. */
  listen(channel: string, listener: Listener): () => void;
}

/** @throws `ConfigurationError` when it is neither client. */
export function redisOf(client: RedisClient): Redis {
  if (isIoredis(client)) return ofIoredis(client);
  if (isNodeRedis(client)) return ofNodeRedis(client);
  throw new ConfigurationError('client', 'must be a client of ioredis (new Redis()) or of redis (createClient()).');
}

function isIoredis(client: RedisClient): client is IoredisClient {
  return has(client, ['hmget', 'eval', 'duplicate', 'on', 'off']) && 'status' in client;
}

function isNodeRedis(client: RedisClient): client is NodeRedisClient {
  return has(client, ['hmGet', 'eval', 'duplicate', 'on', 'off']) && 'isOpen' in client;
}

function has(client: unknown, methods: readonly string[]): boolean {
  if (typeof client !== 'object' || client === null) return false;
  return methods.every((method) => typeof (client as Record<string, unknown>)[method] === 'function');
}

function ofIoredis(client: IoredisClient): Redis {
  return {
    state() {
      if (client.status === 'end') return 'closed';
      // One that waits for its first command is connected by it.
      return client.status === 'ready' || client.status === 'wait' ? 'ready' : 'away';
    },
    fields: (key, names) => client.hmget(key, ...names),
    run: (script, key, ...args) => client.eval(script, 1, key, ...args),
    async *scan(pattern) {
      // The client puts it in front of keys, but neither of patterns nor of answers.
      const outer = client.options?.keyPrefix ?? '';
      for (const node of client.nodes?.('master') ?? [client])
        for (let cursor = '', names: string[]; cursor !== '0'; yield names.map((name) => name.slice(outer.length)))
          [cursor, names] = await node.scan(cursor || '0', 'MATCH', globEscaped(outer) + pattern, 'COUNT', 1000);
    },
    listen(channel, { message, live }) {
      const subscriber = client.duplicate();
      const down = () => {
        live(false);
      };
      const subscribe = () => {
        subscriber.subscribe(channel).then(() => {
          live(true);
        }, down);
      };
      subscriber.on('error', down); // told by the user's own client as well, and the connection is tried again
      subscriber.on('close', down);
      subscriber.on('ready', subscribe);
      subscriber.on('message', (_channel, text) => {
        message(text);
      });
      if (subscriber.status === 'wait') subscriber.connect().catch(down);
      return endingWith(client, subscriber, live, () => {
        subscriber.disconnect();
      });
    },
  };
}

function ofNodeRedis(client: NodeRedisClient): Redis {
  return {
    state() {
      if (!client.isOpen) return 'closed';
      return (client.isReady ?? true) ? 'ready' : 'away';
    },
    fields: (key, names) => client.hmGet(key, [...names]),
    run: (script, key, ...args) => client.eval(script, { keys: [key], arguments: args }),
    async *scan(pattern) {
      const nodes = client.masters?.map((master) => client.nodeClient?.(master as never)) ?? [client];
      for (const node of (await Promise.all(nodes)) as Required<Pick<NodeRedisClient, 'scan'>>[])
        for (
          let cursor: unknown = '0', page;
          page === undefined || String(cursor) !== '0';
          yield page.keys.map(String)
        ) {
          page = await node.scan(cursor as never, { MATCH: pattern, COUNT: 1000 });
          cursor = page.cursor;
        }
    },
    listen(channel, { message, live }) {
      const subscriber = client.duplicate();
      const up = () => {
        live(true);
      };
      const down = () => {
        live(false);
      };
      subscriber.on('error', down); // told by the user's own client as well, and the connection is tried again
      const listening = subscriber.connect().then(() => subscriber.subscribe(channel, message));
      listening.then(() => {
        up();
        subscriber.on('ready', up); // it has subscribed again by then
      }, down);
      return endingWith(client, subscriber, live, () => {
        if (subscriber.destroy) subscriber.destroy();
        else void subscriber.disconnect?.();
      });
    },
  };
}

/** Who closes the client is done with it: nothing of ours may keep the process alive after. */
function endingWith(
  client: RedisClient,
  subscriber: { ping?(): Promise<unknown> },
  live: (isLive: boolean) => void,
  close: () => void,
): () => void {
  const ping = subscriber.ping?.bind(subscriber);
  const endWatch = ping ? watchListening(ping, live) : () => undefined;
  let isOpen = true;
  const end = () => {
    if (!isOpen) return;
    isOpen = false;
    endWatch();
    client.off('end', end);
    close();
  };
  client.on('end', end);
  return end;
}

/** A text as a pattern that matches only itself. */
export function globEscaped(text: string): string {
  return text.replace(/[*?[\]\\]/g, '\\$&');
}
