import axios from 'axios';
import { clientCredentials, OAuth2Session, password, type TokenEndpointRequest } from '../../../lib/index.js';
import { rejection } from '../../../fixtures/engine-scene.js';
import { json } from '../../../fixtures/servers/answer.js';
import { startDocumentServer, type DocumentServer } from '../../../fixtures/servers/document-server.js';

let server: DocumentServer;
beforeEach(async () => {
  server = await startDocumentServer();
  server.answer('/token', { access_token: 'token', token_type: 'Bearer' });
});
afterEach(() => server.close());

const session = (options: object = {}): OAuth2Session => {
  const provider = { tokenEndpoint: `${server.origin}/token?own=1` };
  return new OAuth2Session({ provider, clientId: 'me', clientSecret: 's', ...options });
};
const ann = password({ username: 'ann', password: 'p' });

/** The one request that came. */
async function received(options: object = {}, call: object = {}) {
  await session(options).fetchToken(ann, call);
  return server.received.map(({ method, url, headers, body }) => ({ method, url, headers, body: body.toString() }))[0];
}

describe('a token request', () => {
  const form = 'grant_type=password&username=ann&password=p';

  it('6749-3.2-a: is a POST of a form; the own query of the endpoint stays', async () => {
    expect(await received()).toMatchObject({ method: 'POST', url: '/token?own=1', body: form });
  });

  it('is a GET where the service demands it', async () => {
    const request = await received({ tokenRequest: { method: 'GET' } });
    expect(request).toMatchObject({ method: 'GET', url: `/token?own=1&${form}`, body: '' });
    expect(request?.headers).not.toHaveProperty('content-type');
    expect(request?.headers.authorization).toMatch(/^Basic /);
  });

  it('is a GET where a hook says so of this one', async () => {
    const hooks = { accessTokenRequest: (request: TokenEndpointRequest) => ({ ...request, method: 'GET' as const }) };
    const request = await received({ hooks });
    expect(request).toMatchObject({ method: 'GET', url: `/token?own=1&${form}`, body: '' });
    await expect(received({ hooks, clientAuthentication: 'client_secret_post' })).rejects.toMatchObject({
      message: expect.stringContaining('client_secret_basic'),
    });
    expect(server.received).toHaveLength(1);
  });

  it('has its parameters in the query of a POST where the service demands it', async () => {
    const request = await received({ tokenRequest: { parameterPlacement: 'query' } });
    expect(request).toMatchObject({ method: 'POST', url: `/token?own=1&${form}`, body: '' });
  });

  it('6749-2.3.1-b: never puts the client secret there', async () => {
    const options = { tokenRequest: { parameterPlacement: 'query' }, clientAuthentication: 'client_secret_post' };
    await expect(session(options).fetchToken(ann)).rejects.toMatchObject({
      option: 'tokenRequest.parameterPlacement',
      message: expect.stringContaining('client_secret_basic'),
    });
    expect(server.received).toEqual([]);
  });

  it('has the parameters and headers of provider, session and call; the later wins', async () => {
    const provider = {
      tokenEndpoint: `${server.origin}/token`,
      tokenRequest: { parameters: { a: 'provider', b: 'provider', c: 'provider' }, headers: { 'X-A': 'provider' } },
    };
    const tokenRequest = { parameters: { b: 'session', c: 'session' }, headers: { 'x-b': 'session' } };
    const call = { parameters: { c: 'call', resource: ['https://x.example', 'urn:y'] }, headers: { Accept: 'x/y' } };
    const request = await received({ provider, tokenRequest }, call);
    expect(request?.body).toBe(
      `${form}&a=provider&b=session&c=call&resource=${encodeURIComponent('https://x.example')}&resource=urn%3Ay`,
    );
    expect(request?.headers).toMatchObject({ 'x-a': 'provider', 'x-b': 'session', accept: 'x/y' });
  });

  it('6749-3.1-b: has each parameter once: the scope of the call takes the place of the grant’s own', async () => {
    const scoped = password({ username: 'ann', password: 'p', scope: 'a' });
    await session().fetchToken(scoped, { parameters: { scope: 'b' } });
    expect(server.received[0]?.body.toString()).toBe(`${form}&scope=b`);
  });

  it('9396-6-a: asks for details too, and what was granted of them is on the token, also after a refresh', async () => {
    const granted = [{ type: 'payment', actions: ['read'] }];
    server.answer('/token', { access_token: 'token', refresh_token: 'rt', authorization_details: granted });
    const asked = JSON.stringify([{ type: 'payment', actions: ['read', 'write'] }, { type: 'account' }]);
    const mine = session();
    const token = await mine.fetchToken(ann, { parameters: { authorization_details: asked } });
    const form = new URLSearchParams(server.received[0]?.body.toString());
    expect(form.getAll('authorization_details')).toEqual([asked]);
    expect(token).toHaveProperty('authorization_details', granted);

    server.answer('/token', { access_token: 'next' });
    const refreshed = await mine.refreshToken({ parameters: { authorization_details: JSON.stringify(granted) } });
    expect(refreshed).toMatchObject({ access_token: 'next', authorization_details: granted });
    expect(server.received[1]?.body.toString()).toContain('authorization_details=');
  });

  it.each<[string, object, string]>([
    ['is sent beside Basic when asked to', { tokenRequest: { includeClientId: true } }, `${form}&client_id=me`],
    ['6749-3.2.1-a: is sent by a public client', { clientSecret: undefined }, `${form}&client_id=me`],
    [
      'is left out for a service that wants none',
      { clientSecret: undefined, tokenRequest: { includeClientId: false } },
      form,
    ],
  ])('client_id %s', async (_what, options, body) => {
    expect((await received(options))?.body).toBe(body);
  });

  it('can be given up', async () => {
    const stop = new AbortController();
    server.answer('/token', () => ({ wire: 'hang', play: () => stop.abort() }));
    const error = await session()
      .fetchToken(ann, { signal: stop.signal })
      .catch((reason: unknown) => reason);
    expect(axios.isCancel(error)).toBe(true);
  });

  it('has a time limit of its own', async () => {
    server.answer('/token', () => ({ wire: 'hang', play: () => undefined }));
    await expect(session().fetchToken(ann, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'ERR_OAUTH_UNREACHABLE' });
  });

  it('has headers whose values are in no error, should the server repeat them', async () => {
    const echo = ({ headers }: { headers: object }) =>
      json(400, { error: 'invalid_request', error_description: `Bad ${JSON.stringify(headers)}` });
    server.answer('/token', echo);
    const headers = { 'X-Api-Key': 'key-of-mine', Cookie: 'sid=cookie-of-mine' };
    const one = session({ clientSecret: 'long enough', tokenRequest: { headers } });
    const error = await rejection(one.fetchToken(clientCredentials(), { headers: { 'X-Once': 'once-of-mine' } }));
    expect(error).toMatchObject({ error_description: expect.stringContaining('application/json') });
    expect(JSON.stringify(error) + String(error)).not.toContain('of-mine');
  });

  it('goes through the proxy of the axios instance', async () => {
    const instance = axios.create({ proxy: { host: '127.0.0.1', port: server.port, protocol: 'http' } });
    server.answer('http://as.example/token', { access_token: 'by-proxy' });
    const provider = { tokenEndpoint: 'http://as.example/token' };
    const behind = session({ provider, allowInsecureRequests: true, axios: instance });
    expect(await behind.fetchToken(ann)).toHaveProperty('access_token', 'by-proxy');
  });

  it('takes nothing from the API call that waits for it', async () => {
    server.answer('/api', {});
    const machine = session({ grant: clientCredentials() });
    const api = machine.attach(axios.create({ baseURL: server.origin }));
    await api.get('/api', { headers: { 'X-Mine': '1' }, params: { mine: 1 }, timeout: 5000 });
    const [request] = server.received;
    expect(request).toMatchObject({ url: '/token?own=1' });
    expect(request?.body.toString()).toBe('grant_type=client_credentials');
    expect(request?.headers).not.toHaveProperty('x-mine');
  });
});

describe('a refresh', () => {
  it('by hand may ask for one resource of several; the next one gets all again (RFC 8707 §2.2)', async () => {
    const resources = ['https://a.example/', 'https://b.example/'];
    const person = session();
    await person.setToken({ access_token: 'a', refresh_token: 'r', resources });
    await person.refreshToken({ parameters: { resource: 'https://a.example/' } });
    await person.refreshToken();
    const asked = server.received.map(({ body }) => new URLSearchParams(body.toString()).getAll('resource'));
    expect(asked).toEqual([['https://a.example/'], resources]);
  });
});

describe('options of token requests that cannot be', () => {
  it.each<[string, object, string]>([
    ['a GET with a body', { method: 'GET', parameterPlacement: 'body' }, 'tokenRequest.parameterPlacement'],
    ['another method', { method: 'PUT' }, 'tokenRequest.method'],
    ['another place', { parameterPlacement: 'header' }, 'tokenRequest.parameterPlacement'],
    ['client_id perhaps', { includeClientId: 'yes' }, 'tokenRequest.includeClientId'],
    ['6749-2.3-a: a second authentication', { headers: { authorization: 'x' } }, 'tokenRequest.headers.authorization'],
    ['6749-3.1-b: a scope twice', { parameters: { scope: ['a', 'b'] } }, 'tokenRequest.parameters.scope'],
    ['a number', { parameters: { a: 1 } }, 'tokenRequest.parameters.a'],
    ['a grant type', { parameters: { grant_type: 'x' } }, 'tokenRequest.parameters.grant_type'],
    ['a typo', { paramters: {} }, 'tokenRequest.paramters'],
  ])('%s', (_what, tokenRequest, option) => {
    expect(() => session({ tokenRequest })).toThrow(expect.objectContaining({ option }));
  });

  it.each<[string, object, string]>([
    ['a typo', { timeout: 1 }, 'timeout'],
    ['a second authentication', { headers: { Authorization: 'x' } }, 'headers.Authorization'],
  ])('of one call: %s', async (_what, call, option) => {
    await expect(session().fetchToken(ann, call)).rejects.toMatchObject({ option });
    await expect(session().refreshToken(call)).rejects.toMatchObject({ option });
  });
});
