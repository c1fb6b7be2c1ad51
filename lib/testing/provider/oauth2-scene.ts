import type { AxiosInstance } from 'axios';
import type { OAuth2SessionOptions } from '../../oauth2/session-options.js';
import { OAuth2Session } from '../../oauth2/session.js';
import { claim, claimEqual } from '../claim.js';
import type { ExpectedTokenCall, ProviderTests } from './provider-tests.js';
import { client } from './received.js';
import { Service, type ServiceAnswer } from './service.js';

/** Where a proof of a provider has the person come back to; nobody listens there. */
export const redirectUri = 'https://app.example.com/callback';

/** A session of the provider, and an API, whose requests all end at one service of the test's own. */
export interface Scene {
  readonly tests: ProviderTests;
  readonly service: Service;
  readonly session: OAuth2Session;
  readonly api: AxiosInstance;
}

/** A session and an API instance whose requests all end at a service of this test's own. */
export async function atService(tests: ProviderTests, proof: (scene: Scene) => Promise<void>): Promise<void> {
  const service = new Service();
  await service.start();
  try {
    const options = { ...identity(tests), ...origin(tests), provider: tests.provider, axios: service.instance() };
    const session = new OAuth2Session(options as OAuth2SessionOptions);
    const { origin: apiOrigin } = new URL(tests.api.url);
    const api = session.attach(service.instance(), { origins: [apiOrigin] });
    await proof({ tests, service, session, api });
  } catch (error) {
    throw new Error(`${String(error instanceof Error ? error.message : error)} See ${tests.source}.`, { cause: error });
  } finally {
    await service.close();
  }
}

function identity({ clientAuthentication }: ProviderTests): object {
  return clientAuthentication === 'none'
    ? { clientId: client.id }
    : { clientId: client.id, clientSecret: client.secret };
}

function origin({ grant, scope }: ProviderTests): object {
  if (grant) return grant.repeatable ? { grant } : {};
  return scope === undefined ? { redirectUri } : { redirectUri, scope };
}

/** Gives back the parameters that the protocol itself puts into the token request. */
export async function loggedIn(scene: Scene, answer?: ServiceAnswer): Promise<Record<string, string | null>> {
  const { tests, service, session } = scene;
  if ('held' in tests.token) {
    await session.setToken(tests.token.held);
    return {};
  }
  service.willAnswer(answer ?? answerOf(firstCall(tests)));
  if (!tests.login) {
    await (tests.grant && !tests.grant.repeatable ? session.fetchToken(tests.grant) : session.refreshToken());
    return grantParameters(tests);
  }
  const { pending } = await session.authorizationUrl(tests.login.extra);
  const callback = new URLSearchParams({ code: 'the-code', state: pending.state, ...tests.login.callback });
  await session.fetchToken({ authorizationResponse: `${redirectUri}?${callback.toString()}`, pending });
  const verifier = service.received.at(-1)?.body.match(/code_verifier"?[=:]"?([\w~.-]+)/)?.[1] ?? null;
  claimEqual(verifier !== null, tests.login.pkce !== false, 'whether a code verifier is sent');
  return { grant_type: 'authorization_code', code: 'the-code', redirect_uri: redirectUri, code_verifier: verifier };
}

/** The call that gives the first token. */
export function firstCall({ token }: ProviderTests): ExpectedTokenCall {
  claim(!('held' in token), 'nothing is called for a token that is held');
  return token;
}

/** What the protocol puts into the token request of a grant. */
export function grantParameters({ grant }: ProviderTests): Record<string, string | null> {
  return { grant_type: grant?.grantType ?? null };
}

/** The members of the token as the service gave them: what the store adds is taken off. */
export async function kept(session: OAuth2Session): Promise<Record<string, unknown>> {
  const { revision: _revision, issuedAt = 0, expiresAt, ...members } = (await session.token()) ?? {};
  return expiresAt === undefined ? members : { ...members, expires_in: (expiresAt - issuedAt) / 1000 };
}

/** As HTTP has it. */
export function answerOf({ answer }: ExpectedTokenCall): ServiceAnswer {
  return 'body' in answer ? (answer as ServiceAnswer) : { body: answer };
}
