import axios, { type AxiosAdapter } from 'axios';
import { sendWithCredential } from '../authorized-send.js';
import { EndpointResponseError } from '../errors.js';
import { credentialReach } from '../origin.js';
import type { AuthScheme } from '../scheme.js';
import { callServer } from '../server-call.js';
import type { OAuth2Client } from './client.js';
import { assertAccepted, jsonMembers } from './endpoint-answer.js';

/** What the server says of the person (OpenID Connect Core §5.3.2). */
export type UserInfo = Readonly<Record<string, unknown>>;

/**
 * Asks who the person is (OpenID Connect Core §5.3). The token is renewed, and the request sent again, as any other.
 *
 * @throws `EndpointError`; `EndpointResponseError` for what is no JSON object.
 */
export async function userInfo(client: OAuth2Client, scheme: AuthScheme): Promise<UserInfo> {
  const { axios: instance, allowInsecureRequests, tokenTimeoutMs, renewalBudgetMs } = client;
  const url = await client.server.endpoint('userinfoEndpoint');
  const reach = credentialReach(instance, { origins: [new URL(url).origin], allowInsecureRequests });
  const adapter: AxiosAdapter = (config) =>
    sendWithCredential(config, axios.getAdapter(instance.defaults.adapter, config), { scheme, reach });
  const call = { method: 'get', url, headers: { accept: 'application/json' }, adapter };
  const answer = await callServer(instance, call, tokenTimeoutMs + renewalBudgetMs);
  assertAccepted('userinfo', answer, []);
  const members = jsonMembers(answer.body);
  if (members) return members;
  throw new EndpointResponseError('userinfo', 'because it is no JSON object');
}

/**
 * Whoever the access token belongs to, it must be the person who logged in (§5.3.2). Providers without ID tokens have no `sub`
 * to compare.
 *
 * @throws {@link EndpointResponseError}
 */
export function assertSamePerson(info: UserInfo, idToken: string | undefined): void {
  if (idToken === undefined || info['sub'] === subjectOf(idToken)) return;
  throw new EndpointResponseError('userinfo', 'because it is about another person than the ID token');
}

/** The ID token was checked when it came. */
function subjectOf(idToken: string): unknown {
  try {
    const payload = (idToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    return (JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown }).sub;
  } catch {
    return idToken; // no JWT, so that nobody is its subject
  }
}
