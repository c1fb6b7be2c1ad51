import { generateKeyPairSync } from 'node:crypto';
import axios from 'axios';
import {
  backchannelAuthentication,
  clientCredentials,
  clientSecretJwt,
  deviceAuthorization,
  OAuth2Session,
  privateKeyJwt,
  tokenExchange,
  type OAuth2SessionOptions,
} from '../../lib/index.js';
import { logInWithoutABrowser } from '../../fixtures/browser.js';
import { fastTime } from '../../fixtures/fast-time.js';
import { oidcClient, startOidcServer, type OidcServer } from '../../fixtures/servers/oidc-server.js';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const cibaGrant = 'urn:openid:params:grant-type:ciba';
const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';
const secret = 'a-secret-of-at-least-thirty-two-bytes';
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = { ...privateKey.export({ format: 'jwk' }), kty: 'EC', kid: 'one', alg: 'ES256' };

const nobody = { redirect_uris: [], response_types: [] };
const clients = [
  {
    client_id: 'signer',
    token_endpoint_auth_method: 'private_key_jwt' as const,
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kty: 'EC', kid: 'one', alg: 'ES256' }] },
    redirect_uris: [oidcClient.redirectUri],
    application_type: 'native' as const,
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  },
  {
    client_id: 'hmac',
    client_secret: secret,
    token_endpoint_auth_method: 'client_secret_jwt' as const,
    ...nobody,
    grant_types: ['client_credentials'],
  },
  {
    client_id: 'tv',
    token_endpoint_auth_method: 'none' as const,
    ...nobody,
    grant_types: [deviceGrant, 'refresh_token'],
  },
  {
    client_id: 'shop',
    client_secret: secret,
    backchannel_token_delivery_mode: 'poll' as const,
    ...nobody,
    grant_types: [cibaGrant, 'refresh_token'],
  },
  { client_id: 'service', client_secret: secret, ...nobody, grant_types: [exchangeGrant] },
];

let server: OidcServer;
const asked: { jti: string }[] = [];
beforeAll(async () => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined); // oidc-provider warns of its quick start keys
  jest.spyOn(console, 'info').mockImplementation(() => undefined);
  const ciba = {
    enabled: true,
    deliveryModes: ['poll'] as const,
    processLoginHint: (_context: unknown, hint: string) => hint,
    verifyUserCode: () => undefined,
    validateBindingMessage: () => undefined,
    validateRequestContext: () => undefined,
    triggerAuthenticationDevice: (_context: unknown, request: { jti: string }) => void asked.push(request),
  };
  const features = { deviceFlow: { enabled: true }, ciba } as never;
  server = await startOidcServer(600, { clients, features });
  exchangeTokens(server);
});
afterAll(() => server.close());
beforeEach(() => {
  fastTime(50);
  jest.spyOn(console, 'info').mockImplementation(() => undefined);
  server.tokenRequests.length = 0;
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** RFC 8693 as a grant of its own: for whom the subject token is, for them the new one is. */
function exchangeTokens({ provider }: OidcServer): void {
  provider.registerGrantType(
    exchangeGrant,
    async (context) => {
      const { client, params } = context.oidc;
      const subject = await provider.AccessToken.find(String(params?.['subject_token']));
      const token = new provider.ClientCredentials({ client: client, scope: 'exchanged' });
      context.body = {
        access_token: await token.save(),
        token_type: 'Bearer',
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        expires_in: token.expiration,
        on_behalf_of: subject?.accountId,
        resources: params?.['resource'],
      };
    },
    ['subject_token', 'subject_token_type', 'audience', 'resource'],
    ['audience', 'resource'],
  );
}

function session(options: object): OAuth2Session {
  return new OAuth2Session({ provider: { issuer: server.issuer }, ...options } as OAuth2SessionOptions);
}

/** A grant of the person, as a consent page makes it. */
async function consent(clientId: string, scope: string): Promise<string> {
  const given = new server.provider.Grant({ accountId: 'ann', clientId });
  given.addOIDCScope(scope);
  return given.save();
}

describe('against oidc-provider', () => {
  it('7523-2.2-a: a client with private_key_jwt logs a person in and refreshes', async () => {
    const clientAuthentication = privateKeyJwt({ key: jwk });
    const person = session({
      clientId: 'signer',
      clientAuthentication,
      redirectUri: oidcClient.redirectUri,
      scope: ['openid', 'offline_access'],
    });
    const { url, pending } = await person.authorizationUrl({ prompt: 'consent' });
    const authorizationResponse = await logInWithoutABrowser(url, oidcClient.redirectUri);
    await person.fetchToken({ authorizationResponse, pending });
    await person.refreshToken();
    const api = person.attach(axios.create({ baseURL: server.issuer }));
    expect((await api.get('/me')).data).toEqual({ sub: 'ann' });
    expect(server.tokenRequests).toEqual(['authorization_code', 'refresh_token']);
  });

  it.each([
    ['private_key_jwt', 'signer', () => privateKeyJwt({ key: jwk })],
    ['client_secret_jwt', 'hmac', () => clientSecretJwt(secret)],
  ])('a machine with %s gets a token by client credentials, and another one', async (_how, clientId, by) => {
    const machine = session({ clientId, clientAuthentication: by(), grant: clientCredentials() });
    const first = await machine.refreshToken();
    expect((await machine.refreshToken()).access_token).not.toBe(first.access_token);
  });

  it('a wrong key is refused in the words of the server', async () => {
    const { privateKey: other } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = { ...other.export({ format: 'jwk' }), kty: 'EC', kid: 'one' };
    const machine = session({
      clientId: 'signer',
      clientAuthentication: privateKeyJwt({ key }),
      grant: clientCredentials(),
    });
    await expect(machine.refreshToken()).rejects.toMatchObject({ error: 'invalid_client', status: 401 });
  });

  it('8628-3.4-a: a person logs in on another device', async () => {
    const tv = session({ clientId: 'tv' });
    const shown = await deviceAuthorization(tv, { scope: ['openid', 'offline_access'] });
    expect(shown.verificationUri).toBe(`${server.issuer}/device`);
    const waiting = shown.fetchToken();
    const code = await server.provider.DeviceCode.findByUserCode(shown.userCode.replace('-', ''));
    const grantId = await consent('tv', 'openid offline_access');
    Object.assign(code ?? {}, { accountId: 'ann', grantId, scope: 'openid offline_access', authTime: 1 });
    await code?.save();
    expect(await waiting).toMatchObject({ token_type: 'Bearer', scope: 'openid offline_access' });
    await tv.refreshToken();
    expect(server.tokenRequests).toEqual([deviceGrant, 'refresh_token']);
  });

  it('8628-3.5-d: a person says no on another device', async () => {
    const shown = await deviceAuthorization(session({ clientId: 'tv' }), { scope: ['openid'] });
    const waiting = shown.fetchToken();
    const code = await server.provider.DeviceCode.findByUserCode(shown.userCode.replace('-', ''));
    Object.assign(code ?? {}, { error: 'access_denied', errorDescription: 'Not now.' });
    await code?.save();
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_OAUTH_AUTHORIZATION_DENIED' });
  });

  it('a person is asked at their own device (CIBA)', async () => {
    const shop = session({ clientId: 'shop', clientSecret: secret });
    const request = await backchannelAuthentication(shop, { loginHint: 'ann', bindingMessage: 'W4SC' });
    const waiting = request.fetchToken();
    const given = await server.provider.Grant.find(await consent('shop', 'openid'));
    await server.provider.backchannelResult(asked[0]?.jti ?? '', given as never);
    expect(await waiting).toMatchObject({ token_type: 'Bearer', id_token: expect.any(String) });
  });

  it('8693-2.1-b: a service trades the token of a person for one of its own', async () => {
    const { AccessToken } = server.provider;
    const client = await server.provider.Client.find('signer');
    const grantId = await consent('signer', 'openid');
    const given = new AccessToken({ accountId: 'ann', client: client as never, grantId, scope: 'openid' } as never);
    const subjectToken = await given.save();
    const resource = ['https://one.example', 'https://two.example'];
    const service = session({
      clientId: 'service',
      clientSecret: secret,
      grant: tokenExchange({ subjectToken, resource }),
    });
    const token = await service.refreshToken();
    expect(token).toMatchObject({ on_behalf_of: 'ann', resources: resource });
    expect((await service.refreshToken()).access_token).not.toBe(token.access_token);
  });
});
