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

/** What to do about a problem, as the problem reporting extension names it; or about a refusal without a report. */
export function remedyFor(problem: string | undefined): string {
  return problem !== undefined && Object.hasOwn(remedies, problem) ? (remedies[problem] ?? general) : general;
}
