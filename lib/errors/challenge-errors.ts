import { inTheirWords, WordedError, type ProviderWords } from './provider-words.js';

/** The `cause` of a 403 or 401: the token is good, but was not granted enough for this request (RFC 6750 §3.1). Not renewed. */
export class InsufficientScopeError extends WordedError {
  override readonly name = 'InsufficientScopeError';
  readonly code = 'ERR_OAUTH_INSUFFICIENT_SCOPE';
  constructor(
    readonly account: string,
    /** What the API wants to be granted; empty where it did not say. */
    readonly scope: readonly string[],
    said?: Partial<ProviderWords>,
  ) {
    const words = { error: 'insufficient_scope', ...said };
    super(
      `The API wants more than the token of account "${account}" was granted${inTheirWords(words)} Ask for its scope in authorizationUrl({ scope }), or in the grant.`,
      words,
    );
  }
}

/** What the next authorization request has to ask for (RFC 9470 §4). */
export interface StepUpParameters {
  /** Values of which one must be reached, with spaces between them. */
  readonly acr_values?: string;
  /** Seconds since the person last proved who they are. */
  readonly max_age?: string;
}

/** The `cause` of a 401: the person must prove more, or more recently, who they are (RFC 9470 §3). Not renewed. */
export class InsufficientUserAuthenticationError extends WordedError {
  override readonly name = 'InsufficientUserAuthenticationError';
  readonly code = 'ERR_OAUTH_INSUFFICIENT_USER_AUTHENTICATION';
  constructor(
    readonly account: string,
    /** For `session.authorizationUrl()`. */
    readonly authorizationParameters: StepUpParameters,
    said?: Partial<ProviderWords>,
  ) {
    const words = { error: 'insufficient_user_authentication', ...said };
    super(
      `The person of account "${account}" must log in again, more strongly or more recently${inTheirWords(words)} Send them to session.authorizationUrl(error.authorizationParameters).`,
      words,
    );
  }
}
