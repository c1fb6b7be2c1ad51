import axios, { type AxiosAdapter, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { assertFunction, assertKnownOptions, requiredText } from '../../options.js';
import { FakeClock } from './fake-clock.js';
import { FakeTokens, type FakeToken } from './fake-tokens.js';
import { mockOf, type Mock, type MockAdapterClass, type MockAnswer } from './mock-adapter.js';

/** How a fake provider behaves. */
export interface FakeProviderOptions {
  /** Of its access tokens. Default: 3600. */
  readonly lifetimeSeconds?: number;
  /** Default: `https://auth.example.com`. */
  readonly issuer?: string;
}

/** A call of the fake token endpoint. */
export interface FakeTokenCall {
  /** What was sent, `grant_type` and all. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly status: number;
}

/** An authorization server in memory, and the guard of your mocked API. Made by {@link fakeProvider}. */
export interface FakeProvider<M extends Mock> {
  /** Options for `new OAuth2Session()`: provider, client, and the axios instance that reaches the fake token endpoint. */
  readonly client: {
    readonly provider: {
      readonly issuer: string;
      readonly authorizationEndpoint: string;
      readonly tokenEndpoint: string;
    };
    readonly clientId: string;
    readonly clientSecret: string;
    readonly axios: AxiosInstance;
  };
  /** Lets tokens expire: the provider and this package see the time that it shows. */
  readonly clock: {
    /** @param seconds - It is so much later from now on. */
    advance(seconds: number): void;
  };
  /** Calls of the token endpoint so far. */
  readonly tokenCalls: readonly FakeTokenCall[];
  /** Requests that a protected API answered with 401 so far, as `GET /me`. */
  readonly refusals: readonly string[];
  /**
   * Mocks an API that wants a good token, and answers 401 without one. Gives back the MockAdapter, for the answers of your API.
   * Attach before or after.
   */
  protect(api: AxiosInstance): M;
  /** A token of a login, for `session.setToken()` or the answer of an endpoint of your own. */
  issue(): FakeToken;
  /** Lets the person say yes to what `authorizationUrl()` gave: the URL that they come back to, for `fetchToken()`. */
  approve(authorizationUrl: string | URL): string;
  /** The API refuses every access token given so far, though they have not expired: the case for a refresh and a replay. */
  endAccessTokens(): void;
  /** Codes and refresh tokens given so far are answered with `invalid_grant`: the person must log in again. */
  endGrants(): void;
  /** The next call of the token endpoint fails. `error` is its OAuth error. Default: 503. */
  failOnce(status?: number, error?: string): void;
  /** Puts clock and adapters back. For `afterEach`. */
  restore(): void;
}

/**
 * A provider for the tests of your own code: expiry, refresh and replay without a server and without waiting.
 *
 * @param MockAdapter - The class of `axios-mock-adapter`.
 * @example
 * ```ts
 * const fake = fakeProvider(MockAdapter);
 * const session = new OAuth2Session({ ...fake.client, grant: clientCredentials() });
 * const api = session.attach(axios.create({ baseURL: 'https://api.example.com' }));
 * fake.protect(api).onGet('/me').reply(200, { name: 'Ada' });
 * fake.clock.advance(3600);
 * ```
 */
export function fakeProvider<M extends Mock>(
  MockAdapter: MockAdapterClass<M>,
  options: FakeProviderOptions = {},
): FakeProvider<M> {
  assertFunction(MockAdapter, 'MockAdapter');
  assertKnownOptions(options, ['lifetimeSeconds', 'issuer']);
  return new InMemoryProvider(MockAdapter, options);
}

class InMemoryProvider<M extends Mock> implements FakeProvider<M> {
  readonly clock = new FakeClock();
  readonly tokenCalls: FakeTokenCall[] = [];
  readonly refusals: string[] = [];
  readonly client;
  readonly #MockAdapter: MockAdapterClass<M>;
  readonly #tokens: FakeTokens;
  readonly #mocks: M[] = [];
  readonly #refuse: AxiosAdapter;
  #failures: MockAnswer[] = [];

  constructor(
    MockAdapter: MockAdapterClass<M>,
    { lifetimeSeconds = 3600, issuer = 'https://auth.example.com' }: FakeProviderOptions,
  ) {
    this.#MockAdapter = MockAdapter;
    this.#tokens = new FakeTokens(lifetimeSeconds);
    const instance = axios.create();
    this.client = {
      provider: { issuer, authorizationEndpoint: `${issuer}/authorize`, tokenEndpoint: `${issuer}/token` },
      clientId: 'client',
      clientSecret: 'client-secret',
      axios: instance,
    };
    this.#mock(instance)
      .onAny()
      .reply((config) => this.#answerTokenCall(config));
    this.#refuse = this.#refusing();
  }

  protect(api: AxiosInstance): M {
    const mock = this.#mock(api);
    const answer = mock.adapter();
    api.defaults.adapter = (config) => {
      const [scheme, token = ''] = String(config.headers.get('Authorization')).split(' ');
      return scheme === 'Bearer' && this.#tokens.isGood(token) ? answer(config) : this.#refuse(config);
    };
    return mock;
  }

  issue(): FakeToken {
    return this.#tokens.issue();
  }

  approve(authorizationUrl: string | URL): string {
    const { searchParams: asked } = new URL(authorizationUrl);
    const callback = new URL(requiredText(asked.get('redirect_uri'), 'redirectUri', 'where the person comes back to'));
    callback.searchParams.set('code', this.#tokens.code());
    callback.searchParams.set('iss', this.client.provider.issuer);
    const state = asked.get('state');
    if (state !== null) callback.searchParams.set('state', state);
    return callback.href;
  }

  endAccessTokens(): void {
    this.#tokens.endAccessTokens();
  }

  endGrants(): void {
    this.#tokens.endGrants();
  }

  failOnce(status = 503, error = 'temporarily_unavailable'): void {
    this.#failures = [...this.#failures, [status, { error }]];
  }

  restore(): void {
    this.clock.restore();
    for (const mock of this.#mocks.splice(0)) mock.restore();
  }

  #mock(instance: AxiosInstance): M {
    const mock = mockOf(this.#MockAdapter, instance);
    this.#mocks.push(mock);
    return mock;
  }

  #refusing(): AxiosAdapter {
    const mock = mockOf(this.#MockAdapter, axios.create());
    mock.onAny().reply(({ method = 'get', url = '' }) => {
      this.refusals.push(`${method.toUpperCase()} ${url}`);
      return [401, { error: 'invalid_token' }, { 'www-authenticate': 'Bearer error="invalid_token"' }];
    });
    return mock.adapter();
  }

  #answerTokenCall({ data }: AxiosRequestConfig): MockAnswer {
    const parameters = Object.fromEntries(new URLSearchParams(String(data)));
    const answer = this.#failures.shift() ?? this.#granted(parameters);
    this.tokenCalls.push({ parameters, status: answer[0] });
    return answer;
  }

  #granted(parameters: Readonly<Record<string, string>>): MockAnswer {
    const { grant_type: type, code, refresh_token: refreshToken } = parameters;
    const redeemable = { authorization_code: code, refresh_token: refreshToken }[String(type)];
    const isGood = redeemable === undefined || this.#tokens.redeem(redeemable);
    if (!isGood) return [400, { error: 'invalid_grant' }];
    return [200, this.#tokens.issue({ refreshable: type !== 'client_credentials' })];
  }
}
