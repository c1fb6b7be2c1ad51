const general = 'check clientKey, the secrets or the key, signatureMethod and token';

const remedies: Readonly<Record<string, string>> = {
  timestamp_refused: 'the timestamp is refused, also with the clock of the server: see its range of acceptable ones',
  nonce_used: 'a nonce was taken for used twice: check that nothing between sends requests again',
  consumer_key_unknown: 'check clientKey',
  consumer_key_rejected: 'check clientKey, and what the service allows your app',
  signature_method_rejected: 'choose a signatureMethod that this service accepts',
  parameter_absent: 'check the provider: the service may want another placement, or a realm',
  token_expired: 'log in again, or renew the token',
  token_revoked: 'log in again',
  token_rejected: 'log in again',
  permission_denied: 'the person has not given this permission',
};

/** The problems of the problem reporting extension, and what servers built on oauthlib say instead. */
export const problemCodes: ReadonlySet<string> = new Set([
  ...Object.keys(remedies),
  'version_rejected',
  'parameter_rejected',
  'signature_invalid',
  'token_used',
  'consumer_key_refused',
  'verifier_invalid',
  'additional_authorization_required',
  'permission_unknown',
  'user_refused',
  'invalid_request',
  'invalid_client',
  'invalid_signature_method',
  'insecure_transport_protocol',
]);

/** What to do about a problem, as the problem reporting extension names it; or about a refusal without a report. */
export function remedyFor(problem: string | undefined): string {
  return problem !== undefined && Object.hasOwn(remedies, problem) ? (remedies[problem] ?? general) : general;
}
