import axios from 'axios';
import type { AxiosInstance } from 'axios';
import MockAdapter from 'axios-mock-adapter';
import { attach, bearer, detach } from '../../lib/index.js';
import { axiosRejection } from '../../fixtures/engine-scene.js';

/** A scheme that holds `old` until it is refused, then `new`. */
const renewing = () => bearer({ renew: async () => ({ access_token: 'new' }) });

async function attached(
  order: 'before' | 'after',
  baseURL = 'https://api.example.com',
): Promise<{ client: AxiosInstance; mock: MockAdapter }> {
  const client = axios.create({ baseURL });
  const scheme = renewing();
  await scheme.setToken({ access_token: 'old' });
  const early = order === 'before' ? new MockAdapter(client) : undefined;
  attach(client, scheme);
  return { client, mock: early ?? new MockAdapter(client) };
}

const shown = (mock: MockAdapter): unknown[] =>
  Object.values(mock.history)
    .flat()
    .map((config) => (config.headers as { Authorization?: unknown } | undefined)?.Authorization);

describe.each(['before', 'after'] as const)('axios-mock-adapter, made %s attach()', (order) => {
  it('answers a refusal and its replay, with a history that tells the truth', async () => {
    const { client, mock } = await attached(order);
    mock.onGet('/me').replyOnce(401).onGet('/me').reply(200, { ok: true });
    expect((await client.get('/me')).data).toEqual({ ok: true });
    expect(mock.history.get).toHaveLength(2);
    expect(shown(mock)).toEqual(['Bearer old', 'Bearer new']);
  });

  it('matches on params, which stay apart from the url', async () => {
    const { client, mock } = await attached(order);
    mock
      .onGet('/me', { params: { a: 1 } })
      .reply(200, 'matched')
      .onAny()
      .reply(404);
    expect((await client.get('/me', { params: { a: 1 } })).data).toBe('matched');
    expect(mock.history.get[0]).toMatchObject({ url: '/me', baseURL: 'https://api.example.com', params: { a: 1 } });
  });

  it('matches on headers, the credential among them', async () => {
    const { client, mock } = await attached(order);
    const headers = expect.objectContaining({ Authorization: 'Bearer new', 'X-Own': 'mine' });
    mock.onGet('/me', { headers }).reply(200, 'matched').onAny().reply(401);
    expect((await client.get('/me', { headers: { 'X-Own': 'mine' } })).data).toBe('matched');
  });

  it('shows one Authorization in its history, ours, however the user spells his own', async () => {
    const { client, mock } = await attached(order);
    mock.onGet('/me').reply(200);
    await client.get('/me', { headers: { authorization: 'own', 'X-Own': 'mine' } });
    const headers = Object.entries(mock.history.get[0]?.headers ?? {});
    expect(headers.filter(([name]) => name.toLowerCase() === 'authorization')).toEqual([
      ['Authorization', 'Bearer old'],
    ]);
  });

  it('matches on the body, on both sends', async () => {
    const { client, mock } = await attached(order);
    mock.onPost('/me', { a: 1 }).replyOnce(401).onPost('/me', { a: 1 }).reply(201);
    expect((await client.post('/me', { a: 1 })).status).toBe(201);
    expect(mock.history.post.map(({ data }) => data as unknown)).toEqual(['{"a":1}', '{"a":1}']);
  });

  it('refuses for good as a real server does', async () => {
    const { client, mock } = await attached(order);
    mock.onAny().reply(401, { error: 'no' });
    const error = await axiosRejection(client.get('/me'));
    expect(error.response).toMatchObject({ status: 401, data: { error: 'no' } });
    expect(error.cause).toMatchObject({ code: 'ERR_OAUTH_TOKEN_REFUSED' });
    expect(error.config?.headers.Authorization).toBeUndefined();
    expect(mock.history.get).toHaveLength(2);
  });

  it('sees the challenge in headers that the handler gave', async () => {
    const { client, mock } = await attached(order);
    mock.onGet('/me').reply(401, '', { 'WWW-Authenticate': 'Bearer error="insufficient_scope"' });
    const error = await axiosRejection(client.get('/me'));
    expect(error.cause).toMatchObject({ error: 'insufficient_scope' });
    expect(mock.history.get).toHaveLength(1);
  });

  it('resolves a 401 with validateStatus: null only when it is final', async () => {
    const { client, mock } = await attached(order);
    mock.onGet('/me').replyOnce(401).onGet('/me').reply(200).onGet('/no').reply(401);
    expect((await client.get('/me', { validateStatus: null })).status).toBe(200);
    expect((await client.get('/no', { validateStatus: null })).status).toBe(401);
  });

  it('gives network errors and timeouts as without us', async () => {
    const { client, mock } = await attached(order);
    mock.onGet('/net').networkError().onGet('/slow').timeout();
    expect(await axiosRejection(client.get('/net'))).toMatchObject({ message: 'Network Error' });
    expect(await axiosRejection(client.get('/slow'))).toMatchObject({ code: 'ECONNABORTED' });
  });

  it('is left when it is restored', async () => {
    const { client, mock } = await attached(order);
    mock.restore();
    const { data } = await client.get('/me', {
      adapter: async (config) => ({
        data: config.headers.get('authorization'),
        status: 200,
        statusText: '',
        headers: {},
        config,
      }),
    });
    expect(data).toBe('Bearer old');
    detach(client);
  });
});

describe('a mocked instance without baseURL', () => {
  it('still answers requests that have no origin, without a credential', async () => {
    const client = attach(axios.create(), bearer('at'), { origins: ['https://api.example.com'] });
    const mock = new MockAdapter(client);
    mock.onGet('/me').reply(200).onGet('/no').reply(401);
    expect((await client.get('/me')).status).toBe(200);
    expect((await axiosRejection(client.get('/no'))).response?.status).toBe(401);
    expect(shown(mock)).toEqual([undefined, undefined]);
  });
});
