import axios from 'axios';
import fc from 'fast-check';
import { randomCases } from '../../fixtures/random-cases.js';
import { isHttp, type Answer, type HttpAnswer } from '../../fixtures/servers/answer.js';
import { startDocumentServer, type DocumentServer } from '../../fixtures/servers/document-server.js';
import { isOAuthError, OAuth2Session } from '../../lib/index.js';

let server: DocumentServer;
beforeAll(async () => {
  server = await startDocumentServer();
  server.answer('/me', ({ headers }) => ({ status: 200, headers: {}, body: String(headers.authorization) }));
});
afterAll(() => server.close());

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 0, -1, 1e308, 0.5, '3600', '1e3', 'NaN', [], {}, ['a'], { a: 1 }),
  fc.string(),
  fc.integer(),
  fc.double(),
);
/** Mostly what a server says, sometimes what one should not. */
const member = (...usual: unknown[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: odd });
const members = fc
  .record(
    {
      access_token: member('new', 'n/e+w='),
      token_type: member('Bearer', 'BEARER', 'bEaReR', 'mac', 'DPoP'),
      expires_in: member(600, '600', 0, -5),
      refresh_token: member('rotated'),
      scope: member('a b', ['a', 'b']),
      id_token: member('x.y.z'),
      error: member('invalid_request', 'temporarily_unavailable', { code: 'x', message: 'y' }),
      error_description: member('no', 'line\r\nbreak\u001b[31m'),
      revision: member('r'),
      expiresAt: member(5),
      issuedAt: member(5),
      refusedGrant: member({ revision: 'r' }),
    },
    { requiredKeys: [] },
  )
  .chain((known) =>
    fc
      .dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString')), odd, { maxKeys: 3 })
      .map((more) => ({ ...more, ...known })),
  );

const body = fc.oneof(
  { weight: 6, arbitrary: members.map((value) => JSON.stringify(value)) },
  {
    weight: 2,
    arbitrary: members.map((value) =>
      new URLSearchParams(Object.entries(value).map(([k, v]) => [k, String(v)])).toString(),
    ),
  },
  { weight: 1, arbitrary: members.map((value) => JSON.stringify(value).slice(0, -3)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '<html>no</html>',
      'null',
      '[1,2]',
      '"ok"',
      '{}',
      '\ufeff{"access_token":"new"}',
      '{"__proto__":{"access_token":"p"}}',
    ),
  },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string() },
);

const answer: fc.Arbitrary<HttpAnswer> = fc.record({
  status: fc.constantFrom(200, 200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 418),
  headers: fc.constantFrom(
    { 'Content-Type': 'application/json' },
    { 'Content-Type': 'text/html; charset=utf-16' },
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    { 'Content-Type': '*/*;;;', 'Retry-After': 'soon' },
    {},
  ),
  body,
});

async function expired() {
  const provider = { tokenEndpoint: `${server.origin}/token` };
  const session = new OAuth2Session({ provider, clientId: 'me', clientSecret: 'hush-hush', renewalBudgetMs: 5000 });
  await session.setToken({ access_token: 'old', refresh_token: 'the-refresh-token', expiresAt: 1 });
  return { session, api: session.attach(axios.create({ baseURL: server.origin })) };
}

/** What the API saw, or the error that the caller got. */
async function outcome(given: Answer) {
  server.answer('/token', () => given);
  const { session, api } = await expired();
  const result: unknown = await api.get('/me').then(
    ({ data }) => data as unknown,
    (error: unknown) => error,
  );
  return { session, result, token: await session.token() };
}

describe('whatever the token endpoint answers (F09, F23, F26, F28)', () => {
  it('a request succeeds with the new token, or fails with a typed error; no token is lost, nothing leaks', async () => {
    await fc.assert(
      fc.asyncProperty(answer, async (given) => {
        const began = performance.now();
        const { result, token } = await outcome(given);
        expect(performance.now() - began).toBeLessThan(5000);
        expect(Object.keys(Object.prototype)).toEqual([]);
        if (isOAuthError(result)) {
          expect(token).toMatchObject({ access_token: 'old', refresh_token: 'the-refresh-token' });
          expect(JSON.stringify(result) + result.message).not.toMatch(/the-refresh-token|hush-hush|[\u001b\r\n]/);
          return;
        }
        const { access_token: said = '', refresh_token: kept } = token ?? {};
        expect(result).toBe(`Bearer ${said}`);
        expect(said).toMatch(/^[\x21-\x7e]+$/);
        expect(said).not.toBe('old');
        expect(isHttp(given) && given.body.toString()).toContain(
          JSON.stringify(kept).slice(1, -1) === 'the-refresh-token' ? '' : 'refresh_token',
        );
        expect(token).not.toMatchObject({ revision: 'r' });
        expect(token).not.toHaveProperty('refusedGrant');
      }),
      randomCases(150),
    );
  }, 60_000);

  it('the next good answer mends it', async () => {
    await fc.assert(
      fc.asyncProperty(answer, async (given) => {
        const { session, result } = await outcome(given);
        if (!isOAuthError(result) || result.code === 'ERR_OAUTH_INVALID_GRANT') return;
        server.answer('/token', { access_token: 'mended' });
        expect(await session.refreshToken()).toMatchObject({
          access_token: 'mended',
          refresh_token: 'the-refresh-token',
        });
      }),
      randomCases(60),
    );
  }, 60_000);
});
