import type { OAuth1LoginOptions } from '../../oauth1/authorization.js';
import type { OAuth1Provider } from '../../oauth1/provider.js';
import type { TestRunner } from '../runner.js';

/** A request for credentials: what must be sent, beyond the protocol's own parameters, and what the service answers. */
export interface ExpectedCredentialsCall {
  readonly url: string;
  /** Default: `'POST'`. */
  readonly method?: string;
  /** A form, as the service sends it. */
  readonly answer: string;
}

/** What {@link describeOAuth1Provider} needs to know of a service, as its own documentation has it. */
export interface OAuth1ProviderTests {
  readonly provider: OAuth1Provider;
  /** Where the shapes are from: the service's own page. */
  readonly source: string;
  /** `oauth_signature_method` of every request. */
  readonly signatureMethod: string;
  /** `realm` of every header. */
  readonly realm?: string;
  /** Absent where nobody logs in. */
  readonly login?: {
    /** What a program gives to `authorizationUrl()`. */
    readonly options?: OAuth1LoginOptions;
    readonly temporaryCredentials: ExpectedCredentialsCall;
    /** With the query that must be sent beside `oauth_token`. */
    readonly authorizationPage: { readonly url: string; readonly parameters?: Readonly<Record<string, string>> };
    readonly token: ExpectedCredentialsCall;
    /** What is kept beside the token and its secret. */
    readonly kept?: Readonly<Record<string, string>>;
  };
  readonly api: {
    readonly url: string;
    /** Default: `'header'`. */
    readonly placement?: 'header' | 'query';
    /** Sent as JSON, with a POST. */
    readonly body?: object;
    /** `oauth_body_hash` of it. */
    readonly bodyHash?: string;
  };
  /** For runners without globals: `describe` and `it` of `vitest` or `node:test`. Default: the global ones. */
  readonly runner?: TestRunner;
}
