import type { AxiosInstance } from 'axios';
import { ConfigurationError } from '../errors/configuration-error.js';
import { assertKnownOptions, milliseconds, oneOf, requiredText, timeLimit, wholeText } from '../options.js';
import { isSecure } from '../secure-origin.js';
import { parsedUrl } from '../parsed-url.js';
import { cleanInstance } from '../server-calls/server-call.js';
import type { SessionSettings } from '../session-settings.js';
import { MemoryTokenStore } from '../stores/memory.js';
import { checkedStore, type TokenStore } from '../token-store.js';
import {
  clientOptions,
  OAuth1Client,
  settingsAt,
  type OAuth1Settings,
  type OAuth1SigningAtProvider,
} from './client.js';
import { assertProvider, type OAuth1Provider } from './provider.js';

/** What a session can be told beyond who it is and how it signs. */
export interface OAuth1SessionSettings extends SessionSettings {
  /** The service: its three URLs, and how it wants to be signed to. */
  provider: OAuth1Provider;
  /** Where the person comes back to (RFC 5849 §2.1). Absent or empty: out of band, the service shows a verifier to type in. */
  callbackUri?: string;
}

/** Everything a session can be told. The signature method may be the provider's. */
export type OAuth1SessionOptions = OAuth1SessionSettings & OAuth1Settings & OAuth1SigningAtProvider;

/** A client as the login uses it: options checked, defaults in. */
export interface OAuth1SessionClient {
  readonly provider: OAuth1Provider;
  readonly clientKey: string;
  readonly signing: OAuth1Client;
  /** `oauth_callback`. */
  readonly callback: string;
  readonly store: TokenStore;
  readonly account: string;
  readonly leewayMs: number;
  readonly automatic: boolean;
  readonly tokenTimeoutMs: number;
  readonly renewalBudgetMs: number;
  readonly allowInsecureRequests: boolean;
  readonly axios: AxiosInstance;
}

const sessionOptions: readonly string[] = [
  'provider',
  ...clientOptions,
  'callbackUri',
  'store',
  'account',
  'leewaySeconds',
  'refresh',
  'tokenTimeoutMs',
  'renewalBudgetMs',
  'allowInsecureRequests',
  'axios',
];

/** @throws {@link ConfigurationError} that names the option which is missing, unknown, unsafe or contradicts another. */
export function checkedClient(options: OAuth1SessionOptions): OAuth1SessionClient {
  assertKnownOptions(options, sessionOptions);
  const { provider, allowInsecureRequests = false, refresh = 'automatic' } = options;
  oneOf([true, false], allowInsecureRequests, 'allowInsecureRequests');
  assertProvider(provider, allowInsecureRequests);
  if (options.axios !== undefined && typeof options.axios?.request !== 'function')
    throw new ConfigurationError('axios', 'must be an axios instance.');
  const signing = new OAuth1Client(settingsAt(provider, options));
  if (signing.signer.isPlaintext) assertNoPlainHttp(provider);
  return {
    provider,
    clientKey: options.clientKey,
    signing,
    callback: checkedCallback(options.callbackUri),
    store: options.store === undefined ? new MemoryTokenStore() : checkedStore(options.store),
    account:
      options.account === undefined ? 'default' : requiredText(options.account, 'account', 'the name of an account'),
    leewayMs: milliseconds(options.leewaySeconds, 'leewaySeconds', 60_000, 1000),
    automatic: oneOf(['automatic', 'manual'], refresh, 'refresh') === 'automatic',
    tokenTimeoutMs: timeLimit(options.tokenTimeoutMs, 'tokenTimeoutMs', 10_000),
    renewalBudgetMs: timeLimit(options.renewalBudgetMs, 'renewalBudgetMs', 30_000),
    allowInsecureRequests,
    axios: options.axios ?? cleanInstance(),
  };
}

/** Out of band where there is none (RFC 5849 §2.1). @throws {@link ConfigurationError} for what is no absolute URI. */
export function checkedCallback(callbackUri: string | undefined): string {
  if (callbackUri === undefined || callbackUri === '' || callbackUri === 'oob') return 'oob';
  if (parsedUrl(wholeText(callbackUri, 'callbackUri'))) return callbackUri;
  throw new ConfigurationError('callbackUri', "is not an absolute URL; leave it out for 'oob' (out of band).");
}

/** RFC 5849 §3.4.4. No opt-out: over http, PLAINTEXT gives both secrets away with each request. */
function assertNoPlainHttp({ temporaryCredentialsEndpoint, tokenEndpoint }: OAuth1Provider): void {
  const isPlainHttp = (endpoint = 'https://') => {
    const url = parsedUrl(endpoint);
    return url !== undefined && !isSecure(url);
  };
  if (![temporaryCredentialsEndpoint, tokenEndpoint].some(isPlainHttp)) return;
  throw new ConfigurationError(
    'signatureMethod',
    'PLAINTEXT over http shows the secrets: use https (RFC 5849 §3.4.4).',
  );
}
