import axios from 'axios';
import { rejection } from '../../fixtures/engine-scene.js';
import { startDocumentServer, type DocumentServer } from '../../fixtures/servers/document-server.js';
import { clientCredentials, OAuth2Session, type OAuth2Hooks, type OutgoingRequest } from '../../lib/index.js';
import { hookNames } from '../../lib/oauth2/hook-points.js';

let server: DocumentServer;
beforeEach(async () => {
  server = await startDocumentServer();
  server.answer('/token', { access_token: 'renewed', expires_in: 600 });
  server.answer('/revoke', {});
  server.answer('/introspect', { active: true });
  server.answer('/me', { ok: true });
});
afterEach(() => server.close());

type Point = keyof OAuth2Hooks;
type Hook = (value: never) => unknown;

/** A session whose provider, and whose own options, have these hooks. */
async function person(point: Point, ofProvider: Hook, own: Hook): Promise<OAuth2Session> {
  const { origin } = server;
  const session = new OAuth2Session({
    provider: {
      authorizationEndpoint: `${origin}/authorize`,
      tokenEndpoint: `${origin}/token`,
      revocationEndpoint: `${origin}/revoke`,
      introspectionEndpoint: `${origin}/introspect`,
      hooks: { [point]: ofProvider },
    },
    clientId: 'me',
    clientSecret: 'hush',
    redirectUri: 'https://app.example.com/callback',
    hooks: { [point]: own },
  });
  await session.setToken({ access_token: 'access', refresh_token: 'refresh' });
  return session;
}

const getMe = (session: OAuth2Session) => session.attach(axios.create({ baseURL: server.origin })).get('/me');
const fetchOne = (session: OAuth2Session) => session.fetchToken(clientCredentials());

/** What calls each. */
const calls: Record<Point, (session: OAuth2Session) => Promise<unknown>> = {
  authorizationRequest: (session) => session.authorizationUrl(),
  accessTokenRequest: fetchOne,
  accessTokenResponse: fetchOne,
  refreshTokenRequest: (session) => session.refreshToken(),
  refreshTokenResponse: (session) => session.refreshToken(),
  revocationRequest: (session) => session.revokeToken(),
  revocationResponse: (session) => session.revokeToken(),
  introspectionRequest: (session) => session.introspectToken(),
  protectedRequest: getMe,
  protectedResponse: getMe,
};

const afterwards = () => new Promise((resolve) => setImmediate(resolve));

/** A hook that notes what it was given, and later gives back a copy with its own name on it. */
function marking(name: string, seen: string[]): Hook {
  return async (value: URLSearchParams | OutgoingRequest | { headers: Record<string, string>; status?: number }) => {
    await afterwards();
    if (value instanceof URLSearchParams) {
      seen.push([...value.getAll('x-by'), name].join(' '));
      return new URLSearchParams([...value, ['x-by', name]]);
    }
    const by = [(value.headers as Record<string, string>)['x-by'], name].filter(Boolean).join(' ');
    seen.push(by);
    const headers = value.headers instanceof axios.AxiosHeaders ? value.headers.concat({ 'x-by': by }) : { 'x-by': by };
    return { ...value, headers: { ...value.headers, ...headers } };
  };
}

const changing = hookNames.filter((point) => point !== 'protectedResponse');

describe.each(changing)('the hook %s', (point) => {
  it('is called in order, provider before session, each with what the one before gave; not once it is undone', async () => {
    const seen: string[] = [];
    const session = await person(point, marking('provider', seen), marking('session', seen));
    const undo = session.hooks.register(point, marking('undone', seen) as never);
    session.hooks.register(point, marking('registered', seen) as never);
    undo();
    await calls[point](session);
    expect(seen).toEqual(['provider', 'provider session', 'provider session registered']);
  });

  it.each<[string, Hook]>([
    ['throws', () => Promise.reject(new Error('mine'))],
    ['gives nothing back', () => undefined],
  ])('that %s fails the call, and its name is in the message', async (_what, failing) => {
    const session = await person(point, marking('provider', []), failing);
    const error = await rejection(calls[point](session));
    expect(error).toMatchObject({ code: 'ERR_OAUTH_HOOK', hook: point, message: expect.stringContaining(point) });
  });
});

/** A request, or an answer, without some members or with other ones. */
const bent = (members: object) => (value: object) => ({ ...value, ...members });

describe.each(changing)('the hook %s, whatever it gives back,', (point) => {
  const isRequest = point.endsWith('Request');
  const members: [string, Hook][] = isRequest
    ? [
        ['no parameters', bent({ parameters: undefined })],
        ['parameters as an object', bent({ parameters: { a: 'b' } })],
        ['a URL that is none', bent({ url: 'nowhere' })],
        ['no URL', bent({ url: undefined })],
        ['no headers', bent({ headers: undefined })],
        ['headers of fetch', bent({ headers: new Headers({ a: 'b' }) })],
      ]
    : [
        ['no body', bent({ body: undefined })],
        ['a body that is parsed', bent({ body: {} })],
        ['a status as text', bent({ status: '200' })],
        ['headers as null', bent({ headers: null })],
      ];
  const whole: [string, Hook][] = [
    ['null', () => null],
    ['a text', () => 'x=y'],
    ['a promise of nothing', () => Promise.resolve()],
    ['a list', () => []],
    ['a function', () => () => undefined],
  ];
  const ofProtected: [string, Hook][] = [['a URL as text', bent({ url: 'https://api.example/elsewhere' })]];
  const further = { authorizationRequest: [['an object', bent({})] as [string, Hook]], protectedRequest: ofProtected };

  it.each([...whole, ...(further[point as 'protectedRequest'] ?? members)])('%s: is named', async (_what, hook) => {
    const session = await person(point, (value) => value, hook);
    const error = await rejection(calls[point](session));
    expect(error).toMatchObject({ code: 'ERR_OAUTH_HOOK', hook: point, cause: { name: 'TypeError' } });
    expect((error as { cause: Error }).cause.message).toMatch(/^The hook must return /);
  });
});

it('a header that a hook takes away by undefined, or gives as a number, is nobody else’s failure', async () => {
  const headers = { accept: undefined, 'x-version': 7, 'x-trace': undefined };
  const session = await person('refreshTokenRequest', (value) => value, bent({ headers }));
  expect(await session.refreshToken()).toMatchObject({ access_token: 'renewed' });
});

describe('the hook protectedResponse', () => {
  it.each([true, 'Expired', {}, Promise.resolve(401)])('that says %p, which is no answer, is named', async (answer) => {
    const session = await person('protectedResponse', () => answer, () => undefined); // prettier-ignore
    const error = await rejection(getMe(session));
    expect(error).toMatchObject({ code: 'ERR_OAUTH_HOOK', hook: 'protectedResponse', cause: { name: 'TypeError' } });
  });

  it.each([false, null, 0, ''])('that says %p says nothing: the next one is asked', async (answer) => {
    const next = jest.fn();
    await getMe(await person('protectedResponse', () => answer, next));
    expect(next).toHaveBeenCalled();
  });

  it('is asked in order, until one says expired; not once it is undone', async () => {
    const asked: string[] = [];
    const saying = (name: string, answer?: 'expired') => async () => {
      await afterwards();
      asked.push(name);
      return answer;
    };
    const session = await person('protectedResponse', saying('provider'), saying('session', 'expired'));
    session.hooks.register('protectedResponse', saying('too late'));
    session.hooks.register('protectedResponse', saying('undone'))();
    await getMe(session);
    expect(asked.slice(0, 2)).toEqual(['provider', 'session']);
    expect(asked).not.toContain('undone');
    expect(asked).not.toContain('too late');
  });

  it.each([
    ['JSON, parsed', '{"code":216}', { code: 216 }],
    ['what is no JSON, as text', '<code>216</code>', '<code>216</code>'],
  ])('is given %s', async (_what, body, expected) => {
    server.answer('/me', () => ({ status: 200, headers: {}, body }));
    const given = jest.fn();
    await getMe(await person('protectedResponse', given, () => undefined));
    expect(given).toHaveBeenCalledWith(expect.objectContaining({ data: expected }));
  });

  it('that throws fails the request, and its name is in the message', async () => {
    const session = await person(
      'protectedResponse',
      () => Promise.reject(new Error('mine')),
      () => undefined,
    );
    const message = expect.stringContaining('protectedResponse');
    expect(await rejection(getMe(session))).toMatchObject({ code: 'ERR_OAUTH_HOOK', message });
  });
});
