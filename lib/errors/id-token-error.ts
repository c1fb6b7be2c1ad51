import { CausedError } from './error-cause.js';

/** An ID token does not fit the login that it came with, or is not the issuer's (OpenID Connect Core §3.1.3.7). Nothing was stored. */
export class IdTokenError extends CausedError {
  override readonly name = 'IdTokenError';
  readonly code = 'ERR_OAUTH_ID_TOKEN';
  constructor(
    /** The claim that does not fit; `signature` and `alg` for those, `id_token` when there is none. */
    readonly claim: string,
    options?: { cause?: unknown },
  ) {
    super(
      `The ID token is refused because of its ${claim}: start the login again, or check the issuer and the client.`,
      options,
    );
  }
}
