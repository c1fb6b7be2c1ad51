import axios from 'axios';
import { exportJWK, generateKeyPair } from 'jose';
import { startDocumentServer, type DocumentServer } from '../../../fixtures/servers/document-server.js';
import { AuthorizationServer } from '../../../lib/oauth2/discovery/authorization-server.js';
import { keysOf } from '../../../lib/oauth2/openid/json-web-key-set.js';

let server: DocumentServer;
beforeEach(async () => {
  server = await startDocumentServer();
});
afterEach(() => server.close());

describe('the keys of servers', () => {
  it('are remembered of a hundred, so that no list of servers fills the memory', async () => {
    const { publicKey } = await generateKeyPair('ES256');
    const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one' }] };
    const instance = axios.create();
    const access = { axios: instance, discoveredFor: instance, timeoutMs: 5000, allowInsecureRequests: false };
    const looksUp = (n: number) => {
      const path = `/jwks/${String(n)}`;
      server.answer(path, keys);
      const provider = { tokenEndpoint: `${server.origin}/token`, jwksUri: server.origin + path };
      const asked = new AuthorizationServer(provider, { ...access, byCertificate: false });
      return keysOf(asked)({ alg: 'ES256', kid: 'one' }, { payload: '', signature: '' });
    };
    for (let n = 0; n <= 100; n++) await looksUp(n);
    for (const n of [100, 2, 1, 0]) await looksUp(n);
    expect(server.paths).toHaveLength(102);
    expect(server.paths.at(-1)).toBe('/jwks/0');
  });
});
