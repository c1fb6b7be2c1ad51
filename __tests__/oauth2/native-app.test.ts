import { startAuthorizationServer, type AuthorizationServer } from '../../fixtures/servers/authorization-server.js';
import { closeAll } from '../../fixtures/servers/running-server.js';
import { OAuth2Session, type OAuth2Provider } from '../../lib/index.js';

let servers: AuthorizationServer[] = [];
afterEach(() => closeAll(...servers.splice(0)));

async function started(options: { iss?: boolean } = {}): Promise<AuthorizationServer> {
  const server = await startAuthorizationServer(options);
  servers = [...servers, server];
  return server;
}

const redirectUri = 'com.example.app:/callback';
const provider: OAuth2Provider = {
  authorizationEndpoint: 'https://as.example/authorize',
  tokenEndpoint: 'https://as.example/token',
};

/** A public client, as every installed app is. */
function app(options: { provider?: OAuth2Provider; redirectUri?: string; clientId?: string } = {}): OAuth2Session {
  return new OAuth2Session({ provider, clientId: 'app', redirectUri, ...options });
}

/** An app that knows one server. */
function appAt(
  { provider: { issuer, authorizationEndpoint, tokenEndpoint }, publicClient }: AuthorizationServer,
  path = '',
) {
  const named = { issuer, authorizationEndpoint, tokenEndpoint };
  return app({ provider: named, redirectUri: redirectUri + path, ...publicClient });
}

describe('an app without a secret', () => {
  it.each([redirectUri, 'http://127.0.0.1:49152/callback', 'https://app.example/callback'])(
    '8252-6-a: uses PKCE S256 without being told, and its code is traded with the verifier: answers at %s',
    async (answersAt) => {
      const server = await started();
      const { issuer, authorizationEndpoint, tokenEndpoint } = server.provider;
      const session = app({
        provider: { issuer, authorizationEndpoint, tokenEndpoint },
        ...server.publicClient,
        redirectUri: answersAt,
      });
      const { url, pending } = await session.authorizationUrl();
      expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256');
      await session.fetchToken({ authorizationResponse: await server.login(url), pending });
      expect(server.tokenRequests[0]?.parameters).toHaveProperty('code_verifier', pending.codeVerifier);
    },
  );

  it('8252-6-a: gives PKCE up only where the provider says that it must', async () => {
    for (const [pkce, method] of Object.entries({ S256: 'S256', plain: 'plain', none: null })) {
      const { url } = await app({ provider: { ...provider, pkce: pkce as 'none' } }).authorizationUrl();
      expect(new URL(url).searchParams.get('code_challenge_method')).toBe(method);
    }
  });
});

describe('an answer to this machine', () => {
  it.each(['http://127.0.0.1:49152/callback', 'http://[::1]:1/', 'http://127.0.0.1/callback', redirectUri])(
    '8252-7.3-a: may go to %s without a warning',
    async (answersAt) => {
      const { url, ...more } = await app().authorizationUrl({ redirect_uri: answersAt });
      expect(new URL(url).searchParams.get('redirect_uri')).toBe(answersAt);
      expect(more).not.toHaveProperty('redirectsToLocalhost');
    },
  );

  it.each(['http://localhost:49152/callback', 'http://LocalHost/', 'http://localhost./', 'http://app.localhost:80/'])(
    '8252-7.3-a: at %s is warned about',
    async (answersAt) => {
      expect(await app({ redirectUri: answersAt }).authorizationUrl()).toHaveProperty('redirectsToLocalhost', true);
    },
  );

  it('8252-7.3-a: a host that only begins with localhost is not', async () => {
    const made = await app({ redirectUri: 'https://localhost.example/' }).authorizationUrl();
    expect(made).not.toHaveProperty('redirectsToLocalhost');
  });
});

describe('an app that logs in at two servers', () => {
  it('8252-8.10-a: takes no answer of one for that of the other, and sends the code nowhere', async () => {
    const [asked, another] = [await started(), await started()];
    const session = appAt(asked);
    const { pending } = await session.authorizationUrl();
    const { url: elsewhere } = await appAt(another).authorizationUrl();
    const response = new URL(await another.login(elsewhere));
    response.searchParams.set('state', pending.state);
    const answered = session.fetchToken({ authorizationResponse: response, pending });
    await expect(answered).rejects.toMatchObject({ code: 'ERR_OAUTH_AUTHORIZATION_RESPONSE', parameter: 'iss' });
    expect([asked, another].flatMap(({ tokenRequests }) => tokenRequests)).toEqual([]);
  });

  it('8252-8.10-a: has a redirect URI for each that does not say iss, and each hears of its own only', async () => {
    for (const path of ['/one', '/two']) {
      const server = await started({ iss: false });
      const session = appAt(server, path);
      const { url, pending } = await session.authorizationUrl();
      const authorizationResponse = await server.login(url);
      expect(authorizationResponse).toMatch(`${redirectUri}${path}?`);
      await session.fetchToken({ authorizationResponse, pending });
      expect(server.tokenRequests[0]?.parameters).toHaveProperty('redirect_uri', redirectUri + path);
    }
  });
});
