import { ConfigurationError } from '../errors/configuration-error.js';
import { assertFunction, assertKnownOptions } from '../options.js';
import { attributesOf, type TraceAttributes, type TraceEntry, type TraceEventName } from './trace-entry.js';
import { drawing } from './drawing.js';
import { timeline } from './timeline.js';

/** What can be traced: `OAuth2Session`, `OAuth1Session`, or what `bearer({ renew })` gave. */
export interface Traceable {
  on(name: TraceEventName, listener: (event: { readonly account: string }) => void): () => void;
}

/** How a trace is kept. */
export interface TraceOptions {
  /** The newest entries that are kept. Default: 1000. */
  readonly limit?: number;
  /** Is given each entry as it happens: for a log, or a span. */
  readonly each?: (entry: TraceEntry) => void;
}

/** What happened since {@link trace} was called. */
export interface Trace {
  /** Oldest first. */
  readonly entries: readonly TraceEntry[];
  /** A line for each entry, for the terminal; equal ones that follow each other as one. */
  text(): string;
  /** The same as a picture: requests, renewals and the store of each account along the time. */
  svg(): string;
  /** Listens no more; the entries stay. */
  stop(): void;
}

/**
 * Collects what a session does, of every account of its client: requests that are authorized and replayed, renewals, tokens that
 * are stored. Tokens appear as fingerprints only.
 *
 * @example
 * ```ts
 * const seen = trace(session);
 * await api.get('/me');
 * console.log(seen.text());
 * ```
 * @throws `ConfigurationError` for an option that is unknown or of no use.
 */
export function trace(session: Traceable, options: TraceOptions = {}): Trace {
  if (typeof session?.on !== 'function')
    throw new ConfigurationError('session', 'must be a session, or bearer({ renew }).');
  const { limit = 1000, each } = checked(options);
  const startedMs = performance.now();
  const entries: TraceEntry[] = [];
  const keep = (entry: TraceEntry) => {
    entries.push(entry);
    if (entries.length > limit) entries.shift();
    each?.(entry);
  };
  const undos = traced.map((name) =>
    session.on(name, (event) => {
      keep(entryOf(name, event, performance.now() - startedMs));
    }),
  );
  return {
    entries,
    text: () => timeline(entries),
    svg: () => drawing(entries),
    stop: () => {
      for (const undo of undos) undo();
    },
  };
}

const traced = Object.keys(attributesOf) as readonly TraceEventName[];

function entryOf(name: TraceEventName, event: { readonly account: string }, atMs: number): TraceEntry {
  const { account } = event;
  const attributes = (attributesOf[name] as (event: object) => TraceAttributes)(event);
  return { atMs, name, account, attributes: { 'axios_oauthlib.account': account, ...attributes } };
}

function checked(options: TraceOptions): TraceOptions {
  assertKnownOptions(options, ['limit', 'each']);
  const { limit, each } = options;
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
    throw new ConfigurationError('limit', 'is a whole number of entries, more than 0.');
  if (each !== undefined) assertFunction(each, 'each');
  return options;
}
