import { randomHex } from '#crypto';
import OAuth from 'oauth-1.0a';
import type { MaybePromise } from '../maybe-promise.js';
import { wholeText } from '../options.js';
import { after } from './after.js';
import type { OAuth1Credentials } from './credentials.js';
import { encodedNormalizedParameters, formParameters, percentEncode } from './parameters.js';
import type { ProtocolParameters } from './placement.js';
import type { SignatureMethod } from './signature.js';

/** What of a request goes into its signature. */
export interface SignableRequest {
  /** In upper case. */
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
 * Protocol parameters (`getNonce`; `authorize` and `getTimeStamp` are not called):
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
  declare readonly isPlaintext: boolean;
  readonly #options: SignerOptions;
  /** Many go to the same place. */
  #lastUri = '';
  #encodedUri = '';

  constructor(options: SignerOptions) {
    const { method } = options;
    super({
      consumer: consumerOf(options),
      signature_method: method.name,
      // May give a promise, which the package hands on as it is.
      hash_function: method.sign.bind(method) as OAuth.HashFunction,
    });
    this.#options = options;
    this.isPlaintext = method.name === 'PLAINTEXT';
  }

  /** The protocol parameters of one request with its signature, drawn anew at each call (RFC 5849 §3.1). */
  sign(request: SignableRequest, credentials: SignersCredentials, bodyHash?: string): MaybePromise<ProtocolParameters> {
    const nonce = this.getNonce();
    const timestamp = this.#options.timestamp();
    const { start, middle, end, others } = (credentials.prepared ??= this.#prepared(credentials));
    // The body hash comes first when sorted, and last in what is sent; no two bodies have the same, so it is not prepared.
    const first = bodyHash === undefined ? '' : inBaseString('body_hash', bodyHash).slice(3) + '%26';
    const own = first + start + percentEncode(nonce) + middle + timestamp + end;
    const sent = `oauth_nonce="${nonce}", oauth_timestamp="${timestamp}"` + others + inHeader('body_hash', bodyHash);
    const signature = this.getSignature(request, credentials.tokenSecret, own as unknown as OAuth.Data);
    return after(
      signature as MaybePromise<string>,
      (value) => `${sent}, oauth_signature="${percentEncode(wholeText(value, 'signatureMethod'))}"`,
    );
  }

  /** The work that nonce and timestamp have no part in (RFC 5849 §3.1): texts with a gap for each of the two. */
  #prepared({ token, callback, verifier, sessionHandle }: OAuth1Credentials): Prepared {
    const { method, key } = this.#options;
    const version = this.#options.version ? '1.0' : undefined;
    return {
      start: (inBaseString('callback', callback) + inBaseString('consumer_key', key) + inBaseString('nonce', '')).slice(
        3,
      ),
      middle:
        inBaseString('session_handle', sessionHandle) +
        inBaseString('signature_method', method.name) +
        inBaseString('timestamp', ''),
      end: inBaseString('token', token) + inBaseString('verifier', verifier) + inBaseString('version', version),
      others:
        inHeader('version', version) +
        inHeader('signature_method', method.name) +
        inHeader('consumer_key', key) +
        inHeader('token', token) +
        inHeader('callback', callback) +
        inHeader('verifier', verifier) +
        inHeader('session_handle', sessionHandle),
    };
  }

  /** Encoded (RFC 5849 §3.3, §3.6). */
  override getNonce(): string {
    const { nonce } = this.#options;
    return nonce ? percentEncode(wholeText(nonce(), 'nonce')) : randomHex(nonceBytes);
  }

  /**
   * Method, URI and the parameters of query, form and protocol, encoded and joined (RFC 5849 §3.4.1).
   *
   * @param own - Handed through by the package: the protocol parameters as text, sorted, and encoded as they stand in it.
   */
  override getBaseString(request: OAuth.RequestOptions, own: OAuth.Data): string {
    const { method, url, data } = request as SignableRequest;
    const end = url.indexOf('?');
    const uri = end < 0 ? url : url.slice(0, end);
    const query = url.slice(uri.length + 1);
    const others = formParameters(data ? `${query}&${data}` : query);
    if (uri !== this.#lastUri) {
      this.#encodedUri = percentEncode(uri);
      this.#lastUri = uri;
    }
    const parameters = encodedNormalizedParameters(others, own as unknown as string);
    return `${method}&${this.#encodedUri}&${parameters}`;
  }

  override percentEncode(text: string): string {
    return percentEncode(text);
  }
}

/** For the package, which keeps it in the open: whoever prints it must not see the secret. */
function consumerOf({ key, secret }: SignerOptions): OAuth.Consumer {
  return Object.defineProperty({ key }, 'secret', { get: () => secret }) as OAuth.Consumer;
}

/** A protocol parameter with the `&` before it, three characters, encoded once more than it is sent (RFC 5849 §3.4.1.1). */
function inBaseString(name: string, value: string | undefined): string {
  return value === undefined ? '' : `%26oauth_${name}%3D${percentEncode(percentEncode(value))}`;
}

/** The same behind others in the header (RFC 5849 §3.5.1). */
function inHeader(name: string, value: string | undefined): string {
  return value === undefined ? '' : `, oauth_${name}="${percentEncode(value)}"`;
}

/** What requests with the same credentials have in common. */
interface Prepared {
  /** In the base string, where all are sorted: what is before the nonce, */
  readonly start: string;
  /** between nonce and timestamp, */
  readonly middle: string;
  /** and behind the timestamp. */
  readonly end: string;
  /** In the header, behind the two. */
  readonly others: string;
}

/** An object of our own that does not change, for one client. Most sign more than once, so what is prepared stays with it. */
type SignersCredentials = OAuth1Credentials & { prepared?: Prepared };
