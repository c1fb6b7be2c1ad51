import { ConfigurationError } from '../errors/configuration-error.js';
import { assertFunction, assertKnownOptions, oneOf, requiredText, wholeText } from '../options.js';
import { bodyHashDigest, type BodyHashOption } from './body-hash.js';
import { ServerClock } from '../server-calls/server-clock.js';
import type { Placement } from './placement.js';
import { signatureMethod, type CustomSignatureMethod, type SignatureMethodName } from './signature.js';
import { Signer } from './signer.js';

/** Signs with the private key of the client (RFC 5849 §3.4.3). */
interface OAuth1KeySigning {
  /** No default: it is said here, or by the provider. */
  signatureMethod?: `RSA-${string}` & SignatureMethodName;
  /** RSA, unencrypted, as text in PEM: PKCS#8 (`BEGIN PRIVATE KEY`) or PKCS#1 (`BEGIN RSA PRIVATE KEY`). */
  privateKey: string;
  clientSecret?: never;
}

/** Signs in a way of your own. */
interface OAuth1CustomSigning {
  /** A name, and a function that signs. */
  signatureMethod: CustomSignatureMethod;
  /** What the service calls client, consumer or API secret. Default: none. */
  clientSecret?: string;
  privateKey?: never;
}

/** Signs with the secret of the client (RFC 5849 §3.4.2, §3.4.4). */
interface OAuth1SecretSigning {
  /** Default: `'HMAC-SHA1'`, or that of the provider. */
  signatureMethod?: Exclude<SignatureMethodName, `RSA-${string}`>;
  /** What the service calls client, consumer or API secret. Empty, if it gave none. */
  clientSecret: string;
  privateKey?: never;
}

// The last one is what the compiler compares wrong options with: that of most people.
/** A signature method and the key that it needs (RFC 5849 §3.4); the compiler refuses mixtures. */
export type OAuth1Signing =
  (OAuth1KeySigning & Required<Pick<OAuth1KeySigning, 'signatureMethod'>>) | OAuth1CustomSigning | OAuth1SecretSigning;

/** How one client signs, and where it puts the signature. */
export interface OAuth1Settings {
  /** `oauth_consumer_key`: what the service calls client, consumer or API key. */
  readonly clientKey: string;
  /** Default: `'header'`, as RFC 5849 §3.5 prefers. The others only where a service demands them. */
  readonly placement?: Placement;
  /** Sent in the header, never signed (RFC 5849 §3.5.1). */
  readonly realm?: string;
  /**
   * Sends `oauth_body_hash` with bodies that are no form (OAuth Request Body Hash draft): `true` takes the digest of the
   * signature method, a name another one. Default: false.
   */
  readonly bodyHash?: BodyHashOption;
  /** `false` leaves a form body out of the signature, for services that do not read it. Default: true (RFC 5849 §3.4.1.3.1). */
  readonly includeFormBody?: boolean;
  /** Sends `oauth_version="1.0"` (RFC 5849 §3.1). Default: true. */
  readonly version?: boolean;
  /** For tests. Default: 128 random bits. */
  readonly nonce?: () => string;
  /** For tests. Default: the clock, in seconds, corrected by what the server said of it. */
  readonly timestamp?: () => string;
}

/** Who signs, and how. */
export type OAuth1ClientOptions = OAuth1Settings & OAuth1Signing;

/** A signature method, or a private key for the one that the service's provider names. */
export type OAuth1SigningAtProvider = OAuth1KeySigning | OAuth1CustomSigning | OAuth1SecretSigning;

/** Every option of a client, for checking names. */
export const clientOptions: readonly (keyof OAuth1Settings | 'signatureMethod' | 'clientSecret' | 'privateKey')[] = [
  'clientKey',
  'clientSecret',
  'signatureMethod',
  'privateKey',
  'placement',
  'realm',
  'bodyHash',
  'includeFormBody',
  'version',
  'nonce',
  'timestamp',
];

const placements: readonly Placement[] = ['header', 'body', 'query'];

/** The options of a client, checked, with everything ready that signing needs. */
export class OAuth1Client {
  // Declared only, as the constructor gives all of them: fields of their own are bytes in every page.
  declare readonly signer: Signer;
  declare readonly placement: Placement;
  declare readonly realm: string | undefined;
  declare readonly bodyHash: ReturnType<typeof bodyHashDigest>;
  declare readonly includeFormBody: boolean;
  readonly clock = new ServerClock();

  /** @throws `ConfigurationError` that names the option that is missing, unknown or contradicts another. */
  constructor(options: OAuth1ClientOptions) {
    assertKnownOptions(options, clientOptions);
    const {
      placement = 'header',
      bodyHash = false,
      includeFormBody = true,
      version = true,
      realm,
      signatureMethod: name = 'HMAC-SHA1',
    } = options;
    const method = signatureMethod(name, options.privateKey);
    assertRealm(realm);
    if (options.nonce !== undefined) assertFunction(options.nonce, 'nonce');
    this.signer = new Signer({
      key: requiredText(options.clientKey, 'clientKey', 'the key of your app at the service'),
      secret: clientSecret(options),
      method,
      version,
      nonce: options.nonce,
      timestamp: timestampSource(options, this.clock),
    });
    this.placement = oneOf(placements, placement, 'placement');
    this.realm = realm;
    this.bodyHash = bodyHashDigest(bodyHash, method);
    this.includeFormBody = includeFormBody;
  }
}

/** Empty is allowed: some services give none (RFC 5849 §3.4.2). */
function clientSecret({
  clientSecret: secret,
  privateKey,
  signatureMethod: method = 'HMAC-SHA1',
}: OAuth1ClientOptions) {
  if ((method as string).startsWith?.('RSA-')) {
    if (secret === undefined) return '';
    throw new ConfigurationError('clientSecret', 'takes no part in RSA signatures: leave it out.');
  }
  if (privateKey !== undefined) throw new ConfigurationError('privateKey', 'is for RSA: name an RSA signatureMethod.');
  if (secret !== undefined) return wholeText(secret, 'clientSecret');
  if (typeof method === 'object') return '';
  throw new ConfigurationError('clientSecret', 'is required; empty, if the service gave none.');
}

/** @throws {@link ConfigurationError} for one that would break the header. */
export function assertRealm(realm: string | undefined): void {
  if (realm === undefined || /^[\t\x20-\x7e]*$/.test(wholeText(realm, 'realm'))) return;
  throw new ConfigurationError('realm', 'has characters that no header can carry.');
}

function timestampSource({ timestamp }: OAuth1Settings, clock: ServerClock): () => string {
  if (timestamp === undefined) return () => String(clock.seconds());
  assertFunction(timestamp, 'timestamp');
  return () => {
    const seconds = timestamp();
    if (/^[1-9]\d*$/.test(seconds)) return seconds;
    throw new ConfigurationError('timestamp', 'must give whole seconds.');
  };
}

/** How a client signs at a service: as the service wants it, but for what the client says itself. */
export function settingsAt(provider: object | undefined, options: object): OAuth1ClientOptions {
  const said: Record<string, unknown> = {};
  for (const one of [provider, options] as (typeof said)[]) {
    for (const name of clientOptions) if (one?.[name] !== undefined) said[name] = one[name];
  }
  return said as unknown as OAuth1ClientOptions;
}
