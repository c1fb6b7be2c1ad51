import { randomHex } from '#crypto';
import OAuth from 'oauth-1.0a';
import { ConfigurationError } from '../errors/configuration-error.js';
import type { MaybePromise } from '../maybe-promise.js';
import { after } from './after.js';
import type { OAuth1Credentials } from './client.js';
import { encodedNormalizedParameters, formParameters, percentEncode, type SignedParameters } from './parameters.js';
import type { ProtocolParameters } from './placement.js';
import type { SignatureMethod } from './signature.js';

/** What of a request goes into its signature. */
export interface SignableRequest {
  readonly method: string;
  /** As {@link baseStringUri} makes it, with its query. */
  readonly url: string;
  /** The body, if it is single-part and form-encoded and labelled so (RFC 5849 §3.4.1.3.1). */
  readonly data?: string | undefined;
}

/** Unique for every timestamp, client and token, and not to be guessed (RFC 5849 §3.3). */
const nonceBytes = 16;

interface SignerOptions {
  readonly key: string;
  readonly secret: string;
  readonly method: SignatureMethod;
  readonly version: boolean;
  readonly nonce: (() => string) | undefined;
  readonly timestamp: () => string;
}

/**
 * `oauth-1.0a` 2.2.6, made to follow RFC 5849. What stays of it, honestly: the key of the HMAC (`getSigningKey`), and the
 * call that brings base string and key to the signature method (`getSignature`). Everything it would do otherwise is overridden, or not called:
 *
 * Parameters (`percentEncode`; `getParameterString`, `deParam` and `mergeObject` are not called):
 * - names in the query are encoded twice;
 * - a value is cut at its second `=`, a query at its second `?`;
 * - `+` is not a space;
 * - of a parameter in both query and body, one is lost; one named as a protocol parameter replaces it;
 * - an empty first value of a repeated name is lost;
 * - an empty piece (`a=1&&b=2`) becomes a parameter without a name;
 * - `%zz` and `%FF` throw, and so does half a surrogate pair;
 * - `__proto__` is lost, and `constructor` is signed with the source of a function;
 * - a form given as text is not read, one given as an object is signed whatever the Content-Type says;
 * - the caller's `data` and the protocol parameters are written into.
 *
 * URI (`getBaseUrl`; not called): default ports, upper-case schemes and hosts, an empty path, user info and a fragment stay in it, and no
 * Host header is looked at. So URLs are as {@link baseStringUri} makes them.
 *
 * Protocol parameters (`authorize`, `getNonce`, `getTimeStamp`; not called):
 * - the nonce comes from Math.random, the timestamp from a clock that cannot be corrected;
 * - `oauth_version` cannot be left out; `oauth_callback` and `oauth_verifier` are not known;
 * - PLAINTEXT is the silent default;
 * - RSA has no place: the key is always made of the secrets.
 *
 * Body hash (`getBodyHash`; not called): keyed with the secrets, of a body that it serialises itself; with it the form of the
 * body is left out of the signature.
 *
 * Header (`toHeader`; not called): `realm` is not escaped, and the request's own `oauth_*` parameters get into it.
 */
export class Signer extends OAuth {
  readonly #options: SignerOptions;
  readonly #key: string;
  readonly #methodName: string;
  /** Many requests go to the place of the one before. */
  #lastUri = '';
  #encodedUri = '';

  constructor(options: SignerOptions) {
    const { key, method } = options;
    super({
      consumer: consumerOf(options),
      signature_method: method.name,
      // May give a promise, which the package hands on as it is.
      hash_function: method.sign.bind(method) as OAuth.HashFunction,
    });
    this.#options = options;
    this.#key = percentEncode(key);
    this.#methodName = percentEncode(method.name);
  }

  get isPlaintext(): boolean {
    return this.#methodName === 'PLAINTEXT';
  }

  /** The protocol parameters of one request with its signature, drawn anew at each call (RFC 5849 §3.1). */
  sign(request: SignableRequest, credentials: OAuth1Credentials, bodyHash?: string): MaybePromise<ProtocolParameters> {
    const parameters = this.protocolParameters(credentials, bodyHash);
    const signature = this.getSignature(request, credentials.tokenSecret, asData(parameters));
    return after(signature as MaybePromise<string>, (value) => {
      (parameters as Record<string, string>).oauth_signature = percentEncode(value);
      return parameters;
    });
  }

  /** All but the signature, in the order that is sent (RFC 5849 §3.1); encoded once, for the base string and for where they go. */
  protocolParameters(credentials: OAuth1Credentials, bodyHash?: string): SignedParameters {
    const { version, nonce, timestamp } = this.#options;
    const { token, callback, verifier, sessionHandle } = credentials;
    const parameters: SignedParameters = {
      oauth_nonce: nonce ? percentEncode(nonce()) : randomHex(nonceBytes),
      oauth_timestamp: timestamp(),
    };
    if (version) parameters.oauth_version = '1.0';
    parameters.oauth_signature_method = this.#methodName;
    parameters.oauth_consumer_key = this.#key;
    if (token !== undefined) parameters.oauth_token = percentEncode(token);
    if (callback !== undefined) parameters.oauth_callback = percentEncode(callback);
    if (verifier !== undefined) parameters.oauth_verifier = percentEncode(verifier);
    if (sessionHandle !== undefined) parameters.oauth_session_handle = percentEncode(sessionHandle);
    if (bodyHash !== undefined) parameters.oauth_body_hash = percentEncode(bodyHash);
    return parameters;
  }

  /** Method, URI and the parameters of query, form and protocol, encoded and joined (RFC 5849 §3.4.1). */
  override getBaseString(request: OAuth.RequestOptions, own: OAuth.Data): string {
    const { method, url, data } = request as SignableRequest;
    const end = url.indexOf('?');
    const uri = end < 0 ? url : url.slice(0, end);
    const others = formParameters(url.slice(uri.length + 1));
    if (data) others.push(...formParameters(data));
    for (const parameter of others) assertNotOurs(parameter, own);
    if (uri !== this.#lastUri) {
      this.#encodedUri = percentEncode(uri);
      this.#lastUri = uri;
    }
    const parameters = encodedNormalizedParameters(others, own as unknown as SignedParameters);
    return `${method.toUpperCase()}&${this.#encodedUri}&${parameters}`;
  }

  override percentEncode(text: string): string {
    return percentEncode(text);
  }
}

/** For the package, which keeps it in the open: whoever prints it must not see the secret. */
function consumerOf({ key, secret }: SignerOptions): OAuth.Consumer {
  return Object.defineProperty({ key, secret: '' }, 'secret', { get: () => secret, enumerable: false });
}

/** What the package takes for them: it gives a number as the timestamp. */
function asData(parameters: SignedParameters): OAuth.Data {
  return parameters as unknown as OAuth.Data;
}

/** No protocol parameter twice, none in two places (RFC 5849 §3.1): servers would choose one, and not the same. */
function assertNotOurs(parameter: string, own: OAuth.Data): void {
  if (!parameter.startsWith('oauth_')) return;
  const name = parameter.slice(0, parameter.indexOf('!'));
  if (name !== 'oauth_signature' && !Object.hasOwn(own, name)) return;
  throw new ConfigurationError('params', `${name} is in the query or form already: leave it out.`);
}
