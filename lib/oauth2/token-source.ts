import { AccountTokens, type AccountTokensOptions } from '../accounts/account-tokens.js';
import type { OAuth2Token } from '../token-store.js';

/** As {@link AccountTokensOptions}. */
export interface TokenSourceOptions extends Omit<AccountTokensOptions<OAuth2Token>, 'nameOfToken' | 'renewedWith'> {
  /** Whether only a refresh token makes a renewal possible. */
  readonly needsRefreshToken: boolean;
}

/** The OAuth 2 tokens of a client's accounts. */
export class TokenSource extends AccountTokens<OAuth2Token> {
  constructor({ needsRefreshToken, ...options }: TokenSourceOptions) {
    super({ ...options, nameOfToken: 'access_token', renewedWith: needsRefreshToken ? 'refresh_token' : undefined });
  }
}
