import { assertEndpoint } from '../server-calls/endpoint.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { assertKnownOptions, oneOf, requiredText } from '../options.js';
import type { BodyHashOption } from './body-hash.js';
import type { Placement } from './placement.js';
import { assertNoProtocolParameters } from './protocol-parameters.js';
import type { CustomSignatureMethod, SignatureMethodName } from './signature.js';

/** What is particular about one service. Data only; a session's own options win over it. */
export interface OAuth1Provider {
  /** Shown to people; tells its tokens from those of others in a store where there is no token endpoint. */
  readonly name?: string;
  /** Temporary credential request (RFC 5849 §2.1); OAuth 1.0a calls it request token URL. Needed for `authorizationUrl()`. */
  readonly temporaryCredentialsEndpoint?: string;
  /** Resource owner authorization (RFC 5849 §2.2). Needed for `authorizationUrl()`. */
  readonly authorizationEndpoint?: string;
  /** Token request (RFC 5849 §2.3); OAuth 1.0a calls it access token URL. Needed for `fetchToken()` and renewals. */
  readonly tokenEndpoint?: string;
  /** Of the two requests to these endpoints. Default: `'POST'`, as RFC 5849 §2.1 recommends. */
  readonly method?: 'POST' | 'GET';
  /**
   * `false` only for services that speak OAuth Core 1.0 without revision A: they confirm no callback and give no verifier, so that
   * whoever begins a login can have somebody else finish it (session fixation). Default: true (RFC 5849 §2.1).
   */
  readonly confirmsCallback?: boolean;
  /** Sends `oauth_consumer_key` along with the person, for services that want to be told again. Default: false (RFC 5849 §2.2). */
  readonly namesClient?: boolean;
  /** Default: `'HMAC-SHA1'`. */
  readonly signatureMethod?: SignatureMethodName | CustomSignatureMethod;
  /** Default: `'header'` (RFC 5849 §3.5). */
  readonly placement?: Placement;
  /** RFC 5849 §3.5.1. */
  readonly realm?: string;
  /** Default: false. */
  readonly bodyHash?: BodyHashOption;
  /** Default: true. */
  readonly includeFormBody?: boolean;
  /** Sends `oauth_version="1.0"`. Default: true. */
  readonly version?: boolean;
}

const providerOptions: readonly (keyof OAuth1Provider)[] = [
  'name',
  'temporaryCredentialsEndpoint',
  'authorizationEndpoint',
  'tokenEndpoint',
  'method',
  'confirmsCallback',
  'namesClient',
  'signatureMethod',
  'placement',
  'realm',
  'bodyHash',
  'includeFormBody',
  'version',
];

const endpoints = ['temporaryCredentialsEndpoint', 'authorizationEndpoint', 'tokenEndpoint'] as const;

/**
 * Two of the answers bring secrets, so that all goes over TLS (RFC 5849 §2.1, §2.3).
 *
 * @throws {@link ConfigurationError} that names what is missing, unknown or unsafe.
 */
export function assertProvider(provider: OAuth1Provider, allowInsecureRequests: boolean): void {
  if (typeof provider !== 'object' || provider === null) throw new ConfigurationError('provider', 'is required.');
  assertKnownOptions(provider, providerOptions, 'provider.');
  requiredText(
    provider.tokenEndpoint ?? provider.name,
    'provider.tokenEndpoint',
    'or a name, for tokens that you hold',
  );
  for (const name of endpoints) {
    const endpoint = provider[name];
    if (endpoint === undefined) continue;
    requiredText(endpoint, `provider.${name}`, 'a URL, or leave it out');
    assertEndpoint(endpoint, `provider.${name}`, allowInsecureRequests);
    assertNoProtocolParameters(endpoint, `provider.${name}`);
  }
  const { method = 'POST' } = provider;
  oneOf(['POST', 'GET'], method, 'provider.method');
}

/** @throws {@link ConfigurationError} when the provider does not have it. */
export function endpointOf(provider: OAuth1Provider, name: (typeof endpoints)[number], whatFor: string): string {
  return requiredText(provider[name], `provider.${name}`, whatFor);
}
