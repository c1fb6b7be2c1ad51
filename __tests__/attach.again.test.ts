import axios, { type InternalAxiosRequestConfig } from 'axios';
import MockAdapter from 'axios-mock-adapter';
import { attach, bearer, detach, OAuth2Session } from '../lib/index.js';

/** An instance whose first request is stopped by another interceptor, behind ours. */
function stoppedOnce(refuse = false) {
  const held: InternalAxiosRequestConfig[] = [];
  const api = axios.create({ baseURL: 'https://api.example' });
  const mock = new MockAdapter(api).onAny().reply(refuse ? 401 : 200);
  api.interceptors.request.use((config) => {
    if (held.push(config) === 1) throw new Error('offline');
    return config;
  });
  let tokens = 0;
  attach(
    api,
    bearer(() => `t${String(++tokens)}`),
  );
  const sent = () => mock.history.map(({ headers }) => headers?.['Authorization']);
  const again = async (more: object = {}) => {
    await expect(api.get('/me')).rejects.toThrow('offline');
    return api.request({ ...held[0], ...more });
  };
  return { again, sent };
}

describe('a config that was stopped on its way, and is sent again', () => {
  it('is replayed at most once', async () => {
    const { again, sent } = stoppedOnce(true);
    await expect(again()).rejects.toMatchObject({ response: { status: 401 } });
    expect(sent()).toHaveLength(2);
  });

  it('carries no credential with oauth: false', async () => {
    const { again, sent } = stoppedOnce();
    await again({ oauth: false });
    expect(sent()).toEqual([undefined]);
  });
});

describe('an instance whose interceptors were cleared', () => {
  const cleared = () => {
    const api = axios.create({ baseURL: 'https://api.example' });
    const mock = new MockAdapter(api).onAny().reply(200);
    const scheme = bearer('at');
    attach(api, scheme);
    api.interceptors.request.clear();
    return { api, scheme, sent: () => mock.history.map(({ headers }) => headers?.['Authorization']) };
  };

  it('carries the credential again once it is attached again', async () => {
    const { api, scheme, sent } = cleared();
    attach(api, scheme);
    attach(api, scheme);
    await api.get('/me');
    expect(sent()).toEqual(['Bearer at']);
    detach(api, scheme);
    await api.get('/me');
    expect(sent()).toEqual(['Bearer at', undefined]);
  });

  it("keeps the app's own interceptor when it is detached", async () => {
    const { api, scheme, sent } = cleared();
    const seen: string[] = [];
    api.interceptors.request.use((config) => (seen.push(String(config.url)), config));
    detach(api, scheme);
    await api.get('/me');
    expect([seen, sent()]).toEqual([['/me'], [undefined]]);
  });
});

describe('session.account(name)', () => {
  it('detaches what another session.account(name) attached', async () => {
    const api = axios.create({ baseURL: 'https://api.example' });
    const mock = new MockAdapter(api).onAny().reply(200);
    const session = new OAuth2Session({ provider: { tokenEndpoint: 'https://as.example/token' }, clientId: 'me' });
    await session.account('u').setToken({ access_token: 'U' });
    session.account('u').attach(api);
    session.account('u').attach(api);
    await api.get('/me');
    session.account('u').detach(api);
    await api.get('/me');
    expect(mock.history.map(({ headers }) => headers?.['Authorization'])).toEqual(['Bearer U', undefined]);
  });
});
