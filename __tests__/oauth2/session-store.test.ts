import axios from 'axios';
import MockAdapter from 'axios-mock-adapter';
import { startAuthorizationServer } from '../../fixtures/servers/authorization-server.js';
import { closeAll } from '../../fixtures/servers/running-server.js';
import {
  clientCredentials,
  MemoryTokenStore,
  OAuth2Session,
  type OAuth2Token,
  type TokenEndpointResponse,
} from '../../lib/index.js';

const provider = { tokenEndpoint: 'https://as.example/token' };
const client = { provider, clientId: 'me', clientSecret: 's' };

function tokenServer() {
  const instance = axios.create();
  const mock = new MockAdapter(instance);
  mock.onPost().reply(200, { access_token: 'machine', expires_in: 3600 });
  return { instance, mock };
}

describe('sessions on one store', () => {
  it('keep the token of a machine, a person and another scope apart', async () => {
    const store = new MemoryTokenStore();
    const { instance } = tokenServer();
    const person = new OAuth2Session({ ...client, store });
    await person.setToken({ access_token: 'person', refresh_token: 'r' });
    const machine = new OAuth2Session({ ...client, store, grant: clientCredentials(), axios: instance });
    const payroll = new OAuth2Session({ ...client, store, grant: clientCredentials({ scope: ['payroll'] }) });
    expect((await machine.refreshToken()).access_token).toBe('machine');
    expect(await payroll.token()).toBeUndefined();
    expect(await person.token()).toMatchObject({ access_token: 'person', refresh_token: 'r' });
  });

  it('say so at once when the store does not keep whole records: without revisions nothing could be renewed', async () => {
    const rows = new Map<string, OAuth2Token>();
    const columns = ({ access_token, refresh_token }: OAuth2Token) => ({ access_token, refresh_token }) as OAuth2Token;
    const store = {
      get: (key: string) => rows.get(key),
      set: (key: string, token: OAuth2Token) => void rows.set(key, columns(token)),
      delete: (key: string) => void rows.delete(key),
    };
    const session = new OAuth2Session({ ...client, store: store });
    await session.setToken({ access_token: 'at', refresh_token: 'r' });
    const error = await session.token().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ERR_OAUTH_STORE', cause: { message: expect.stringContaining('revision') } });
  });

  it('need the name of an account', () => {
    expect(() => new OAuth2Session(client).account(undefined as never)).toThrow(
      expect.objectContaining({ option: 'account' }),
    );
  });

  it('take a name in any script, but not half a character of it', async () => {
    const session = new OAuth2Session(client);
    await session.account('Жанна 日本 🙂').setToken({ access_token: 'at' });
    expect(await session.account('Жанна 日本 🙂').token()).toMatchObject({ access_token: 'at' });
    expect(() => session.account('\ud800')).toThrow(expect.objectContaining({ option: 'account' }));
  });
});

describe('a token call', () => {
  afterEach(() => {
    delete axios.defaults.headers['Authorization'];
    delete axios.defaults.headers.common['X-Api-Key'];
    axios.defaults.adapter = ['xhr', 'http', 'fetch'];
  });

  it('carries nothing of what the app set on the global axios for its API', async () => {
    const mock = new MockAdapter(axios);
    mock.onPost().reply(200, { access_token: 'at' });
    Object.assign(axios.defaults.headers, { Authorization: 'Bearer GLOBAL' });
    axios.defaults.headers.common['X-Api-Key'] = 'GLOBAL';
    const session = new OAuth2Session({ ...client, clientAuthentication: 'client_secret_post' });
    await session.fetchToken(clientCredentials());
    expect(JSON.stringify(mock.history[0]?.headers)).not.toContain('GLOBAL');
  });

  it.each(['http', 'fetch'])(
    'says who the client is, whatever auth its instance has for others (by %s)',
    async (adapter) => {
      const server = await startAuthorizationServer();
      try {
        const auth = { username: 'somebody', password: 'else' };
        const instance = axios.create({ adapter, auth, proxy: false });
        const { tokenEndpoint } = server.provider;
        const session = new OAuth2Session({ provider: { tokenEndpoint }, ...server.client, axios: instance });
        await session.setToken(server.issue());
        expect(await session.refreshToken()).toHaveProperty('access_token');
        expect(instance.defaults.auth).toEqual(auth);
      } finally {
        await closeAll(server);
      }
    },
  );

  it('whose answer a hook makes something else than text names that hook', async () => {
    const hooks = { accessTokenResponse: (answer: TokenEndpointResponse) => ({ ...answer, body: {} as string }) };
    const session = new OAuth2Session({ ...client, hooks, axios: tokenServer().instance });
    const error = await session.fetchToken(clientCredentials()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ERR_OAUTH_HOOK', hook: 'accessTokenResponse' });
  });

  it.each([Infinity, 2_592_000_000])('may be given %d ms', async (tokenTimeoutMs) => {
    const { instance } = tokenServer();
    const session = new OAuth2Session({ ...client, tokenTimeoutMs, axios: instance });
    await expect(session.fetchToken(clientCredentials())).resolves.toMatchObject({ access_token: 'machine' });
  });
});
