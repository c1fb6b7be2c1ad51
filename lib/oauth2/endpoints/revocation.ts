import { ConfigurationError } from '../../errors.js';
import { oneOf } from '../../options.js';
import { newRevision, type OAuth2Token } from '../../token-store.js';
import type { OAuth2Client } from '../client.js';
import { assertAccepted } from './endpoint-answer.js';
import type { RevocationRequest } from '../hook-points.js';
import { answered, authenticated, secretsOf, sendForm } from './endpoints.js';

/** Which token of an account. */
export type TokenName = 'access_token' | 'refresh_token';

/**
 * Revokes a token at the server (RFC 7009). 200 counts as done, for a token that it does not know, too (§2.2).
 *
 * @param which - Default: the refresh token, with which most servers end the access token, too (§2.1).
 * @returns What is left of the token: nothing, or a refresh token to renew it with.
 * @throws `EndpointError`: then it may still be valid, and is kept (§2.2.1). {@link ConfigurationError} where there is no endpoint.
 */
export async function revoked(
  client: OAuth2Client,
  token: OAuth2Token,
  which: TokenName = token.refresh_token === undefined ? 'access_token' : 'refresh_token',
): Promise<OAuth2Token | undefined> {
  const parameters = new URLSearchParams({ token: tokenNamed(token, which), token_type_hint: which });
  assertEndpointIsThere(client);
  const { request, answer } = await answered(client, async () => {
    const form = await authenticated(client, 'revocationEndpoint', new URLSearchParams(parameters));
    const revocation = await client.hooks.pass<RevocationRequest>('revocationRequest', { ...form, token });
    return { request: revocation, answer: await sendForm(client, revocation, client.tokenTimeoutMs) };
  });
  const secrets = [...secretsOf(request), token.access_token, token.refresh_token ?? '']; // a hook may have put one into the URL
  await assertAccepted('revocation', await client.hooks.pass('revocationResponse', answer), secrets);
  const isRenewable = which === 'access_token' && token.refresh_token !== undefined;
  return isRenewable ? Object.freeze({ ...token, expiresAt: 0, revision: newRevision() }) : undefined;
}

/** @throws {@link ConfigurationError} that says where the service has it done by hand. */
function assertEndpointIsThere({ provider }: OAuth2Client): void {
  const { name = 'the service', revocationEndpoint, revocationPage } = provider;
  if (revocationPage === undefined || revocationEndpoint !== undefined) return;
  throw new ConfigurationError(
    'provider.revocationEndpoint',
    `${name} has none. How the access is taken back: ${revocationPage}. session.forget() forgets the token here.`,
  );
}

/** @throws {@link ConfigurationError} when the account has no such token. */
export function tokenNamed(token: OAuth2Token, which: TokenName): string {
  const text = token[oneOf<TokenName>(['access_token', 'refresh_token'], which, 'which')];
  if (text === undefined) throw new ConfigurationError('which', `this account has no ${which}.`);
  return text;
}
