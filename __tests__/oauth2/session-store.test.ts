import axios from 'axios';
import MockAdapter from 'axios-mock-adapter';
import { clientCredentials, MemoryTokenStore, OAuth2Session } from '../../lib/index.js';

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

  it('need the name of an account', () => {
    expect(() => new OAuth2Session(client).account(undefined as never)).toThrow(
      expect.objectContaining({ option: 'account' }),
    );
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

  it.each([Infinity, 2_592_000_000])('may be given %d ms', async (tokenTimeoutMs) => {
    const { instance } = tokenServer();
    const session = new OAuth2Session({ ...client, tokenTimeoutMs, axios: instance });
    await expect(session.fetchToken(clientCredentials())).resolves.toMatchObject({ access_token: 'machine' });
  });
});
