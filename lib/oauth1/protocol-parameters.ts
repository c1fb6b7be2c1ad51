import { ConfigurationError } from '../errors/configuration-error.js';
import { formParameters, separator } from './parameters.js';

const names: ReadonlySet<string> = new Set([
  'oauth_body_hash',
  'oauth_callback',
  'oauth_consumer_key',
  'oauth_nonce',
  'oauth_session_handle',
  'oauth_signature',
  'oauth_signature_method',
  'oauth_timestamp',
  'oauth_token',
  'oauth_verifier',
  'oauth_version',
]);

/** Whether a name is one that only a signature may bring. */
export function isProtocolParameter(name: string): boolean {
  return names.has(name);
}

/** The names in a query or a form body; percent-encoded, where they have to be. */
export function formNames(form: string): string[] {
  return formParameters(form).map((parameter) => parameter.slice(0, parameter.indexOf(separator)));
}

/**
 * An endpoint's own query holds no protocol parameter (RFC 5849 §2).
 *
 * @throws {@link ConfigurationError} that names `option`.
 */
export function assertNoProtocolParameters(endpoint: string, option: string): void {
  const query = /\?([^#]*)/.exec(endpoint)?.[1] ?? '';
  const name = formNames(query).find((one) => one.startsWith('oauth_'));
  if (name === undefined) return;
  throw new ConfigurationError(option, `must have no ${name} in its query (RFC 5849 §2).`);
}
