/** What an OAuth server says of an error, in its own words and spelling (RFC 6749 §5.2, RFC 6750 §3). Cleaned and cut. */
export interface ProviderWords {
  /** The error code, as `invalid_client`. */
  readonly error: string;
  readonly error_description?: string;
  readonly error_uri?: string;
}

/** The provider's words, as the end of a sentence. */
export function inTheirWords(words: Partial<ProviderWords> | undefined): string {
  if (words?.error === undefined) return '.';
  const description = words.error_description === undefined ? '' : ` (${words.error_description})`;
  return `: ${words.error}${description}.`;
}

const remedies: Readonly<Record<string, string>> = {
  invalid_client: 'Check clientId, clientSecret and clientAuthentication.',
  unauthorized_client: 'Allow this grant for the client at the provider.',
  unsupported_grant_type: 'Choose a grant that this provider offers.',
  invalid_scope: 'Check the scope.',
  invalid_dpop_proof: 'Check the clock of this machine, and the key of the token.',
  invalid_target: 'Check resource: the server knows no such resource, or gives you no token for it.',
  invalid_authorization_details: 'Check authorization_details: their types, and what this client may ask for.',
  invalid_request: 'Check the parameters, and the hooks that change them.',
};

/** What to do about an error code of RFC 6749 §5.2. */
export function remedyFor(error: string): string {
  return remedies[error] ?? 'Nothing stored was changed.';
}
