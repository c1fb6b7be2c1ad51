import { wholeText } from '../options.js';

/** What a request is signed with, beside the client's own key (RFC 5849 §1.1). */
export interface OAuth1Credentials {
  /** `oauth_token`. None for requests in the client's own name, and for temporary credentials. */
  readonly token?: string | undefined;
  /** What came with the token, or what the service calls access token secret. */
  readonly tokenSecret?: string | undefined;
  /** `oauth_callback` (RFC 5849 §2.1), for those who make the requests of §2 themselves. */
  readonly callback?: string | undefined;
  /** `oauth_verifier` (RFC 5849 §2.3). */
  readonly verifier?: string | undefined;
  /** `oauth_session_handle`, to renew token credentials (OAuth Session extension). */
  readonly sessionHandle?: string | undefined;
}

const credentialNames = ['token', 'tokenSecret', 'callback', 'verifier', 'sessionHandle'] as const;

/**
 * The same credentials, in an object that nobody else has.
 *
 * @throws `ConfigurationError` for one that is no text: null would be signed as the token "null".
 */
export function checkedCredentials(given: OAuth1Credentials): OAuth1Credentials {
  const credentials: Record<string, string | undefined> = {};
  for (const name of credentialNames) {
    if (given[name] !== undefined) credentials[name] = wholeText(given[name], name);
  }
  return credentials;
}
