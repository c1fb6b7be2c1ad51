const brand = Symbol.for('axios-oauthlib.error');

/**
 * Every error of this package. The message says what to do next; no secret is in it, in `toJSON()` or in `util.inspect`.
 * Narrow with {@link isOAuthError} and `switch (error.code)`.
 */
export abstract class OAuthError extends Error {
  /** Stable across versions. */
  abstract readonly code: `ERR_OAUTH_${string}`;

  /** Without a cause: `CausedError` takes one, and cleans it. */
  protected constructor(message: string) {
    super(message);
  }

  /** What may be logged: name, code, message and the public fields; never the cause. */
  toJSON(): object {
    return Object.assign({}, this, { message: this.message });
  }
}
Object.defineProperty(OAuthError.prototype, brand, { value: true });

/** Of this package, whichever copy of it made the error. */
export function isBranded(error: unknown): boolean {
  return typeof error === 'object' && error !== null && brand in error;
}
