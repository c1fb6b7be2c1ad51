import axios from 'axios';
import { OAuth2Session, password, tokenFromFragment } from '../../lib/index.js';
import { orizeClient, startOrizeServer } from '../../fixtures/servers/oauth2orize-server.js';

type Server = Awaited<ReturnType<typeof startOrizeServer>>;
let server: Server;
beforeEach(async () => {
  server = await startOrizeServer();
});
afterEach(() => server.close());

function person(): OAuth2Session {
  const provider = { authorizationEndpoint: `${server.origin}/authorize`, tokenEndpoint: `${server.origin}/token` };
  return new OAuth2Session({ provider, ...orizeClient });
}

/** Where the browser is sent after the person has agreed. */
async function callback(url: string): Promise<string> {
  const { headers } = await axios.get(url, { maxRedirects: 0, validateStatus: () => true });
  return String(headers['location']);
}

describe('against oauth2orize, a server of other authors', () => {
  it('a person logs in by code; the refresh rotates', async () => {
    const ann = person();
    const { url, pending } = await ann.authorizationUrl();
    const first = await ann.fetchToken({ authorizationResponse: await callback(url), pending });
    const second = await ann.refreshToken();
    expect(second.access_token).not.toBe(first.access_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(server.tokenRequests).toEqual(['authorization_code', 'refresh_token']);
  });

  it('a person gives their password; the session goes on with the refresh token', async () => {
    const ann = person();
    await ann.fetchToken(password({ username: 'ann', password: 'correct horse' }));
    await ann.refreshToken();
    expect(server.tokenRequests).toEqual(['password', 'refresh_token']);
  });

  it('a person logs in by the implicit grant, where a service offers nothing else', async () => {
    const ann = person();
    const { url, pending } = await ann.authorizationUrl({ response_type: 'token' });
    const before = Date.now();
    const token = await tokenFromFragment(ann, { authorizationResponse: await callback(url), pending });
    expect(token).toMatchObject({ access_token: expect.stringMatching(/^[0-9a-f]{32}$/), token_type: 'Bearer' });
    expect(token.expiresAt).toBeGreaterThanOrEqual(before + 600_000);
    expect(token).not.toHaveProperty('refresh_token');
    expect(server.tokenRequests).toEqual([]);
  });

  it('a wrong password is a typed error, in the words of the server', async () => {
    const wrong = person().fetchToken(password({ username: 'ann', password: 'battery staple' }));
    await expect(wrong).rejects.toMatchObject({
      code: 'ERR_OAUTH_INVALID_GRANT',
      error_description: expect.any(String),
    });
  });

  it('a refresh token is good once', async () => {
    const ann = person();
    const { refresh_token: spent = '' } = await ann.fetchToken(
      password({ username: 'ann', password: 'correct horse' }),
    );
    await ann.refreshToken();
    await ann.setToken({ access_token: 'x', refresh_token: spent });
    await expect(ann.refreshToken()).rejects.toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT' });
  });
});
