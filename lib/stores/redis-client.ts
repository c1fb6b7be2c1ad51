import { ConfigurationError } from '../errors.js';

/** A client of `ioredis`: `Redis` (also by Sentinel) or `Cluster`. As far as it is used here. */
export interface IoredisClient {
  readonly status: string;
  hget(key: string, field: string): Promise<string | null>;
  eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>;
  duplicate(): IoredisSubscriber;
  on(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

/** A connection of `ioredis` that only listens. */
export interface IoredisSubscriber {
  readonly status: string;
  connect(): Promise<unknown>;
  subscribe(channel: string): Promise<unknown>;
  disconnect(): void;
  on(event: string, listener: (channel: string, message: string) => void): unknown;
}

/** A connected client of `redis` (node-redis): of one server, a cluster, or sentinels. As far as it is used here. */
export interface NodeRedisClient {
  readonly isOpen: boolean;
  readonly isReady?: boolean;
  hGet(key: string, field: string): Promise<string | null | undefined>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  duplicate(): NodeRedisSubscriber;
  on(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

/** A connection of node-redis that only listens. */
export interface NodeRedisSubscriber {
  connect(): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  destroy?(): unknown;
  disconnect?(): unknown;
  on(event: string, listener: () => void): unknown;
}

/** The user's own client. It is neither connected nor closed here. */
export type RedisClient = IoredisClient | NodeRedisClient;

/** What a connection that listens tells. */
export interface Listener {
  readonly message: (text: string) => void;
  /** It began to listen, or ceased to. */
  readonly missed: () => void;
}

/** One way to speak to either client. */
export interface Redis {
  /** Whether a command would be sent now; would wait in the client until the connection is back; or never. */
  state(): 'ready' | 'away' | 'closed';
  field(key: string, name: string): Promise<string | undefined>;
  run(script: string, key: string, ...args: string[]): Promise<unknown>;
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
  return has(client, ['hget', 'eval', 'duplicate', 'on', 'off']) && 'status' in client;
}

function isNodeRedis(client: RedisClient): client is NodeRedisClient {
  return has(client, ['hGet', 'eval', 'duplicate', 'on', 'off']) && 'isOpen' in client;
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
    field: async (key, name) => (await client.hget(key, name)) ?? undefined,
    run: (script, key, ...args) => client.eval(script, 1, key, ...args),
    listen(channel, listener) {
      const subscriber = client.duplicate();
      const subscribe = () => {
        subscriber.subscribe(channel).then(listener.missed, () => undefined); // tried again when the connection is
      };
      subscriber.on('error', () => undefined); // told by the user's own client as well, and the connection is tried again
      subscriber.on('ready', subscribe);
      subscriber.on('close', listener.missed);
      subscriber.on('message', (_channel, text) => {
        listener.message(text);
      });
      if (subscriber.status === 'wait') subscriber.connect().catch(() => undefined);
      return endingWith(client, () => {
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
    field: async (key, name) => (await client.hGet(key, name)) ?? undefined,
    run: (script, key, ...args) => client.eval(script, { keys: [key], arguments: args }),
    listen(channel, listener) {
      const subscriber = client.duplicate();
      subscriber.on('error', listener.missed); // told by the user's own client as well, and the connection is tried again
      subscriber.on('ready', listener.missed);
      const listening = subscriber.connect().then(() => subscriber.subscribe(channel, listener.message));
      listening.then(listener.missed, () => undefined);
      return endingWith(client, () => {
        if (subscriber.destroy) subscriber.destroy();
        else subscriber.disconnect?.();
      });
    },
  };
}

/** Who closes the client is done with it: nothing of ours may keep the process alive after. */
function endingWith(client: RedisClient, end: () => void): () => void {
  let isOpen = true;
  const endOnce = () => {
    client.off('end', endOnce);
    if (isOpen) end();
    isOpen = false;
  };
  client.on('end', endOnce);
  return endOnce;
}
