import axios from 'axios';
import { rejection } from '../../fixtures/engine-scene.js';
import { json } from '../../fixtures/servers/answer.js';
import { startDocumentServer, type DocumentServer } from '../../fixtures/servers/document-server.js';
import { formFields } from '../../fixtures/servers/received-request.js';
import { clientCredentials, OAuth2Session, type OAuth2Provider } from '../../lib/index.js';

let server: DocumentServer;
beforeEach(async () => {
  server = await startDocumentServer();
  server.answer('/token', { access_token: 'renewed', expires_in: 600 });
  server.answer('/revoke', () => ({ status: 200, headers: {}, body: '' }));
  server.answer('/introspect', { active: true, scope: 'read' });
  server.answer('/userinfo', { sub: 'ann', name: 'Ann' });
  server.answer('/me', { ok: true });
});
afterEach(() => server.close());

const identity = { clientId: 'me', clientSecret: 'hush' };

async function person(token: object = {}, options: object = {}): Promise<OAuth2Session> {
  const { origin } = server;
  const provider: OAuth2Provider = {
    tokenEndpoint: `${origin}/token`,
    revocationEndpoint: `${origin}/revoke`,
    introspectionEndpoint: `${origin}/introspect`,
    userinfoEndpoint: `${origin}/userinfo`,
  };
  const session = new OAuth2Session({ provider, ...identity, ...options });
  await session.setToken({ access_token: 'access', refresh_token: 'refresh', ...token });
  return session;
}

const basic = `Basic ${Buffer.from('me:hush').toString('base64')}`;
const lastForm = () => formFields(server.received.at(-1) ?? ([] as never));
const jwtOf = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;

describe('a revocation', () => {
  it('7009-2.1-a: is a POST of the token, its hint and the client, to an https endpoint', async () => {
    await (await person()).revokeToken();
    const { method, headers } = server.received.at(-1) ?? ({} as never);
    expect([method, headers.authorization]).toEqual(['POST', basic]);
    expect(lastForm()).toEqual({ token: 'refresh', token_type_hint: 'refresh_token' });
    const provider = { tokenEndpoint: 'https://as.example/token', revocationEndpoint: 'http://as.example/revoke' };
    expect(() => new OAuth2Session({ provider, ...identity })).toThrow('provider.revocationEndpoint');
  });

  it('7009-2.2-a: done with 200, the token is not used any more: a request after it fails, without being sent', async () => {
    const session = await person();
    const api = session.attach(axios.create({ baseURL: server.origin }));
    await session.revokeToken();
    expect(await session.token()).toBeUndefined();
    expect(await rejection(api.get('/me'))).toMatchObject({ code: 'ERR_OAUTH_TOKEN_MISSING' });
    expect(server.paths).toEqual(['/revoke']);
  });

  it('7009-2.2-a: of the access token alone, it is renewed for the next request', async () => {
    const session = await person();
    const api = session.attach(axios.create({ baseURL: server.origin }));
    await session.revokeToken('access_token');
    expect(lastForm()).toEqual({ token: 'access', token_type_hint: 'access_token' });
    await api.get('/me');
    expect(server.received.at(-1)?.headers.authorization).toBe('Bearer renewed');
    expect(server.paths).toEqual(['/revoke', '/token', '/me']);
  });

  it('of a machine is followed by its grant', async () => {
    const session = await person({ refresh_token: undefined }, { grant: clientCredentials() });
    const api = session.attach(axios.create({ baseURL: server.origin }));
    await session.revokeToken();
    expect(lastForm()).toMatchObject({ token: 'access' });
    await api.get('/me');
    expect(server.received.at(-1)?.headers.authorization).toBe('Bearer renewed');
  });

  it('7009-2.2-b: 503 leaves the token as it is, and says how long to wait', async () => {
    server.answer('/revoke', () => json(503, {}, { 'Retry-After': '7' }));
    const session = await person();
    const error = await rejection(session.revokeToken());
    expect(error).toMatchObject({
      code: 'ERR_OAUTH_ENDPOINT',
      endpoint: 'revocation',
      status: 503,
      retryAfterMs: 7000,
    });
    expect(await session.token()).toMatchObject({ access_token: 'access', refresh_token: 'refresh' });
  });

  it.each([
    [() => json(400, { error: 'unsupported_token_type', error_description: 'not refresh' }), 'unsupported_token_type'],
    [() => json(401, { error: 'invalid_client' }), 'invalid_client'],
    [() => ({ status: 302, headers: { Location: '/me' }, body: '' }), 'http_302'],
    [() => json(400, 'nonsense'), 'http_400'],
  ])('that is refused is a typed error, and the token stays', async (answer, error) => {
    server.answer('/revoke', answer);
    const session = await person();
    expect(await rejection(session.revokeToken())).toMatchObject({ code: 'ERR_OAUTH_ENDPOINT', error });
    expect(await session.token()).toHaveProperty('access_token', 'access');
    expect(server.paths).toEqual(['/revoke']);
  });

  it('that says the token again does not get it into the error', async () => {
    server.answer('/revoke', (request) => json(400, { error: 'x', error_description: formFields(request)['token'] }));
    const error = await rejection((await person()).revokeToken());
    expect(JSON.stringify(error)).not.toContain('refresh"');
    expect(error).toMatchObject({ error_description: '[redacted]' });
  });

  it('that a hook sends with the token in the URL does not get it into the error either', async () => {
    server.answer('/revoke/refresh', () => ({
      status: 400,
      headers: {},
      body: 'error=bad&error_description=no+refresh',
    }));
    const session = await person();
    session.hooks.register('revocationRequest', ({ url, token, headers }) => {
      const parameters = new URLSearchParams();
      return { url: `${url}/${token.refresh_token ?? ''}`, method: 'DELETE', headers, parameters, token };
    });
    const error = await rejection(session.revokeToken());
    expect(error).toMatchObject({ code: 'ERR_OAUTH_ENDPOINT', status: 400 });
    expect(JSON.stringify(error) + String(error)).not.toContain('no refresh');
    expect(server.received.at(-1)?.method).toBe('DELETE');
  });

  it('7009-2.1-b: that took the refresh token with it ends in a new login, not in a loop', async () => {
    server.answer('/token', () => json(400, { error: 'invalid_grant' }));
    server.answer('/me', () => json(401, {}));
    const session = await person();
    const api = session.attach(axios.create({ baseURL: server.origin }));
    await session.revokeToken('access_token');
    expect(await rejection(api.get('/me'))).toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT' });
    expect(await rejection(api.get('/me'))).toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT' });
    expect(server.paths).toEqual(['/revoke', '/token']);
  });

  it('waits for a renewal under way, and revokes what came of it', async () => {
    const session = await person();
    const renewal = session.refreshToken();
    await new Promise<void>((resolve) => {
      server.answer('/token', () => {
        resolve();
        return json(200, { access_token: 'renewed', refresh_token: 'rotated' });
      });
    });
    await session.revokeToken();
    await renewal;
    expect(lastForm()).toMatchObject({ token: 'rotated' });
    expect(await session.token()).toBeUndefined();
  });

  it('does not undo a login that came meanwhile', async () => {
    const session = await person();
    let loggedIn: Promise<void> | undefined;
    session.hooks.register('revocationRequest', (request) => {
      loggedIn = session.setToken({ access_token: 'next' });
      return request;
    });
    await session.revokeToken();
    await loggedIn;
    expect(await session.token()).toHaveProperty('access_token', 'next');
  });

  it('of what is not there is an error, and sends nothing', async () => {
    const session = await person({ refresh_token: undefined });
    expect(await rejection(session.revokeToken('refresh_token'))).toMatchObject({ option: 'which' });
    expect(await rejection(session.revokeToken('id_token' as never))).toMatchObject({ option: 'which' });
    await session.forget();
    expect(await rejection(session.revokeToken())).toMatchObject({ code: 'ERR_OAUTH_TOKEN_MISSING' });
    expect(server.paths).toEqual([]);
  });

  it('passes the hook revocationRequest', async () => {
    const session = await person();
    session.hooks.register('revocationRequest', (request) => {
      request.parameters.set('client_id', 'me');
      return request;
    });
    await session.revokeToken();
    expect(lastForm()).toHaveProperty('client_id', 'me');
  });
});

describe('an introspection', () => {
  it('7662-2.1-a: is a POST with the credentials of the caller, to an https endpoint', async () => {
    const session = await person();
    expect(await session.introspectToken()).toEqual({ active: true, scope: 'read' });
    const { method, headers } = server.received.at(-1) ?? ({} as never);
    expect([method, headers.authorization]).toEqual(['POST', basic]);
    expect(lastForm()).toEqual({ token: 'access', token_type_hint: 'access_token' });
    await session.introspectToken('refresh_token');
    expect(lastForm()).toEqual({ token: 'refresh', token_type_hint: 'refresh_token' });
    const provider = { tokenEndpoint: 'https://as.example/token', introspectionEndpoint: 'http://as.example/i' };
    expect(() => new OAuth2Session({ provider, ...identity })).toThrow('provider.introspectionEndpoint');
  });

  it.each([[{}], [{ active: 'true' }], [{ active: 1 }], [{ active: null }], [[true]], ['active=true'], [null]])(
    '7662-2.2-a: that does not say whether the token is active is an error: %j',
    async (answer) => {
      server.answer('/introspect', () => json(200, answer));
      const error = await rejection((await person()).introspectToken());
      expect(error).toMatchObject({ code: 'ERR_OAUTH_ENDPOINT_RESPONSE', endpoint: 'introspection' });
    },
  );

  it('7662-2.2-a: of an inactive token changes nothing here', async () => {
    server.answer('/introspect', { active: false });
    const session = await person();
    expect(await session.introspectToken()).toEqual({ active: false });
    expect(await session.token()).toHaveProperty('access_token', 'access');
  });

  it('7662-4-a: is asked for anew each time', async () => {
    const session = await person();
    await session.introspectToken();
    server.answer('/introspect', { active: false });
    expect(await session.introspectToken()).toEqual({ active: false });
  });

  it('passes the hook introspectionRequest, and gives refusals as typed errors', async () => {
    server.answer('/introspect', (request) => json(403, { error: String(formFields(request)['extra']) }));
    const session = await person();
    session.hooks.register('introspectionRequest', (request) => {
      request.parameters.set('extra', 'no_right');
      return request;
    });
    expect(await rejection(session.introspectToken())).toMatchObject({ endpoint: 'introspection', status: 403 });
    await session.forget();
    expect(await rejection(session.introspectToken())).toMatchObject({ code: 'ERR_OAUTH_TOKEN_MISSING' });
  });
});

describe('userinfo', () => {
  it('is got with the token, which is renewed once when it is refused', async () => {
    server.answer('/userinfo', ({ headers }) =>
      headers.authorization === 'Bearer renewed' ? json(200, { sub: 'ann' }) : json(401, {}),
    );
    expect(await (await person()).userInfo()).toEqual({ sub: 'ann' });
    expect(server.paths).toEqual(['/userinfo', '/token', '/userinfo']);
  });

  it('oidc-5.3.2-a: of the person of the ID token is given, of another nothing is', async () => {
    const session = await person({ id_token: jwtOf({ sub: 'ann' }) });
    expect(await session.userInfo()).toEqual({ sub: 'ann', name: 'Ann' });
    for (const body of [{ sub: 'bob', name: 'Bob' }, { name: 'Ann' }]) {
      server.answer('/userinfo', body);
      const error = await rejection(session.userInfo());
      expect(error).toMatchObject({ code: 'ERR_OAUTH_ENDPOINT_RESPONSE', endpoint: 'userinfo' });
      expect(JSON.stringify(error)).not.toContain('Bob');
    }
  });

  it.each([[[]], ['text'], [null]])('that is no JSON object is an error: %j', async (answer) => {
    server.answer('/userinfo', () => json(200, answer));
    expect(await rejection((await person()).userInfo())).toMatchObject({ code: 'ERR_OAUTH_ENDPOINT_RESPONSE' });
  });

  it('that is refused in the end is a typed error; without a token nothing is sent', async () => {
    server.answer('/userinfo', () => json(401, { error: 'invalid_token' }));
    const session = await person();
    expect(await rejection(session.userInfo())).toMatchObject({
      code: 'ERR_OAUTH_ENDPOINT',
      status: 401,
      error: 'invalid_token',
    });
    await session.forget();
    server.received.length = 0;
    expect(await rejection(session.userInfo())).toMatchObject({ code: 'ERR_OAUTH_TOKEN_MISSING' });
    expect(server.paths).toEqual([]);
  });

  it('that is refused does not show the token in the error, though the server says it again', async () => {
    server.answer('/userinfo', ({ headers }) =>
      json(headers.authorization === 'Bearer access' ? 401 : 403, { error: String(headers.authorization) }),
    );
    const error = await rejection((await person()).userInfo());
    expect(error).toMatchObject({ code: 'ERR_OAUTH_ENDPOINT', status: 403, error: 'Bearer [redacted]' });
  });

  it('is asked for by a POST where the provider takes tokens in the body only (oidc-5.3.1)', async () => {
    const session = await person();
    const provider: OAuth2Provider = { ...session.client.provider, placement: 'body' };
    await (await person({}, { provider })).userInfo();
    expect(server.received.at(-1)?.method).toBe('POST');
    expect(lastForm()).toEqual({ access_token: 'access' });
  });

  it('is nobody’s beside an ID token that says nothing', async () => {
    const session = await person({ id_token: 'opaque' });
    expect(await rejection(session.userInfo())).toMatchObject({ code: 'ERR_OAUTH_ENDPOINT_RESPONSE' });
    server.answer('/userinfo', { name: 'Ann' });
    expect(await rejection(session.userInfo())).toMatchObject({ code: 'ERR_OAUTH_ENDPOINT_RESPONSE' });
  });

  it('is of the account', async () => {
    const session = await person();
    await session.account('bob').setToken({ access_token: 'of-bob' });
    await session.account('bob').userInfo();
    expect(server.received.at(-1)?.headers.authorization).toBe('Bearer of-bob');
  });
});

describe('6749-3.3-b: a scope that is not the one asked for', () => {
  const grant = clientCredentials({ scope: ['read', 'write'] });
  const told = (session: OAuth2Session) => {
    const events: object[] = [];
    session.on('scopeChanged', (event) => events.push(event));
    return events;
  };

  it('is told, and kept with the token', async () => {
    server.answer('/token', { access_token: 'a', scope: 'read' });
    const session = await person({}, { grant });
    const events = told(session);
    expect(await session.fetchToken(grant)).toHaveProperty('scope', 'read');
    expect(events).toEqual([{ account: 'default', asked: 'read write', granted: 'read' }]);
  });

  it.each([{}, { scope: 'write read' }, { scope: 'read,write' }])('is not told of %j', async (answer) => {
    server.answer('/token', { access_token: 'a', ...answer });
    const session = await person({}, { grant });
    const events = told(session);
    const { scope } = await session.fetchToken(grant);
    expect(events.length).toBe(scope?.includes(',') ? 1 : 0);
    expect(scope?.split(/[ ,]/).sort()).toEqual(['read', 'write']);
  });

  it('is told after a refresh, too; none in the answer means as before', async () => {
    const session = await person({ scope: 'read write' });
    const events = told(session);
    expect(await session.refreshToken()).toHaveProperty('scope', 'read write');
    expect(events).toEqual([]);
    server.answer('/token', { access_token: 'b', scope: 'read' });
    await session.refreshToken();
    expect(events).toEqual([{ account: 'default', asked: 'read write', granted: 'read' }]);
  });
});
