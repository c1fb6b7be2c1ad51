import { X509Certificate } from 'node:crypto';
import { Agent } from 'node:https';
import type { TLSSocket } from 'node:tls';
import axios from 'axios';
import { clientCredentials, OAuth2Session, type OAuth2SessionOptions } from '../../lib/index.js';
import { logInWithoutABrowser } from '../../fixtures/browser.js';
import { describeWith, succeeds } from '../../fixtures/required-service.js';
import { oidcClient, startOidcServer, type OidcServer } from '../../fixtures/servers/oidc-server.js';
import { testCertificates, type TestCertificate, type TestCertificates } from '../../fixtures/test-certificates.js';

const machine = { redirect_uris: [], response_types: [], grant_types: ['client_credentials'] };
const bound = { tls_client_certificate_bound_access_tokens: true };

describeWith('openssl', succeeds('openssl', 'version'), () => {
  let certificates: TestCertificates;
  let server: OidcServer;
  const agents: Agent[] = [];

  beforeAll(async () => {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined); // oidc-provider warns of its quick start keys
    jest.spyOn(console, 'info').mockImplementation(() => undefined);
    certificates = testCertificates();
    const { ca, server: own, selfSigned } = certificates;
    const publicJwk = new X509Certificate(selfSigned.cert).publicKey.export({ format: 'jwk' });
    const x5c = [new X509Certificate(selfSigned.cert).raw.toString('base64')];
    const clients = [
      {
        client_id: 'by-ca',
        token_endpoint_auth_method: 'tls_client_auth',
        tls_client_auth_subject_dn: 'CN=client',
        ...machine,
        ...bound,
      },
      {
        client_id: 'by-itself',
        token_endpoint_auth_method: 'self_signed_tls_client_auth',
        jwks: { keys: [{ ...publicJwk, x5c }] },
        ...machine,
        ...bound,
      },
      {
        client_id: 'public',
        token_endpoint_auth_method: 'none',
        redirect_uris: [oidcClient.redirectUri],
        application_type: 'native',
        grant_types: ['authorization_code', 'refresh_token'],
        ...bound,
      },
    ];
    const mTLS = {
      enabled: true,
      certificateBoundAccessTokens: true,
      tlsClientAuth: true,
      selfSignedTlsClientAuth: true,
      getCertificate: ({ socket }: { socket: TLSSocket }) => socket.getPeerX509Certificate()?.toString(),
      certificateAuthorized: ({ socket }: { socket: TLSSocket }) => socket.authorized,
      certificateSubjectMatches: ({ socket }: { socket: TLSSocket }, _property: string, expected: string) =>
        socket.getPeerX509Certificate()?.subject === expected,
    };
    const clientAuthMethods = [
      'none',
      'tls_client_auth',
      'self_signed_tls_client_auth',
      'client_secret_basic',
    ] as const;
    const tls = { ...own, ca, requestCert: true, rejectUnauthorized: false };
    server = await startOidcServer(600, {
      tls,
      clients: clients as never,
      clientAuthMethods: [...clientAuthMethods],
      features: { mTLS } as never,
    });
  });
  afterAll(async () => {
    for (const agent of agents) agent.destroy();
    await server?.close();
  });

  function withCertificate(certificate?: TestCertificate) {
    const httpsAgent = new Agent({ ca: certificates.ca, ...certificate });
    agents.push(httpsAgent);
    return axios.create({ httpsAgent, proxy: false, baseURL: server.issuer });
  }
  const session = (options: object) =>
    new OAuth2Session({ provider: { issuer: server.issuer }, ...options } as OAuth2SessionOptions);

  it.each([
    ['tls_client_auth', 'by-ca', 'client'],
    ['self_signed_tls_client_auth', 'by-itself', 'selfSigned'],
  ] as const)(
    '8705-2-a, 9700-2.5-a: a machine proves who it is by its certificate: %s',
    async (method, clientId, which) => {
      const instance = withCertificate(certificates[which]);
      const options = { clientId, clientAuthentication: method, axios: instance, grant: clientCredentials() };
      const token = await session(options).refreshToken();
      const kept = await server.provider.ClientCredentials.find(token.access_token);
      expect(kept?.['x5t#S256']).toBe(thumbprint(certificates[which]));
    },
  );

  it('8705-2-a: another certificate, or none, is refused in the words of the server', async () => {
    for (const certificate of [certificates.selfSigned, undefined]) {
      const options = { clientId: 'by-ca', clientAuthentication: 'tls_client_auth', grant: clientCredentials() };
      const refused = session({ ...options, axios: withCertificate(certificate) }).refreshToken();
      await expect(refused).rejects.toMatchObject({ error: 'invalid_client' });
    }
  });

  it('8705-3-a, 8705-4-a, 9700-2.2-a: a bound token of a public client goes with its certificate, and so does its refresh', async () => {
    const instance = withCertificate(certificates.client);
    const { redirectUri } = oidcClient;
    const person = session({ clientId: 'public', redirectUri, scope: ['openid', 'offline_access'], axios: instance });
    const { url, pending } = await person.authorizationUrl({ prompt: 'consent' });
    const authorizationResponse = await logInWithoutABrowser(url, redirectUri, instance);
    await person.fetchToken({ authorizationResponse, pending });

    const api = person.attach(withCertificate(certificates.client));
    expect((await api.get('/me')).data).toEqual({ sub: 'ann' });
    await person.refreshToken();
    expect((await api.get('/me')).data).toEqual({ sub: 'ann' });

    const other = person.attach(withCertificate(certificates.selfSigned));
    await expect(other.get('/me')).rejects.toMatchObject({ response: { status: 401 } });
  });

  it('6749-3.1-d: a server whose certificate nobody vouches for gets nothing', async () => {
    const provider = { tokenEndpoint: `${server.issuer}/token` };
    const options = {
      provider,
      clientId: 'by-ca',
      clientAuthentication: 'tls_client_auth',
      grant: clientCredentials(),
    };
    await expect(session({ ...options, renewalBudgetMs: 2000 }).refreshToken()).rejects.toMatchObject({
      code: 'ERR_OAUTH_UNREACHABLE',
    });
    expect(server.tokenRequests.filter((grantType) => grantType === 'undefined')).toEqual([]);
  });

  function thumbprint({ cert }: TestCertificate): string {
    return Buffer.from(new X509Certificate(cert).fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
  }
});
