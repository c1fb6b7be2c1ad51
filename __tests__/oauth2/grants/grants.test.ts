import axios from 'axios';
import {
  clientCredentials,
  grant,
  jwtBearer,
  MemoryTokenStore,
  OAuth2Session,
  password,
  samlBearer,
  tokenExchange,
  type Grant,
} from '../../../lib/index.js';
import { json } from '../../../fixtures/servers/answer.js';
import { startDocumentServer, type DocumentServer } from '../../../fixtures/servers/document-server.js';

let server: DocumentServer;
beforeEach(async () => {
  server = await startDocumentServer();
  server.answer('/token', { access_token: 'token', token_type: 'Bearer', issued_token_type: 'urn:x' });
});
afterEach(() => server.close());

const session = (options: object = {}): OAuth2Session => {
  const provider = { tokenEndpoint: `${server.origin}/token` };
  return new OAuth2Session({ provider, clientId: 'me', clientSecret: 's', ...options });
};
const forms = () => server.received.map(({ body }) => new URLSearchParams(body.toString()));
const sent = () => [...(forms().at(-1) ?? [])];
const refusal = { error: 'invalid_grant' };
const expired = { access_token: 'old', refresh_token: 'refresh', expiresAt: 1 };

describe('a grant is sent as its RFC has it', () => {
  const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
  const accessToken = 'urn:ietf:params:oauth:token-type:access_token';
  it.each<[string, Grant, [string, string][]]>([
    [
      'password (RFC 6749 §4.3)',
      password({ username: 'ann', password: 'p w', scope: ['a', 'b'] }),
      [
        ['grant_type', 'password'],
        ['username', 'ann'],
        ['password', 'p w'],
        ['scope', 'a b'],
      ],
    ],
    [
      'client credentials for an audience (RFC 6749 §4.4)',
      clientCredentials({ audience: 'api' }),
      [
        ['grant_type', 'client_credentials'],
        ['audience', 'api'],
      ],
    ],
    [
      'a JWT (RFC 7523 §2.1)',
      jwtBearer({ assertion: () => 'jwt' }),
      [
        ['grant_type', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
        ['assertion', 'jwt'],
      ],
    ],
    [
      'a SAML assertion (RFC 7522 §2.1)',
      samlBearer({ assertion: async () => '<Assertion>é?>' }),
      [
        ['grant_type', 'urn:ietf:params:oauth:grant-type:saml2-bearer'],
        ['assertion', Buffer.from('<Assertion>é?>').toString('base64url')],
      ],
    ],
    [
      'a SAML assertion that is encoded already',
      samlBearer({ assertion: () => 'PEFzc2VydGlvbj4' }),
      [
        ['grant_type', 'urn:ietf:params:oauth:grant-type:saml2-bearer'],
        ['assertion', 'PEFzc2VydGlvbj4'],
      ],
    ],
    [
      '8693-2.1-a: a token exchange, with the type of the subject token only',
      tokenExchange({ subjectToken: 'subject' }),
      [
        ['grant_type', exchange],
        ['subject_token', 'subject'],
        ['subject_token_type', accessToken],
      ],
    ],
    [
      '8693-2.1-b: a token exchange with an actor, and several resources and audiences',
      tokenExchange({
        subjectToken: () => 'subject',
        subjectTokenType: 'urn:s',
        actorToken: async () => 'actor',
        actorTokenType: 'urn:a',
        requestedTokenType: 'urn:r',
        resource: ['https://one.example', 'https://two.example/'],
        audience: ['one', 'two'],
      }),
      [
        ['grant_type', exchange],
        ['subject_token', 'subject'],
        ['subject_token_type', 'urn:s'],
        ['requested_token_type', 'urn:r'],
        ['actor_token', 'actor'],
        ['actor_token_type', 'urn:a'],
        ['resource', 'https://one.example'],
        ['resource', 'https://two.example/'],
        ['audience', 'one'],
        ['audience', 'two'],
      ],
    ],
    [
      'any other, by its name (RFC 6749 §4.5)',
      grant('urn:example:card', { card: '7' }, { scope: 'a' }),
      [
        ['grant_type', 'urn:example:card'],
        ['card', '7'],
        ['scope', 'a'],
      ],
    ],
  ])('%s', async (_what, how, parameters) => {
    await session().fetchToken(how);
    expect(sent()).toEqual(parameters);
  });
});

describe('grants that need no person', () => {
  it.each<[string, (made: () => string) => Grant<true>]>([
    ['a JWT', (made) => jwtBearer({ assertion: made })],
    ['a SAML assertion', (made) => samlBearer({ assertion: made })],
    ['a token exchange', (made) => tokenExchange({ subjectToken: made })],
    ['one by name', (made) => grant('urn:x', () => ({ proof: made() }), { repeatable: true })],
  ])('7523-2.1-a: %s renews itself without a refresh token, made anew each time', async (_what, by) => {
    let made = 0;
    const machine = session({ grant: by(() => `proof${String(++made)}`) });
    const api = machine.attach(axios.create({ baseURL: server.origin }));
    server.answer('/api', { ok: true });
    await api.get('/api');
    await machine.setToken({ access_token: 'old', expiresAt: 1 });
    await api.get('/api');
    expect(forms().filter((form) => form.has('grant_type'))).toHaveLength(2);
    expect(made).toBe(2);
    expect(server.received.at(-1)?.headers.authorization).toBe('Bearer token');
  });

  it('is told whose token it is to get', async () => {
    const machine = session({ grant: tokenExchange({ subjectToken: ({ account }) => `token of ${account}` }) });
    await machine.account('bob').refreshToken();
    expect(forms()[0]?.get('subject_token')).toBe('token of bob');
  });

  it('keeps the tokens for different resources and audiences apart in one store', async () => {
    const store = new MemoryTokenStore();
    const targets = [{}, { audience: 'one' }, { audience: 'two' }, { resource: 'https://one.example' }];
    const machines = targets.map((target) => session({ store, grant: clientCredentials(target) }));
    const byParameters = ['one', 'three'].map((audience) =>
      session({ store, grant: clientCredentials(), tokenRequest: { parameters: { audience } } }),
    );
    let tokens = 0;
    server.answer('/token', () => json(200, { access_token: `token${String(++tokens)}` }));
    for (const machine of machines) await machine.refreshToken();
    const kept = await Promise.all([...machines, ...byParameters].map((machine) => machine.token()));
    expect(kept.map((token) => token?.access_token)).toEqual([
      ...['token1', 'token2', 'token3', 'token4'],
      ...['token2', undefined], // it is the same, however it is asked for
    ]);
  });

  it('6749-4.4-a: client credentials are refused to a public client, before anything is sent', async () => {
    const machine = session({ clientSecret: undefined, grant: clientCredentials() });
    await expect(machine.refreshToken()).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION' });
    expect(server.received).toEqual([]);
  });
});

describe('7521-4.1-a: an assertion that is refused', () => {
  const machineWith = (assertion: () => string) => session({ grant: jwtBearer({ assertion }) });

  it('is made anew once, and that one works', async () => {
    server.answer('/token', ({ body }) =>
      body.toString().includes('first') ? json(400, refusal) : json(200, { access_token: 'token' }),
    );
    const assertions = ['first', 'second'];
    const machine = machineWith(() => assertions.shift() ?? 'third');
    expect((await machine.refreshToken()).access_token).toBe('token');
    expect(forms().map((form) => form.get('assertion'))).toEqual(['first', 'second']);
  });

  it('is not made a third time', async () => {
    server.answer('/token', () => json(400, refusal));
    let made = 0;
    await expect(machineWith(() => String(++made)).refreshToken()).rejects.toMatchObject(refusal);
    expect(made).toBe(2);
  });

  it('is not sent again when it is still the same', async () => {
    server.answer('/token', () => json(400, refusal));
    await expect(machineWith(() => 'same').refreshToken()).rejects.toMatchObject(refusal);
    expect(server.received).toHaveLength(1);
  });

  it('that cannot be made is an error of its own', async () => {
    const cause = new Error('No key.');
    const failing = machineWith(() => {
      throw cause;
    });
    await expect(failing.refreshToken()).rejects.toMatchObject({ code: 'ERR_OAUTH_HOOK', cause });
  });
});

describe('a token exchange', () => {
  it('8693-2.2-a: is refused without an issued_token_type', async () => {
    server.answer('/token', { access_token: 'token', token_type: 'Bearer' });
    await expect(session().fetchToken(tokenExchange({ subjectToken: 's' }))).rejects.toMatchObject({
      code: 'ERR_OAUTH_TOKEN_RESPONSE',
      message: expect.stringContaining('issued_token_type'),
    });
  });

  it('8693-2.2-b: gives a token of type N_A, which no request carries', async () => {
    server.answer('/token', { access_token: 'saml', token_type: 'N_A', issued_token_type: 'urn:saml2' });
    server.answer('/api', {});
    const exchanging = session();
    const token = await exchanging.fetchToken(tokenExchange({ subjectToken: 's' }));
    expect(token).toMatchObject({ access_token: 'saml', issued_token_type: 'urn:saml2' });
    const api = exchanging.attach(axios.create({ baseURL: server.origin }));
    await expect(api.get('/api')).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_TYPE', tokenType: 'N_A' });
    expect(server.paths).toEqual(['/token']);
  });

  it('8693-2.2-b: no other grant may give such a token', async () => {
    server.answer('/token', { access_token: 'x', token_type: 'N_A' });
    await expect(session().fetchToken(clientCredentials())).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_TYPE' });
  });
});

describe('what cannot be a grant is refused at once', () => {
  it.each<[string, () => unknown, string]>([
    ['an assertion that is no function', () => jwtBearer({ assertion: 'x' } as never), 'assertion'],
    ['an exchange of nothing', () => tokenExchange({} as never), 'subjectToken'],
    [
      '8693-2.1-a: an actor token without its type',
      () => tokenExchange({ subjectToken: 's', actorToken: 'a' } as never),
      'actorTokenType',
    ],
    [
      '8693-2.1-a: a type without its actor token',
      () => tokenExchange({ subjectToken: 's', actorTokenType: 'a' } as never),
      'actorTokenType',
    ],
    ['a resource with a fragment', () => clientCredentials({ resource: 'https://a.example/#b' }), 'grant.resource'],
    ['a grant without a name', () => grant(''), 'grantType'],
    ['6749-3.1-b: a parameter twice', () => grant('urn:x', { a: ['1', '2'] }), 'parameters.a'],
    ['a secret among the parameters', () => grant('urn:x', { client_secret: 's' }), 'parameters.client_secret'],
    ['a password of nobody', () => password({ username: '', password: 'x' }), 'username'],
    ['a typo', () => clientCredentials({ audiense: 'x' } as never), 'audiense'],
  ])('%s', (_what, make, option) => {
    expect(make).toThrow(expect.objectContaining({ option }));
  });
});

describe('a refresh by hand', () => {
  const person = async (token: object = {}) => {
    const logged = session();
    await logged.setToken({ ...expired, scope: 'read write', ...token });
    return logged;
  };

  it('6749-6-a: may ask for less, and the next one gets all again', async () => {
    const ann = await person();
    server.answer('/token', { access_token: 'new', refresh_token: 'refresh2' });
    expect(await ann.refreshToken({ scope: ['read'] })).toMatchObject({ scope: 'read', refresh_token: 'refresh2' });
    expect(await ann.refreshToken({ scope: 'write' })).toMatchObject({ scope: 'write' });
    const token = await ann.refreshToken();
    expect(token).toMatchObject({ scope: 'read write' });
    expect(token).not.toHaveProperty('grantedScope');
    expect(forms().map((form) => form.get('scope'))).toEqual(['read', 'write', null]);
  });

  it('6749-6-a: never asks for more than was granted: nothing is sent', async () => {
    const ann = await person();
    await expect(ann.refreshToken({ scope: ['read', 'admin'] })).rejects.toMatchObject({ option: 'scope' });
    await ann.refreshToken({ scope: ['read'] });
    await expect(ann.refreshToken({ scope: ['admin'] })).rejects.toMatchObject({ option: 'scope' });
    expect(server.received).toHaveLength(1);
  });

  it('asks for no other scope in a session that has a grant, whose affair that is: nothing is sent', async () => {
    const machine = session({ grant: clientCredentials({ scope: 'read write' }) });
    await expect(machine.refreshToken({ scope: 'read' })).rejects.toMatchObject({ option: 'scope' });
    expect(server.received).toEqual([]);
  });

  it('that is refused for good is not tried again, and says each time where to read why', async () => {
    const ann = session({ clientSecret: 'hush-hush' });
    await ann.setToken(expired);
    const words = { ...refusal, error_description: 'Revoked.', error_uri: 'https://as.example/why' };
    server.answer('/token', () => json(400, words));
    for (let n = 0; n < 2; n++) {
      await expect(ann.refreshToken()).rejects.toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT', ...words });
    }
    expect(server.received).toHaveLength(1);
  });

  it('6749-6-c: proves who the client is, and sends what it is told to', async () => {
    const ann = await person();
    const options = { parameters: { tenant: 't' }, headers: { 'X-Trace': '1' } };
    await ann.refreshToken(options);
    expect(sent()).toEqual([
      ['grant_type', 'refresh_token'],
      ['refresh_token', 'refresh'],
      ['tenant', 't'],
    ]);
    expect(server.received[0]?.headers).toMatchObject({ 'x-trace': '1', authorization: 'Basic bWU6cw==' });
  });

  it('with options of its own waits for a renewal under way, and then makes its own', async () => {
    const ann = await person();
    await Promise.all([ann.refreshToken(), ann.refreshToken({ scope: 'read' }), ann.refreshToken()]);
    expect(forms().map((form) => form.get('scope'))).toEqual([null, 'read']);
  });

  it('ends in the budget of the call that it is given', async () => {
    const ann = await person();
    server.answer('/token', () => ({ wire: 'hang', play: () => undefined }));
    await expect(ann.refreshToken({ timeoutMs: 50 })).rejects.toMatchObject({ code: 'ERR_OAUTH_UNREACHABLE' });
  });
});

it('6749-4.3.2-a: a password is in nothing that can be looked into, also when it is refused', async () => {
  const secret = 'correct horse';
  server.answer('/token', () => json(400, { error: 'invalid_grant', error_description: `${secret} is wrong` }));
  const ann = session();
  const by = password({ username: 'ann', password: secret });
  const error = await ann.fetchToken(by).catch((reason: unknown) => reason);
  const { inspect } = await import('node:util');
  const seen = [error, ann, by].map((one) => inspect(one, { depth: 12, showHidden: true }) + JSON.stringify(one));
  expect(seen.join()).not.toContain(secret);
});
