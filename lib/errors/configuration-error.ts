import { OAuthError } from './oauth-error.js';

/** An option is missing, unknown, or contradicts another. `option` names it; its value is never shown. */
export class ConfigurationError extends OAuthError {
  override readonly name = 'ConfigurationError';
  readonly code = 'ERR_OAUTH_CONFIGURATION';
  constructor(
    readonly option: string,
    message: string,
  ) {
    super(`Option "${option}": ${message}`);
  }
}
