import { EndpointResponseError } from '../../errors.js';
import type { OAuth2Token } from '../../token-store.js';
import type { OAuth2Client } from '../client.js';
import { assertAccepted, jsonMembers } from './endpoint-answer.js';
import { asked, secretsOf } from './endpoints.js';
import { tokenNamed, type TokenName } from './revocation.js';

/** What the server says of a token (RFC 7662 §2.2). */
export interface Introspection {
  readonly active: boolean;
  readonly [member: string]: unknown;
}

/**
 * Asks the server about a token (RFC 7662). Not kept: each call asks anew.
 *
 * @throws `EndpointError`; `EndpointResponseError` unless `active` is a boolean.
 */
export async function introspected(
  client: OAuth2Client,
  token: OAuth2Token,
  which: TokenName = 'access_token',
): Promise<Introspection> {
  const parameters = new URLSearchParams({ token: tokenNamed(token, which), token_type_hint: which });
  const { request, answer } = await asked(client, 'introspectionEndpoint', parameters, {
    hook: 'introspectionRequest',
  });
  await assertAccepted('introspection', answer, secretsOf(request));
  const members = jsonMembers(answer.body);
  if (isIntrospection(members)) return members;
  throw new EndpointResponseError('introspection', 'because it does not say whether the token is active');
}

function isIntrospection(members: Readonly<Record<string, unknown>> | undefined): members is Introspection {
  return typeof members?.['active'] === 'boolean';
}
