import axios, { type AxiosAdapter } from 'axios';
import { sendWithCredential } from '../../sending/authorized-send.js';
import { EndpointResponseError } from '../../errors.js';
import { credentialReach } from '../../sending/origin.js';
import type { AuthScheme, OutgoingRequest } from '../../scheme.js';
import { callServer } from '../../server-calls/server-call.js';
import type { OAuth2Client } from '../client.js';
import { assertAccepted, jsonMembers } from '../endpoints/endpoint-answer.js';
import type { CarryingScheme } from '../dpop/sender-constraint.js';
import type { Carried } from '../token-scheme.js';

/** What the server says of the person (OpenID Connect Core §5.3.2). */
export type UserInfo = Readonly<Record<string, unknown>>;

/**
 * Asks who the person is (OpenID Connect Core §5.3). The token is renewed, and the request sent again, as any other.
 *
 * @throws `EndpointError`; `EndpointResponseError` for what is no JSON object.
 */
export async function userInfo(client: OAuth2Client, scheme: CarryingScheme): Promise<UserInfo> {
  const { axios: instance, allowInsecureRequests, tokenTimeoutMs, renewalBudgetMs } = client;
  const url = await client.server.endpoint('userinfoEndpoint');
  const reach = credentialReach(instance, { origins: [new URL(url).origin], allowInsecureRequests });
  const sent: OutgoingRequest[] = [];
  const adapter: AxiosAdapter = (config) =>
    sendWithCredential(config, axios.getAdapter(instance.defaults.adapter, config), {
      scheme: remembering(sent, scheme),
      reach,
    });
  const method = client.provider.placement === 'body' ? 'post' : 'get'; // §5.3.1 has both
  const call = { method, url, headers: { accept: 'application/json' }, adapter };
  const answer = await callServer(instance, call, tokenTimeoutMs + renewalBudgetMs);
  const secrets = sent.map(({ credential }) => (credential as Carried).token.access_token);
  await assertAccepted('userinfo', answer, secrets);
  const members = jsonMembers(answer.body);
  if (members) return members;
  throw new EndpointResponseError('userinfo', 'because it is no JSON object');
}

/** The scheme, and which requests it put a token on. A refusal is told by the answer here, not by an error of axios. */
function remembering(sent: OutgoingRequest[], scheme: CarryingScheme): AuthScheme {
  return {
    authorize: (request) => {
      sent.push(request);
      return scheme.authorize(request);
    },
    answerChallenge: (response, request) => scheme.answerChallenge(response, request),
  };
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
