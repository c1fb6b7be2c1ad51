import axios from 'axios';
import { newDpopKey } from '../../../fixtures/dpop-key.js';
import { parseJws } from '../../../fixtures/servers/compact-jws.js';
import { startDocumentServer, type DocumentServer } from '../../../fixtures/servers/document-server.js';
import { closeAll } from '../../../fixtures/servers/running-server.js';
import {
  clientCredentials,
  dpop,
  OAuth2Session,
  type OAuth2Provider,
  type TokenEndpointRequest,
} from '../../../lib/index.js';

let server: DocumentServer;
let foreign: DocumentServer;
beforeEach(async () => {
  [server, foreign] = [await startDocumentServer(), await startDocumentServer()];
  server.answer('/token', { access_token: 'bound', token_type: 'DPoP' });
  foreign.answer('/me', { ok: true });
});
afterEach(() => closeAll(server, foreign));

const sessionWith = (provider: Partial<OAuth2Provider>) =>
  new OAuth2Session({
    provider: { tokenEndpoint: `${server.origin}/token`, ...provider },
    clientId: 'me',
    clientSecret: 'hush',
    grant: clientCredentials(),
    dpop: dpop(),
  });

describe('a bound token', () => {
  it('is asked for with a proof of the method that the service demands', async () => {
    const accessTokenRequest = (request: TokenEndpointRequest) => ({ ...request, method: 'GET' as const });
    await sessionWith({ tokenRequest: { method: 'GET' } }).fetchToken(clientCredentials());
    await sessionWith({ hooks: { accessTokenRequest } }).fetchToken(clientCredentials());
    const proofs = server.received.map(({ headers }) => parseJws(String(headers['dpop']))?.payload);
    expect(server.received.map(({ method }) => method)).toEqual(['GET', 'GET']);
    expect(proofs).toMatchObject([{ htm: 'GET' }, { htm: 'GET' }]);
  });

  it('in the query does not go elsewhere with the query that a redirect copies', async () => {
    server.answer('/me', ({ url }) => ({ status: 302, headers: { Location: foreign.origin + url }, body: '' }));
    const session = sessionWith({ placement: 'query' });
    await session.setToken({ access_token: 'bound', token_type: 'DPoP', dpopKey: newDpopKey().dpopKey });
    await session.attach(axios.create({ baseURL: server.origin, proxy: false })).get('/me?a=b');
    expect(server.received.map(({ url }) => url)).toEqual(['/me?a=b&access_token=bound']);
    expect(foreign.received.map(({ url }) => url)).toEqual(['/me?a=b']);
  });
});
