import axios from 'axios';
import { readFileSync } from 'node:fs';
import { Agent, createServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { clientCredentials, OAuth2Session } from '../../lib/index.js';
import { callServer } from '../../lib/server-calls/server-call.js';
import { unreachable } from '../../lib/server-calls/unreachable.js';

const read = (name: string) => readFileSync(path.join(__dirname, '../../fixtures/tls', name), 'utf8');
const key = read('key.pem');
const good = read('certificate.pem');
const expired = read('expired-certificate.pem');

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A token endpoint on loopback with this certificate, and what it was asked. */
async function startServer(cert: string, host: string) {
  const asked: unknown[] = [];
  const server = createServer({ key, cert }, (request, response) => {
    asked.push(request.url);
    response.end('{"access_token":"at","token_type":"Bearer"}');
  });
  await new Promise<void>((listening) => server.listen(0, host, listening));
  const { port } = server.address() as AddressInfo;
  const close = () => server.close();
  closing.push(close);
  return { asked, tokenEndpoint: `https://${host}:${port}/token`, close };
}

function sessionAt(tokenEndpoint: string, ca?: string) {
  const httpsAgent = ca === undefined ? undefined : new Agent({ ca });
  const instance = axios.create({ proxy: false, httpsAgent });
  return new OAuth2Session({
    provider: { tokenEndpoint },
    clientId: 'billing',
    clientSecret: 'secret',
    grant: clientCredentials(),
    axios: instance,
  });
}

describe('a certificate that is not accepted', () => {
  it.each([
    ['of an authority that nobody here knows', good, '127.0.0.1', undefined, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['that has expired', expired, '127.0.0.1', expired, 'CERT_HAS_EXPIRED'],
    ['of another host', good, '127.0.0.2', good, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('%s is an error at once that says what to do, and nothing is sent', async (_kind, cert, host, ca, problem) => {
    const server = await startServer(cert, host);
    const error = await sessionAt(server.tokenEndpoint, ca)
      .refreshToken()
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ERR_OAUTH_UNREACHABLE', sent: false, certificateProblem: problem });
    const { message } = error as Error;
    expect(message).toContain(`(${problem})`);
    expect(message).toMatch(/NODE_EXTRA_CA_CERTS.*httpsAgent.*expired/);
    expect(message).not.toMatch(/rejectUnauthorized|TLS_REJECT/);
    expect(server.asked).toEqual([]);
  });

  it('is accepted once I have named its authority', async () => {
    const server = await startServer(good, '127.0.0.1');
    expect(await sessionAt(server.tokenEndpoint, good).refreshToken()).toMatchObject({ access_token: 'at' });
  });
});

describe.each(['http', 'fetch'] as const)('by %s', (adapter) => {
  it('a server that is not there has got nothing', async () => {
    const server = await startServer(good, '127.0.0.1');
    server.close();
    const error = unreachable(
      await axios.get(server.tokenEndpoint, { adapter, proxy: false }).catch((reason) => reason),
    );
    expect(error).toMatchObject({ code: 'ERR_OAUTH_UNREACHABLE', sent: false });
    expect(error.message).toMatch(/cannot be reached/);
  });

  it('a server that says nothing in time may have acted', async () => {
    const silent = createTcpServer();
    closing.push(() => silent.close());
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/token`;
    const call = callServer(axios.create({ adapter, proxy: false }), { method: 'GET', url, headers: {} }, 20);
    await expect(call).rejects.toMatchObject({ code: 'ERR_OAUTH_UNREACHABLE', sent: true });
  });
});
