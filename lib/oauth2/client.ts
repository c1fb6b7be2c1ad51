import axios, { type AxiosInstance } from 'axios';
import { ConfigurationError } from '../errors.js';
import { Hooks } from '../hooks.js';
import { assertKnownOptions, milliseconds, requiredText, timeLimit } from '../options.js';
import { parsedUrl } from '../parsed-url.js';
import { cleanInstance } from '../server-call.js';
import { MemoryTokenStore } from '../stores/memory.js';
import { checkedStore, type TokenStore } from '../token-store.js';
import { AuthorizationServer } from './authorization-server.js';
import {
  clientAuthentication,
  type ClientAuthentication,
  type ClientAuthenticationMethod,
  type ClientSecretMethod,
} from './client-authentication.js';
import { isGrant, type Grant } from './grants.js';
import { assertProvider, hookNames, type OAuth2Hooks, type OAuth2Provider } from './provider.js';
import { scopeNames, type Scope } from './scope.js';
import { tokenRequestForm, type TokenRequestForm, type TokenRequestOptions } from './token-request.js';

/** How the client proves who it is. Exactly one way; the compiler refuses mixtures. */
export type ClientIdentity = { clientId: string } & (
  | {
      clientSecret?: never;
      /** Default: `'none'`, a public client. `privateKeyJwt()`, `clientSecretJwt()` or a function of your own. */
      clientAuthentication?: Exclude<ClientAuthenticationMethod, ClientSecretMethod> | ClientAuthentication;
    }
  | {
      /** An empty one is sent as an empty one. */
      clientSecret: string;
      /** Default: as the provider says, else `'client_secret_basic'`. */
      clientAuthentication?: ClientSecretMethod;
    }
);

/** Where the first token comes from: a person at `redirectUri`, a grant that needs nobody, or a token you already hold. */
export type TokenOrigin =
  | { redirectUri: string; scope?: Scope; grant?: never }
  | { grant: Grant<true>; redirectUri?: never; scope?: never }
  | { redirectUri?: never; grant?: never; scope?: never };

/** Everything a session can be told. */
export type OAuth2SessionOptions = { provider: OAuth2Provider } & ClientIdentity & TokenOrigin & OAuth2SessionSettings;

/** What a session can be told beyond who it is and where its token comes from. */
export interface OAuth2SessionSettings {
  /** Default: a new MemoryTokenStore. */
  store?: TokenStore;
  /** Default: `'default'`. */
  account?: string;
  /** Seconds before its expiry in which a token is renewed in the background. Default: 60; never more than a quarter of its life. */
  leewaySeconds?: number;
  /** `'manual'`: an expired token rejects with TokenExpiredError instead. Default: `'automatic'`. */
  refresh?: 'automatic' | 'manual';
  /** Milliseconds for one call of the token endpoint, until its whole answer is read; more than 0. Default: 10,000. */
  tokenTimeoutMs?: number;
  /** Milliseconds for a renewal with all its tries and waits; more than 0. Default: 30,000. */
  renewalBudgetMs?: number;
  /** Accepts http endpoints and origins other than loopback. For closed networks only. Default: false. */
  allowInsecureRequests?: boolean;
  /** How token requests look; wins over what the provider says. */
  tokenRequest?: TokenRequestOptions;
  hooks?: OAuth2Hooks;
  /** The instance that calls the authorization server: its proxy, agents, certificates and adapter apply. Never attached to. */
  axios?: AxiosInstance;
}

/** A client as the flows use it: options checked, defaults in. */
export interface OAuth2Client {
  readonly provider: OAuth2Provider;
  readonly server: AuthorizationServer;
  readonly clientId: string;
  readonly authenticate: ClientAuthentication;
  readonly redirectUri: string | undefined;
  readonly scope: readonly string[];
  readonly grant: Grant<true> | undefined;
  readonly scopeSeparator: string;
  readonly store: TokenStore;
  readonly account: string;
  readonly leewayMs: number;
  readonly automatic: boolean;
  readonly tokenTimeoutMs: number;
  readonly renewalBudgetMs: number;
  readonly allowInsecureRequests: boolean;
  readonly tokenRequest: TokenRequestForm;
  readonly hooks: Hooks<OAuth2Hooks>;
  readonly axios: AxiosInstance;
}

const sessionOptions: readonly string[] = [
  'provider',
  'clientId',
  'clientSecret',
  'clientAuthentication',
  'redirectUri',
  'scope',
  'grant',
  'store',
  'account',
  'leewaySeconds',
  'refresh',
  'tokenTimeoutMs',
  'renewalBudgetMs',
  'allowInsecureRequests',
  'tokenRequest',
  'hooks',
  'axios',
];

/** @throws {@link ConfigurationError} that names the option which is missing, unknown, unsafe or contradicts another. */
export function checkedClient(options: OAuth2SessionOptions): OAuth2Client {
  assertKnownOptions(options, sessionOptions);
  const { provider, redirectUri, grant, allowInsecureRequests = false, refresh = 'automatic' } = options;
  assertProvider(provider, allowInsecureRequests);
  requiredText(options.clientId, 'clientId', 'the id that the provider gave to your client');
  if (redirectUri !== undefined) assertRedirectUri(redirectUri);
  if (options.axios !== undefined && typeof options.axios?.request !== 'function')
    throw new ConfigurationError('axios', 'must be an axios instance.');
  if (grant !== undefined) isGrant(grant);
  if (redirectUri !== undefined && grant)
    throw new ConfigurationError('grant', 'give either a grant or a redirectUri.');
  if (grant && !grant.repeatable)
    throw new ConfigurationError('grant', 'only a repeatable grant can renew itself; give others to fetchToken().');
  if (refresh !== 'automatic' && refresh !== 'manual')
    throw new ConfigurationError('refresh', "is 'automatic' or 'manual'.");
  const authenticate = authenticationOf(options);
  const tokenTimeoutMs = timeLimit(options.tokenTimeoutMs, 'tokenTimeoutMs', 10_000);
  const instance = options.axios ?? cleanInstance();
  const access = {
    axios: instance,
    discoveredFor: options.axios ?? axios,
    timeoutMs: tokenTimeoutMs,
    allowInsecureRequests,
  };
  return {
    provider,
    server: new AuthorizationServer(provider, { ...access, byCertificate: authenticate.byCertificate === true }),
    clientId: options.clientId,
    authenticate,
    redirectUri,
    scope: scopeNames(options.scope),
    grant,
    scopeSeparator: provider.scopeSeparator ?? ' ',
    store: options.store === undefined ? new MemoryTokenStore() : checkedStore(options.store),
    account:
      options.account === undefined ? 'default' : requiredText(options.account, 'account', 'the name of an account'),
    leewayMs: milliseconds(options.leewaySeconds, 'leewaySeconds', 60_000, 1000),
    automatic: refresh === 'automatic',
    tokenTimeoutMs,
    renewalBudgetMs: timeLimit(options.renewalBudgetMs, 'renewalBudgetMs', 30_000),
    allowInsecureRequests,
    tokenRequest: tokenRequestForm(provider.tokenRequest, options.tokenRequest),
    hooks: new Hooks<OAuth2Hooks>(hookNames, provider.hooks, options.hooks),
    axios: instance,
  };
}

function authenticationOf(options: OAuth2SessionOptions): ClientAuthentication {
  const { clientId, clientSecret, provider } = options;
  const { clientAuthentication: usual, basicEncoding } = provider;
  const method =
    options.clientAuthentication ?? (sendsSecret(usual) === (clientSecret !== undefined) ? usual : undefined);
  return clientAuthentication({ clientId, clientSecret, basicEncoding, method });
}

function sendsSecret(method: ClientAuthenticationMethod | undefined): boolean {
  return method === 'client_secret_basic' || method === 'client_secret_post';
}

/** RFC 6749 §3.1.2: absolute, without a fragment. Its scheme is the app's own affair (RFC 8252 §7.1). */
export function assertRedirectUri(redirectUri: string): void {
  if (typeof redirectUri !== 'string' || !parsedUrl(redirectUri)) {
    throw new ConfigurationError('redirectUri', 'is not an absolute URL.');
  }
  if (redirectUri.includes('#'))
    throw new ConfigurationError('redirectUri', 'must have no fragment (RFC 6749 §3.1.2).');
}
