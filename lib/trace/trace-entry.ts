import type { ReplayEvent, RequestEvent, TokenEvent } from '../accounts/event-details.js';
import type { TokenEvents } from '../accounts/token-events.js';
import type { OAuth1Token, OAuth2Token } from '../token-store.js';
import { fingerprint } from './fingerprint.js';

/** The events that a trace keeps. */
export type TraceEventName = Exclude<keyof TokenEvents, 'tokenUpdated'>;

/** In the words of OpenTelemetry where it has some, with `axios_oauthlib.` before the others. */
export type TraceAttributes = Readonly<Record<string, string | number | boolean>>;

/** One moment of a trace. */
export interface TraceEntry {
  /** Milliseconds since the trace began. */
  readonly atMs: number;
  readonly name: TraceEventName;
  readonly account: string;
  /** No secrets: a token as its fingerprint, a URL without its query. Ready for `span.addEvent(entry.name, entry.attributes)`. */
  readonly attributes: TraceAttributes;
}

type AnyToken = OAuth1Token | OAuth2Token;
type WithToken = TokenEvent<AnyToken>;
interface Failure {
  readonly error: { readonly code: string };
}

/** What each event has to tell. */
export const attributesOf = {
  requestAuthorized: (event: RequestEvent<AnyToken>) => ({
    ...request(event),
    ...(event.replay ? { 'http.request.resend_count': 1 } : {}),
  }),
  requestReplayed: (event: ReplayEvent<AnyToken>) => ({
    ...request(event),
    'http.request.resend_count': 1,
    'http.response.status_code': event.status,
    ...(event.status < 400 ? {} : { 'error.type': String(event.status) }),
  }),
  renewalStarted: ({ background }: { readonly background: boolean }) => ({
    'axios_oauthlib.renewal.background': background,
  }),
  renewalFinished: token,
  renewalFailed: failure,
  reauthorize: failure,
  storeFailed: failure,
  tokenStored: token,
} satisfies Record<TraceEventName, (event: never) => TraceAttributes>;

function request(event: RequestEvent<AnyToken>): TraceAttributes {
  const { protocol, hostname, port, pathname } = new URL(event.url);
  const scheme = protocol.slice(0, -1);
  return {
    'http.request.method': event.method,
    'url.scheme': scheme,
    'server.address': hostname,
    'server.port': port === '' ? (scheme === 'https' ? 443 : 80) : Number(port),
    'url.path': pathname,
    ...token(event),
  };
}

function token(event: WithToken): TraceAttributes {
  const text = event.token.access_token ?? event.token.oauth_token;
  return { 'axios_oauthlib.token.fingerprint': fingerprint(String(text)) };
}

function failure({ error }: Failure): TraceAttributes {
  return { 'error.type': error.code };
}
