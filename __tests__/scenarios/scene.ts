import { generateKeyPairSync } from 'node:crypto';
import axios, { type AxiosInstance, type CreateAxiosDefaults } from 'axios';
import { watchScenario } from '../../fixtures/scenario-watch.js';
import { startApiServer, type ApiServer, type ApiServerOptions } from '../../fixtures/servers/api-server.js';
import {
  startAuthorizationServer,
  type AuthorizationServer,
  type IssuedToken,
  type IssueOptions,
} from '../../fixtures/servers/authorization-server.js';
import { startForeignServer, type ForeignServer } from '../../fixtures/servers/foreign-server.js';
import type { AuthorizationServerOptions } from '../../fixtures/servers/settings.js';
import { newDpopKey } from '../../fixtures/dpop-key.js';
import {
  dpop,
  MemoryTokenStore,
  OAuth2Session,
  privateKeyJwt,
  type DpopKey,
  type OAuth2SessionSettings,
} from '../../lib/index.js';

/** How a scenario begins. */
export interface Beginning {
  /** Who is logged in at the server, and the session's account. Default: ann, as the session's default account. */
  account?: string;
  /** The token has expired, and the client knows. */
  expired?: boolean;
  /** The token has expired at the server only; the client believes it fresh. */
  deadAtServer?: boolean;
  /** A clock is wrong, here or there: for proofs of a key, the nonces of the servers stand in for it (RFC 9449 §11.1). */
  wrongClock?: boolean;
  server?: AuthorizationServerOptions;
  apiServer?: ApiServerOptions;
  /** Of every session of the scene. */
  session?: OAuth2SessionSettings;
  /** The tokens are bound to a key. Default: as the Jest project says, `dpop` runs every scenario so. */
  dpop?: boolean;
  /** Of every instance of the scene. */
  config?: CreateAxiosDefaults;
}

/** A session and an instance that carries its token. */
export interface LoggedIn {
  readonly session: OAuth2Session;
  readonly api: AxiosInstance;
}

/** Set by the Jest project `dpop`. */
export const scenariosWithDpop = (globalThis as { SCENARIOS_WITH_DPOP?: boolean }).SCENARIOS_WITH_DPOP === true;

/** Set by the Jest project `private-key-jwt`: the client signs who it is, and its secret is good for nothing. */
const scenariosWithPrivateKeyJwt =
  (globalThis as { SCENARIOS_WITH_PRIVATE_KEY_JWT?: boolean }).SCENARIOS_WITH_PRIVATE_KEY_JWT === true;
const clientKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = clientKey.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

// Each request costs two signatures and a verification, and the machine may have others to serve.
if (scenariosWithDpop) jest.setTimeout(20_000);

/** Real servers, a user with a token, and whatever is attached between them. Its methods can be taken apart from it. */
class Scene {
  readonly watch;
  readonly store;
  /** As a session takes it. */
  readonly provider;
  readonly #beginning: Beginning;
  readonly #detachers: (() => void)[] = [];

  constructor(
    beginning: Beginning,
    watch: ReturnType<typeof watchScenario>,
    readonly servers: { authorizationServer: AuthorizationServer; api: ApiServer; foreign: ForeignServer },
  ) {
    this.#beginning = beginning;
    this.watch = watch;
    this.store = beginning.session?.store ?? new MemoryTokenStore();
    const { issuer, authorizationEndpoint, tokenEndpoint } = servers.authorizationServer.provider;
    this.provider = { issuer, authorizationEndpoint, tokenEndpoint };
  }

  /** One more instance, with a session of its own on the same store. */
  readonly another = (settings: OAuth2SessionSettings = {}): LoggedIn => {
    const { account, session: common, config } = this.#beginning;
    const identity = { provider: this.provider, ...this.#client, redirectUri: 'https://app.example/callback' };
    const named = account === undefined ? {} : { account };
    const bound = this.isBound ? { dpop: dpop() } : {};
    const options = { ...identity, ...named, ...bound, ...common, store: this.store, ...settings };
    const session = new OAuth2Session(options);
    const api = axios.create({ baseURL: this.servers.api.origin, proxy: false, ...config });
    session.attach(api);
    this.#detachers.push(() => session.detach(api));
    return { session, api };
  };

  get #client() {
    const { clientId, clientSecret } = this.servers.authorizationServer.client;
    if (!signsAssertions(this.#beginning)) return { clientId, clientSecret };
    return { clientId, clientAuthentication: privateKeyJwt({ key: pem, alg: 'ES256' }) };
  }

  /** A token of the server, and the key that it is bound to, as `setToken()` takes it. */
  readonly issue = (options: IssueOptions = {}): IssuedToken & { dpopKey?: DpopKey } => {
    const { authorizationServer } = this.servers;
    if (!this.isBound) return authorizationServer.issue(options);
    const { thumbprint, dpopKey } = newDpopKey();
    return { ...authorizationServer.issue({ ...options, thumbprint }), dpopKey };
  };

  get isBound(): boolean {
    return this.#beginning.dpop ?? scenariosWithDpop;
  }

  /** Ends the scenario: detaches, closes the servers, and asserts what is said of every scenario. */
  readonly finish = async (): Promise<void> => {
    expect(await this.close()).toEqual([]);
  };

  /** As {@link finish}, but only tells what is wrong. */
  readonly close = async (): Promise<string[]> => {
    open.delete(this);
    for (const detach of this.#detachers.splice(0)) detach();
    return this.watch.finish(this.servers);
  };
}

/** Scenes of tests that failed before their end: their servers must not disturb the next test. */
const open = new Set<Scene>();

afterEach(async () => {
  for (const scene of open) await scene.close();
});

/** A scenario that says how the client proves who it is keeps to it. */
function signsAssertions({ session = {} }: Beginning): boolean {
  return scenariosWithPrivateKeyJwt && !('clientAuthentication' in session);
}

/** The client is known by its key from now on, not by its secret. */
function registerKey({ settings, client }: AuthorizationServer): void {
  const publicKey = clientKey.publicKey.export({ format: 'jwk' });
  const others = settings.clients.filter(({ clientId }) => clientId !== client.clientId);
  settings.clients = [{ clientId: client.clientId, publicKey }, ...others];
}

/** Begins a scenario: a user with a token, and an instance that carries it. End each with `await finish()`. */
export async function loggedIn(beginning: Beginning = {}) {
  const watch = watchScenario();
  const nonces = beginning.wrongClock && (beginning.dpop ?? scenariosWithDpop) ? { dpopNonces: 1000 } : {};
  const authorizationServer = await startAuthorizationServer({ ...nonces, ...beginning.server });
  if (signsAssertions(beginning)) registerKey(authorizationServer);
  const apiServer = await startApiServer(authorizationServer, { ...nonces, ...beginning.apiServer });
  const foreign = await startForeignServer();
  const scene = new Scene(beginning, watch, { authorizationServer, api: apiServer, foreign });
  open.add(scene);

  const { session, api } = scene.another();
  const { account = 'ann', expired = false } = beginning;
  await session.setToken(scene.issue({ account, expired }));
  if (beginning.deadAtServer) authorizationServer.expireAccessTokens();
  return { ...scene, session, api, authorizationServer, apiServer, foreign };
}

/** `count` times what `begin` begins, all at once. */
export function concurrently<Result>(count: number, begin: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => begin(index)));
}

/** The error of a request that must fail. */
export async function failureOf(request: Promise<unknown>): Promise<unknown> {
  return request.then(
    () => {
      throw new Error('It was to fail, but succeeded.');
    },
    (error: unknown) => error,
  );
}
