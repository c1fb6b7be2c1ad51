import axios from 'axios';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import path from 'node:path';
import { apiOf, closeServers, failureOf, sessionFor, startService } from '../../fixtures/oauth1/session-scene.js';

const folder = path.join(__dirname, '../../fixtures/tls');
const [key = '', cert = ''] = ['key.pem', 'certificate.pem'].map((name) =>
  readFileSync(path.join(folder, name), 'utf8'),
);
const httpsAgent = new Agent({ ca: cert });

afterEach(async () => {
  httpsAgent.destroy();
  expect(await closeServers()).toEqual([]);
});

/** Over https with a certificate that only our agent trusts, as in a company's network. */
const startSecureService = async () => (await startService({}, {}, { key, cert })).server;

describe('5849-2-b: over https, through the agent of the user', () => {
  it.each(['HMAC-SHA1', 'PLAINTEXT'])('a login and signed requests hold: %s', async (signatureMethod) => {
    for (const placement of ['header', 'body', 'query']) {
      const server = await startSecureService();
      const instance = axios.create({ httpsAgent, proxy: false });
      const session = sessionFor(server, { axios: instance, signatureMethod, placement });
      const { url, pending } = await session.authorizationUrl();
      await session.fetchToken({ authorizationResponse: server.login(url), pending });
      const api = apiOf(server, session, { httpsAgent });
      expect((await api.post('/me?x=1', new URLSearchParams('a=1 2'))).data).toEqual({ account: 'ann' });
      expect(server.requests.map(({ verdict }) => [verdict.placement, verdict.problems])).toEqual(
        server.requests.map(() => [placement, []]),
      );
      expect(server.requests).toHaveLength(3);
    }
  });

  it('the base string has https and the port', async () => {
    const server = await startSecureService();
    const session = sessionFor(server);
    await session.setToken(server.issue());
    await apiOf(server, session, { httpsAgent }).get('/me');
    expect(server.requests[0]?.verdict.baseString).toMatch(`GET&https%3A%2F%2F127.0.0.1%3A${server.port}%2Fme&`);
  });

  it.each(['http', 'fetch'])(
    'a server that is not trusted gets nothing, and the error says what to do, by %s',
    async (adapter) => {
      const server = await startSecureService();
      const session = sessionFor(server, { axios: axios.create({ proxy: false, adapter }) });
      const error = await failureOf(session.authorizationUrl());
      expect(error).toMatchObject({
        code: 'ERR_OAUTH_UNREACHABLE',
        sent: false,
        certificateProblem: 'DEPTH_ZERO_SELF_SIGNED_CERT',
        message: expect.stringMatching(
          /certificate .* \(DEPTH_ZERO_SELF_SIGNED_CERT\).* NODE_EXTRA_CA_CERTS.* httpsAgent/,
        ),
      });
      expect(server.requests).toEqual([]);
    },
  );
});
