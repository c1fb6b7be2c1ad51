/** A token as the fake provider answers it, and as `setToken()` takes it. */
export interface FakeToken {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly refresh_token?: string;
}

/** What a fake provider has given out, and what of it is still good. */
export class FakeTokens {
  readonly #lifetimeSeconds: number;
  readonly #expiryMs = new Map<string, number>();
  readonly #grants = new Set<string>();
  #issued = 0;

  constructor(lifetimeSeconds: number) {
    this.#lifetimeSeconds = lifetimeSeconds;
  }

  issue({ refreshable = true } = {}): FakeToken {
    const ordinal = String(++this.#issued);
    const access_token = `access-${ordinal}`;
    this.#expiryMs.set(access_token, Date.now() + this.#lifetimeSeconds * 1000);
    const token = { access_token, token_type: 'Bearer', expires_in: this.#lifetimeSeconds } as const;
    return refreshable ? { ...token, refresh_token: this.#granted(`refresh-${ordinal}`) } : token;
  }

  /** A code for the callback. Good once, as a refresh token here. */
  code(): string {
    return this.#granted(`code-${String(++this.#issued)}`);
  }

  /** Takes a code or refresh token back; `false`: it was not good, or not any more. */
  redeem(grant: string): boolean {
    return this.#grants.delete(grant);
  }

  isGood(accessToken: string): boolean {
    return Date.now() < (this.#expiryMs.get(accessToken) ?? 0);
  }

  endAccessTokens(): void {
    this.#expiryMs.clear();
  }

  endGrants(): void {
    this.#grants.clear();
  }

  #granted(grant: string): string {
    this.#grants.add(grant);
    return grant;
  }
}
