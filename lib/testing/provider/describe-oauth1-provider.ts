import { generateKeyPairSync } from 'node:crypto';
import { attach } from '../../attach.js';
import { oauth1, type OAuth1Options } from '../../oauth1/scheme.js';
import { OAuth1Session } from '../../oauth1/session.js';
import type { OAuth1SessionOptions } from '../../oauth1/session-client.js';
import { claim, claimEqual } from '../claim.js';
import { globalRunner } from '../runner.js';
import type { ExpectedCredentialsCall, OAuth1ProviderTests } from './oauth1-provider-tests.js';
import { Service, type ReceivedRequest } from './service.js';

const callbackUri = 'https://app.example.com/callback';
const client = { clientKey: 'client-key', nonce: () => 'the-nonce', timestamp: () => '1700000000' };
const always = { oauth_consumer_key: 'client-key', oauth_nonce: 'the-nonce', oauth_timestamp: '1700000000' };

/**
 * Proves an OAuth 1 provider against the service's own documentation, as {@link describeProvider} does for OAuth 2: each request
 * must have the protocol parameters that are expected, where they are expected.
 *
 * @example
 * describeOAuth1Provider('Acme', {
 *   provider: acme,
 *   source: 'https://developers.acme.example/oauth',
 *   signatureMethod: 'HMAC-SHA1',
 *   api: { url: 'https://api.acme.example/me' },
 * });
 */
export function describeOAuth1Provider(name: string, tests: OAuth1ProviderTests): void {
  const { describe, it } = tests.runner ?? globalRunner();
  const { login } = tests;
  describe(name, () => {
    if (login) {
      it('sends the person to the right page', () => atService(tests, sendsThePerson));
      it('trades the temporary credentials for a token', () => atService(tests, getsAToken));
    }
    it('signs requests as the service wants it', () => atService(tests, login ? signsForThePerson : signsInItsOwnName));
  });
}

interface Scene {
  readonly tests: OAuth1ProviderTests;
  readonly service: Service;
}

type Login = NonNullable<OAuth1ProviderTests['login']>;

async function sendsThePerson(scene: Scene): Promise<void> {
  const { login, session } = loginOf(scene);
  const { url, pending } = await begun(scene, session, login);
  const { origin, pathname, search, searchParams } = new URL(login.authorizationPage.url);
  const expected = { ...Object.fromEntries(searchParams), ...login.authorizationPage.parameters };
  const sent = new URL(url);
  claimEqual(sent.origin + sent.pathname, origin + pathname, `the page, without ${search}`);
  const wanted = { ...expected, oauth_token: pending.oauth_token };
  claimEqual(Object.fromEntries(sent.searchParams), wanted, 'the query of the page');
  claimSigned(scene, scene.service.received[0], login.temporaryCredentials, { oauth_callback: callbackUri });
}

async function getsAToken(scene: Scene): Promise<void> {
  const { login, session } = loginOf(scene);
  const oauth_token = await loggedIn(scene, session, login);
  claimSigned(scene, scene.service.received[1], login.token, { oauth_token, oauth_verifier: 'the-verifier' });
  const ours = ['revision', 'issuedAt', 'expiresAt', 'authorizationExpiresAt'];
  const kept = Object.entries((await session.token()) ?? {}).filter(([name]) => !ours.includes(name));
  const { oauth_token: token, oauth_token_secret: secret } = Object.fromEntries(
    new URLSearchParams(login.token.answer),
  );
  claimEqual(
    Object.fromEntries(kept),
    { ...login.kept, oauth_token: token, oauth_token_secret: secret },
    'the token that is kept',
  );
}

async function signsForThePerson(scene: Scene): Promise<void> {
  const { login, session } = loginOf(scene);
  await loggedIn(scene, session, login);
  await called(scene, session);
  claimSigned(scene, scene.service.received[2], apiCall(scene), {
    oauth_token: (await session.token())?.oauth_token ?? '',
  });
}

async function signsInItsOwnName(scene: Scene): Promise<void> {
  const { provider } = scene.tests;
  await called(scene, oauth1({ ...client, ...keyFor(scene.tests), provider } as OAuth1Options));
  claimSigned(scene, scene.service.received[0], apiCall(scene), {});
}

function loginOf({ tests, service }: Scene): { login: Login; session: OAuth1Session } {
  const { login, provider } = tests;
  claim(login !== undefined, 'there is no login');
  const options = { ...client, ...keyFor(tests), provider, callbackUri, axios: service.instance() };
  return { login, session: new OAuth1Session(options as OAuth1SessionOptions) };
}

async function begun({ service }: Scene, session: OAuth1Session, { temporaryCredentials, options }: Login) {
  const answer = new URLSearchParams(temporaryCredentials.answer);
  answer.set('oauth_token', `${answer.get('oauth_token') ?? ''}-${String(++logins)}`); // each works once in a process
  service.willAnswer({ body: answer.toString() });
  return session.authorizationUrl(options);
}

let logins = 0;

/** Gives back the identifier of the temporary credentials. */
async function loggedIn(scene: Scene, session: OAuth1Session, login: Login): Promise<string> {
  const { pending } = await begun(scene, session, login);
  scene.service.willAnswer({ body: login.token.answer });
  const query = new URLSearchParams({ oauth_token: pending.oauth_token, oauth_verifier: 'the-verifier' });
  await session.fetchToken({ authorizationResponse: `${callbackUri}?${query.toString()}`, pending });
  return pending.oauth_token;
}

async function called({ tests, service }: Scene, scheme: Parameters<typeof attach>[1]): Promise<void> {
  const { url, body: data } = tests.api;
  const api = attach(service.instance(), scheme, { origins: [new URL(url).origin] });
  service.willAnswer({ body: { ok: true } });
  await api.request({ url, ...(data && { method: 'post', data }) });
}

function apiCall({ tests: { api } }: Scene): Omit<ExpectedCredentialsCall, 'answer'> & OAuth1ProviderTests['api'] {
  return { ...api, method: api.body ? 'POST' : 'GET' };
}

/** Fails unless a request was sent where it is expected, with these protocol parameters and a signature. */
function claimSigned(
  { tests }: Scene,
  received: ReceivedRequest | undefined,
  expected: { url: string; method?: string; placement?: 'header' | 'query'; bodyHash?: string },
  own: Readonly<Record<string, string>>,
): void {
  claim(received !== undefined, 'no request was sent');
  const placement = expected.placement ?? tests.provider.placement ?? 'header';
  const [query, protocol] = split(received.url.searchParams);
  const found = placement === 'query' ? protocol : parametersOfHeader(received.headers['authorization']);
  const { oauth_signature: signature = '', oauth_version: _version, realm, ...parameters } = found;
  claimEqual(received.method, expected.method ?? 'POST', 'the method');
  const url = new URL(expected.url);
  claimEqual(received.url.origin + received.url.pathname, url.origin + url.pathname, 'the URL');
  claimEqual(query, Object.fromEntries(url.searchParams), 'the query');
  claimEqual(realm, tests.realm, 'the realm');
  const hash = expected.bodyHash === undefined ? {} : { oauth_body_hash: expected.bodyHash };
  const wanted = { ...always, oauth_signature_method: tests.signatureMethod, ...hash, ...own };
  claimEqual(parameters, wanted, 'the protocol parameters');
  claim(signature.length >= 28, 'there is no signature');
}

type Texts = Record<string, string>;

function split(search: URLSearchParams): [Texts, Texts] {
  const entries = [...search];
  const isProtocol = ([name]: readonly [string, string]) => name.startsWith('oauth_');
  return [
    Object.fromEntries(entries.filter((one) => !isProtocol(one))),
    Object.fromEntries(entries.filter(isProtocol)),
  ];
}

function parametersOfHeader(header: unknown): Texts {
  const pairs = [...String(header).matchAll(/(\w+)="([^"]*)"/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, decodeURIComponent(value)]));
}

function keyFor({ signatureMethod }: OAuth1ProviderTests): object {
  return signatureMethod.startsWith('RSA') ? { privateKey: privateKey() } : { clientSecret: 'client-secret' };
}

let generated: string | undefined;

function privateKey(): string {
  const encoding = { type: 'pkcs8', format: 'pem' } as const;
  generated ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(encoding).toString();
  return generated;
}

async function atService(tests: OAuth1ProviderTests, proof: (scene: Scene) => Promise<void>): Promise<void> {
  const service = new Service();
  await service.start();
  try {
    await proof({ tests, service });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)} See ${tests.source}.`, { cause: error });
  } finally {
    await service.close();
  }
}
