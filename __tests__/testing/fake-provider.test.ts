import axios, { AxiosError } from 'axios';
import MockAdapter from 'axios-mock-adapter';
import { attach, bearer, clientCredentials, OAuth2Session } from '../../lib/index.js';
import { fakeProvider } from '../../lib/testing/index.js';

type Fake = ReturnType<typeof fakeProvider<MockAdapter>>;

let fake: Fake;
beforeEach(() => {
  fake = fakeProvider(MockAdapter);
});
afterEach(() => {
  fake.restore();
});

async function loggedIn() {
  const session = new OAuth2Session(fake.client);
  await session.setToken(fake.issue());
  const api = session.attach(axios.create({ baseURL: 'https://api.example.com' }));
  const mock = fake.protect(api);
  mock.onGet('/me').reply(200, { name: 'Ada' });
  return { session, api, mock };
}

const grantTypes = () => fake.tokenCalls.map(({ parameters, status }) => `${String(parameters.grant_type)} ${status}`);

describe('fakeProvider(MockAdapter)', () => {
  it('lets a token expire without waiting: one refresh for fifty requests, and none is refused', async () => {
    const { api } = await loggedIn();
    await api.get('/me');
    fake.clock.advance(3600);
    const answers = await Promise.all(Array.from({ length: 50 }, () => api.get('/me')));
    expect(answers.every(({ data }) => data.name === 'Ada')).toBe(true);
    expect(grantTypes()).toEqual(['refresh_token 200']);
    expect(fake.refusals).toEqual([]);
  });

  it('refuses tokens that have not expired: refresh and replay', async () => {
    const { api } = await loggedIn();
    fake.endAccessTokens();
    expect((await api.get('/me')).data).toEqual({ name: 'Ada' });
    expect(fake.refusals).toEqual(['GET /me']);
    expect(grantTypes()).toEqual(['refresh_token 200']);
  });

  it('ends a grant: the person must log in again', async () => {
    const { api } = await loggedIn();
    fake.endAccessTokens();
    fake.endGrants();
    await expect(api.get('/me')).rejects.toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT' });
    expect(grantTypes()).toEqual(['refresh_token 400']);
  });

  it('has refresh tokens that are good once', async () => {
    const { session } = await loggedIn();
    const { refresh_token = '' } = (await session.token()) ?? {};
    await session.refreshToken();
    await session.setToken({ access_token: 'old', refresh_token });
    await expect(session.refreshToken()).rejects.toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT' });
  });

  it('lets the token endpoint fail, once each time', async () => {
    const { session, api } = await loggedIn();
    fake.failOnce(400, 'invalid_client');
    await expect(session.refreshToken()).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_ENDPOINT', status: 400 });
    await session.refreshToken();
    expect((await api.get('/me')).status).toBe(200);
    expect(grantTypes()).toEqual(['refresh_token 400', 'refresh_token 200']);
  });

  it('logs a person in, with state and a code that is good once', async () => {
    const session = new OAuth2Session({ ...fake.client, redirectUri: 'https://app.example.com/callback' });
    const { url, pending } = await session.authorizationUrl();
    const authorizationResponse = fake.approve(url);
    const token = await session.fetchToken({ authorizationResponse, pending });
    expect(token.refresh_token).toBeDefined();
    const code = new URL(authorizationResponse).searchParams.get('code');
    expect(fake.tokenCalls[0]?.parameters).toMatchObject({ grant_type: 'authorization_code', code });
    const again = await session.authorizationUrl();
    const replayed = new URL(fake.approve(again.url));
    replayed.searchParams.set('code', code ?? '');
    await expect(
      session.fetchToken({ authorizationResponse: replayed.href, pending: again.pending }),
    ).rejects.toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT' });
  });

  it('serves a client of its own, which gets no refresh token', async () => {
    const session = new OAuth2Session({ ...fake.client, grant: clientCredentials() });
    const api = session.attach(axios.create({ baseURL: 'https://api.example.com' }));
    fake.protect(api).onGet('/invoices').reply(200, []);
    await api.get('/invoices');
    expect((await session.token())?.refresh_token).toBeUndefined();
    fake.clock.advance(3600);
    await api.get('/invoices');
    expect(grantTypes()).toEqual(['client_credentials 200', 'client_credentials 200']);
  });

  it('serves a renewal of my own', async () => {
    const auth = bearer({ renew: async () => fake.issue() });
    const api = attach(axios.create({ baseURL: 'https://api.example.com' }), auth);
    fake.protect(api).onGet('/me').reply(200);
    await api.get('/me');
    fake.endAccessTokens();
    expect((await api.get('/me')).status).toBe(200);
    expect(fake.refusals).toHaveLength(1);
  });

  it('answers as a real API to a request without a token, whatever validateStatus says', async () => {
    const { api } = await loggedIn();
    const refused = await api.get('/me', { oauth: false }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AxiosError);
    expect(await api.get('/me', { oauth: false, validateStatus: null })).toMatchObject({ status: 401 });
  });

  it('protects an instance that is attached later, too', async () => {
    const api = axios.create({ baseURL: 'https://api.example.com' });
    fake.protect(api).onGet('/me').reply(200);
    const session = new OAuth2Session(fake.client);
    await session.setToken(fake.issue());
    session.attach(api);
    expect((await api.get('/me')).status).toBe(200);
  });

  it('shows in the history of the mock what reached the API', async () => {
    const { api, mock } = await loggedIn();
    await api.get('/me');
    expect(mock.history.get?.map(({ headers }) => headers?.Authorization)).toEqual(['Bearer access-1']);
  });

  it('puts back clock and adapters', async () => {
    const [now, later] = [Date.now(), performance.now()];
    const adapter = axios.create().defaults.adapter;
    const { api } = await loggedIn();
    const own = Object.getOwnPropertyDescriptor(Date, 'now');
    fake.clock.advance(7200);
    expect(Date.now() - now).toBeGreaterThanOrEqual(7_200_000);
    expect(performance.now() - later).toBeGreaterThanOrEqual(7_200_000);
    fake.restore();
    expect(Date.now() - now).toBeLessThan(3_600_000);
    expect(performance.now() - later).toBeLessThan(3_600_000);
    expect(Object.getOwnPropertyDescriptor(Date, 'now')).toEqual(own);
    expect(api.defaults.adapter).toEqual(adapter);
  });

  it('follows the fake timers of the runner as well', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    try {
      const { api } = await loggedIn();
      await jest.advanceTimersByTimeAsync(3_600_000);
      await api.get('/me');
      expect(grantTypes()).toEqual(['refresh_token 200']);
    } finally {
      jest.useRealTimers();
    }
  });

  it.each<[unknown, object, string]>([
    [undefined, {}, 'MockAdapter'],
    [MockAdapter, { lifetime: 60 }, 'lifetime'],
  ])('refuses an option that it does not know: %#', (adapter, options, named) => {
    expect(() => fakeProvider(adapter as typeof MockAdapter, options)).toThrow(named);
  });
});
