/** What holds after most errors of a server. */
export const unchanged = 'Nothing stored was changed.';

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
  return remedies[error] ?? unchanged;
}
