import { registerClient } from '../../../lib/index.js';
import { json } from '../../../fixtures/servers/answer.js';
import { startDocumentServer, type DocumentServer } from '../../../fixtures/servers/document-server.js';

let server: DocumentServer;
beforeEach(async () => {
  server = await startDocumentServer();
});
afterEach(() => server.close());

const register = (more: object = {}) =>
  registerClient({
    provider: { tokenEndpoint: `${server.origin}/token`, registrationEndpoint: `${server.origin}/register` },
    metadata: { redirect_uris: ['https://app.example/cb'], client_name: 'Ours' },
    ...more,
  });

describe('a registration', () => {
  it('7591-3.1-a: carries the initial access token where there is one, and only there', async () => {
    server.answer('/register', () => json(201, { client_id: 'x' }));
    await register({ initialAccessToken: 'initial' });
    await register();
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer initial', undefined]);
  });

  it('7591-3.2-a: what the server says wins, and what it leaves out is as asked', async () => {
    server.answer('/register', () => json(201, { client_id: 'x', client_name: 'Theirs', client_secret_expires_at: 5 }));
    expect(await register()).toEqual({
      client_id: 'x',
      client_name: 'Theirs',
      client_secret_expires_at: 5,
      redirect_uris: ['https://app.example/cb'],
    });
  });

  it('7591-3.2-b: an error that echoes the initial access token does not show it', async () => {
    server.answer('/register', () => json(401, { error: 'invalid_token', error_description: 'not canary' }));
    const error = await register({ initialAccessToken: 'canary' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_OAUTH_CLIENT_REGISTRATION', error_description: 'not [redacted]' });
    expect(JSON.stringify(error)).not.toContain('canary');
  });

  it('needs an endpoint over TLS', async () => {
    const tokenEndpoint = 'https://as.example/token';
    const provider = { tokenEndpoint, registrationEndpoint: 'http://as.example/register' };
    await expect(register({ provider })).rejects.toHaveProperty('option', 'provider.registrationEndpoint');
    await expect(register({ provider: { tokenEndpoint } })).rejects.toHaveProperty(
      'option',
      'provider.registrationEndpoint',
    );
  });
});
