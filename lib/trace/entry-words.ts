import type { TraceEntry, TraceEventName } from './trace-entry.js';

type Words = (entry: TraceEntry) => string;

const words: Record<TraceEventName, Words> = {
  requestAuthorized: (entry) => `${target(entry)} ${isReplay(entry) ? 'again ' : ''}with ${tokenOf(entry)}`,
  requestReplayed: (entry) => `${target(entry)} again → ${said(entry, 'http.response.status_code')}`,
  renewalStarted: (entry) =>
    entry.attributes['axios_oauthlib.renewal.background'] === true
      ? 'renewal started in the background'
      : 'renewal started',
  renewalFinished: (entry) => `renewal finished with ${tokenOf(entry)}`,
  renewalFailed: (entry) => `renewal failed: ${said(entry, 'error.type')}`,
  reauthorize: () => 'must log in again',
  storeFailed: (entry) => `store failed: ${said(entry, 'error.type')}`,
  tokenStored: (entry) => `${tokenOf(entry)} stored`,
};

/** What happened, in a few words. */
export function wordsOf(entry: TraceEntry): string {
  return words[entry.name](entry);
}

/** An account is named by the app, perhaps after what people typed: it must not command the terminal. */
export function accountName({ account }: TraceEntry): string {
  return account.replace(/\p{Cc}/gu, '�');
}

/** Whether a request was sent again. */
export function isReplay(entry: TraceEntry): boolean {
  return entry.attributes['http.request.resend_count'] !== undefined;
}

/** By which a token is told from others; it says nothing of the token. */
export function fingerprintIn({ attributes }: TraceEntry): string | undefined {
  const print = attributes['axios_oauthlib.token.fingerprint'];
  return print === undefined ? undefined : String(print);
}

function target(entry: TraceEntry): string {
  const { 'server.port': port, 'url.scheme': scheme } = entry.attributes;
  const shown = port === (scheme === 'https' ? 443 : 80) ? '' : `:${String(port)}`;
  return `${said(entry, 'http.request.method')} ${said(entry, 'server.address')}${shown}${said(entry, 'url.path')}`;
}

function tokenOf(entry: TraceEntry): string {
  return `token ${fingerprintIn(entry) ?? '?'}`;
}

function said({ attributes }: TraceEntry, name: string): string {
  return String(attributes[name]);
}
